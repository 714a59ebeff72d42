"""The formats that are read: one file and one line each. `sniff` names the format, its reader gives text, tables, gaps and parts."""

from detectors.formats import archive, compressed, delimited, excel, form, html, json, multipart, ole, spreadsheetml, sql, text, vcard, xml
from detectors.formats.part import Reader

FORMATS: dict[str, Reader] = {
    "text": text.read,
    "csv": delimited.read,
    "tsv": delimited.read,
    "json": json.read,
    "ndjson": json.read_lines,
    "html": html.read,
    "xml": xml.read,
    "sql": sql.read,
    "vcard": vcard.read,
    "spreadsheetml": spreadsheetml.read,
    "form": form.read,
    "multipart": multipart.read,
    "zip": archive.read,
    "xlsx": excel.read,
    "xlsb": excel.read,
    "ods": excel.read,
    "xls": excel.read_old,
    "docx": archive.read,
    "pptx": archive.read,
    "ole": ole.read_open,
    "ole-encrypted": ole.read_encrypted,
    "gzip": compressed.read_gzip,
    "zstd": compressed.read_zstd,
}
"""By the name that `sniff` gives; any other name is a gap `unsupported`."""
