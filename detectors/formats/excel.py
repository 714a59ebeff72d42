"""Workbooks. calamine reads them in a child; what a damaged or hostile file hides from it is read from the XML itself.

Sources: ECMA-376 part 1 §12 (members of a package), OpenDocument 1.3 part 2 §3 (`content.xml`), [MS-XLS] 2.4.117 (FilePass).
"""

import re
import zipfile
from collections.abc import Iterable, Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from detectors.budget import Budget
from detectors.formats import archive, sheet_xml
from detectors.formats.part import Part, Piece
from detectors.formats.spans import Merged, whole
from detectors.formats.upright import tables
from detectors.formats.views import Window
from detectors.model import Gap, GapReason, Segment
from detectors.sandbox import ChildFailed, isolated

FURNITURE_BYTES = 64 << 10
"""A member of furniture larger than this is read like any other, since something may hide in it."""

MERGED_ROWS = 20_000
"""Rows of a sheet whose merged cells are looked at; longer ones are exports, and are read as they come."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.(?:xml|bin)")
_CELLS = re.compile(rf"{_SHEET.pattern}|xl/sharedStrings\.(?:xml|bin)|content\.xml")
_FURNITURE = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|xl/(?:workbook|styles|calcChain|metadata)\.(?:xml|bin)|xl/theme/[^/]+\.xml"
    r"|xl/printerSettings/[^/]+\.bin|docProps/(?:app|core)\.xml"
    r"|mimetype|(?:styles|settings|meta)\.xml|META-INF/manifest\.xml|manifest\.rdf|Thumbnails/thumbnail\.png|docProps/thumbnail\.\w+"
)
"""Members without cells, as Office and LibreOffice write them."""


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the sheets of a zipped workbook (xlsx, xlsb, ods) as tables, then every member that a plain workbook does not have."""
    try:
        package = zipfile.ZipFile(Window(part.data))
    except archive.BROKEN:
        yield from archive.read(part, budget)
        return
    sheets = [info for info in package.infolist() if _SHEET.fullmatch(info.filename)]
    named = 0
    try:
        for piece in isolated(read_cells, part, budget):
            named += isinstance(piece, Segment)
            yield piece
    except (ValueError, ChildFailed):
        yield from sheet_xml.read(package, sheets, part, budget)
        named = len(sheets)
    hidden = frozenset(info.filename for info in sheets) if named < len(sheets) else frozenset()
    yield from archive.members(part, budget, lambda info: info.filename in hidden or not _is_plain(info))


def read_old(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the sheets of a binary workbook (xls) as tables."""
    try:
        yield from isolated(read_cells, part, budget)
    except ValueError:
        yield Gap(reason=GapReason.UNDECODABLE, place=part.place, size_bytes=len(part.data))
    except ChildFailed as failed:
        yield Gap(reason=failed.reason, place=part.place, size_bytes=len(part.data))


def read_cells(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give each sheet's name and cells. Runs in a child: calamine aborts the process on sparse sheets; raises ValueError."""
    try:
        workbook = CalamineWorkbook.from_filelike(Window(part.data))
        for name in workbook.sheet_names:
            place = f"{part.place}#{name}"
            yield Segment(text=name, place=f"{part.place}#sheets")
            sheet = workbook.get_sheet_by_name(name)
            rows = ([value if type(value) is str else _plain(value) for value in row] for row in sheet.iter_rows())
            yield from tables(_whole(sheet, rows), place, budget)
    except PasswordError:
        yield Gap(reason=GapReason.ENCRYPTED, place=part.place, size_bytes=len(part.data))
    except CalamineError as error:
        raise ValueError("not a workbook") from error


def _whole(sheet: CalamineSheet, rows: Iterator[list[str]]) -> Iterable[list[str]]:
    """Return `rows` with merged cells in every row they cover."""
    ranges = sheet.merged_cell_ranges or []
    if not ranges or sheet.start is None or sheet.total_height > MERGED_ROWS:
        return rows
    _, left = sheet.start  # rows come from the first of the sheet on, columns from the first that is filled
    grid = list(rows)
    return whole(grid, [Merged(first, min(last, len(grid) - 1), column - left) for (first, column), (last, _) in ranges if column >= left])


def _plain(value: object) -> str:
    """Return a cell as Excel would show it: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


def _is_plain(info: zipfile.ZipInfo) -> bool:
    return bool(_CELLS.fullmatch(info.filename) or (info.file_size <= FURNITURE_BYTES and _FURNITURE.fullmatch(info.filename)))
