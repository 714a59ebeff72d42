"""Which format a document has, told from its content. Declared types and file names are not believed: they break ties between texts."""

import re
from collections.abc import Callable

from detectors.charset import guess
from detectors.formats import ole
from detectors.formats.delimited import vote

_HEAD_BYTES = 8 << 10

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"RIFF", "riff"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"MSCF", "cab"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"\x7fELF", "elf"),
    (b"MZ", "exe"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\x00asm", "wasm"),
)
"""First bytes. Sources: APPNOTE.TXT (ZIP), RFC 1952, RFC 8878, [MS-CFB], ISO 32000, the formats' own specifications."""

_PACKAGES: tuple[tuple[bytes, str], ...] = (
    (b"xl/workbook.xml", "xlsx"),
    (b"xl/workbook.bin", "xlsb"),
    (b"word/document.xml", "docx"),
    (b"ppt/presentation.xml", "pptx"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
)
_DIRECTORY_BYTES = 256 << 10

_BINARY_SHARE = 0.1
"""Share of control characters over which a decoded text is no text."""

_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|form|p|span|tr|meta|script)\b", re.I)
_XML = re.compile(r"<(?:\?xml|[A-Za-z_][\w:.-]*[\s/>])")
_FORM = re.compile(r"[\w.%+*\-\[\]]{1,256}=[^&\s]*(?:&[\w.%+*\-\[\]]*(?:=[^&\s]*)?)*\s*")
_SQL = re.compile(
    r"^\s*(?:(?:INSERT|REPLACE)\s+(?:\w+\s+){0,3}?INTO\s+\S[^;]{0,4096}?\bVALUES?\s*\(|COPY\s[^;]{1,4096}?\sFROM\s+stdin\b|CREATE\s+(?:\w+\s+)?TABLE\s[^;]{1,400}?\()",
    re.I | re.M,
)
_MULTIPART = re.compile(rb"\s*--[^\r\n]{1,200}\r?\n[A-Za-z-]+[ \t]*:")


def sniff(data: memoryview, content_type: str = "", filename: str = "", surrounding: str = "") -> str:
    """Return the name of the format of `data`: one of `formats.registry`, or of a binary that is only recognised."""
    head = bytes(data[:_HEAD_BYTES])
    for magic, name in _MAGIC:
        if head.startswith(magic) and not (name in ("bmp", "exe") and _is_text(head, surrounding)):
            return _REFINE[name](data) if name in _REFINE else name
    if head[4:8] == b"ftyp":
        return "mp4"
    declared = content_type.partition(";")[0].strip().lower()
    if _MULTIPART.match(head) or (declared.startswith("multipart/") and b"--" in head):
        return "multipart"
    if not _is_text(head, surrounding):
        return "binary"
    return _sniff_text(data, head, declared, filename.lower(), surrounding)


def _sniff_zip(data: memoryview) -> str:
    """Name the document that a ZIP package is, from the names in its directory (and in its first header, if the end is cut off)."""
    names = bytes(data[-_DIRECTORY_BYTES:]) + bytes(data[:_HEAD_BYTES])
    for member, name in _PACKAGES:
        if member in names:
            return name
    return "zip"


_REFINE: dict[str, Callable[[memoryview], str]] = {"zip": _sniff_zip, "ole": ole.kind}


def _is_text(head: bytes, surrounding: str) -> bool:
    text = head.decode(guess(memoryview(head), surrounding)[0], "replace")
    return len(_CONTROLS.findall(text)) <= _BINARY_SHARE * len(text)


def _sniff_text(data: memoryview, head: bytes, declared: str, filename: str, surrounding: str) -> str:
    codec = guess(data, surrounding)[0]
    text = head.decode(codec, "replace").lstrip("\ufeff \t\r\n")
    if text[:1] in ("{", "["):
        return _sniff_json(text)
    if text[:1] == "<" and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "spreadsheetml"
    if text[:1] == "<":
        return "html" if _HTML.search(text) else "xml" if _XML.match(text) else "text"
    if (declared == "application/x-www-form-urlencoded" or "&" in text) and "=" in text and _FORM.fullmatch(text[:4096].rstrip()):
        return "form"
    if _SQL.search(text):
        return "sql"
    if text[:12].upper().startswith("BEGIN:VCARD"):
        return "vcard"
    hinted = "csv" in declared or filename.endswith((".csv", ".tsv", ".tab"))
    delimiter = vote(text, declared=hinted)
    if delimiter:
        return "tsv" if delimiter == "\t" else "csv"
    return "html" if "html" in declared and _HTML.search(text) else "text"


def _sniff_json(text: str) -> str:
    first, _, second = text.partition("\n")
    is_line = first.rstrip().endswith(("}", "]")) and len(first.strip()) > 1
    return "ndjson" if is_line and second.lstrip()[:1] in ("{", "[") and second.strip() else "json"
