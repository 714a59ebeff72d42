"""The formats that are read: one file and one line each. `sniff` names the format, its reader gives text, tables, gaps and parts."""

from dataclasses import dataclass

from detectors.formats import delimited, json, text
from detectors.formats.part import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How documents of one format are read."""

    read: Reader
    isolated: bool = False
    """Whether a parser of binary data is used, which runs in a child of its own."""


FORMATS: dict[str, Format] = {
    "text": Format(read=text.read),
    "csv": Format(read=delimited.read),
    "tsv": Format(read=delimited.read),
    "json": Format(read=json.read),
    "ndjson": Format(read=json.read_lines),
}
"""By the name that `sniff` gives; any other name is a gap `unsupported`."""
