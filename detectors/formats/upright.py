"""Tables that lie on their side, or are forms: labels in the first column, or before each value. They are given as records.

Knows labels and notations as `layout` does, since only they tell a form from a table; counts nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise

from detectors.budget import Budget
from detectors.cells import values_in
from detectors.formats.records import Json, records
from detectors.formats.rows import pieces
from detectors.labels import is_whole, role_of_header
from detectors.model import Gap, Table
from detectors.values import IN_COLUMN

LOOK_ROWS = 60
"""Rows by which a form is told from a table."""

BATCH_RECORDS = 5_000
"""Records given as one table."""

LONGEST_NAME = 12
"""Code points of a value that may be a name; longer ones are descriptions (氏名: 顧客の氏名を全角で入力)."""

type Pair = tuple[str, str]
Rows = Iterable[list[str]]


def tables(rows: Rows, place: str, budget: Budget) -> Iterator[Table | Gap]:
    """Give `rows` as `rows.pieces` does, turned upright where they lie on their side."""
    source = iter(rows)
    first = list(islice(source, LOOK_ROWS))
    if lies_on_its_side(first):
        yield from of_documents(_turned([*first, *islice(source, LOOK_ROWS)]), place, budget)
        first = []
    elif is_form(first):
        yield from of_documents(documents(pair for row in chain(first, source) for pair in pairs_of(row)), place, budget)
        first = []
    yield from pieces(chain(first, source), place, budget)


def of_documents(found: Iterable[dict[str, Json]], place: str, budget: Budget) -> Iterator[Table | Gap]:
    """Give records as tables."""
    source = iter(found)
    while batch := list(islice(source, BATCH_RECORDS)):
        for piece in records([*batch], place, budget):
            if isinstance(piece, Table | Gap):
                yield piece


def documents(found: Iterable[Pair]) -> Iterator[dict[str, Json]]:
    """Give a record for each run of labels with their values: the label that came first begins the next one."""
    first, pairs = "", list[Pair]()
    for label, value in found:
        first = first or label
        if label == first and pairs:
            yield document(pairs)
            pairs = []
        pairs.append((label, value))
    if pairs:
        yield document(pairs)


def document(pairs: Iterable[Pair]) -> dict[str, Json]:
    """Return one record of `pairs`; a label that comes again keeps a column of its own."""
    record: dict[str, Json] = {}
    for label, value in pairs:
        name, again = label, 0
        while name in record:
            again += 1
            name = f"{label}\0{again}"
        record[name] = value
    return record


def pairs_of(row: Sequence[str]) -> Iterator[Pair]:
    """Give the labels of a form's row, each with the cell behind it; cells without a label go with an empty one."""
    label = ""
    for cell in row:
        text = cell.strip()
        if not text:
            continue
        if is_label(text):
            if label:
                yield label, ""
            label = text.rstrip(":：")
        else:
            yield label, text
            label = ""
    if label:
        yield label, ""


def is_label(text: str) -> bool:
    """Return whether `text` names a kind of value. 東京支店 and 3号室 end like labels, and are values."""
    role = role_of_header(text)
    return role is not None and not text[0].isdigit() and bool(role.entity or is_whole(text))


def is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether most of `rows` are labels with their values, and the values fit their labels."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    found = [[*pairs_of(row)] for row in filled]
    if sum(bool(row[0][0]) for row in found) < max(2, 0.6 * len(filled)):
        return False
    several = len({label for row in found for label, _ in row}) > 1
    return (
        several and not any(_is_header(row) for row in filled) and fits([(label, value) for row in found for label, value in row if label])
    )


def fits(found: Sequence[Pair]) -> bool:
    """Return whether half of the values that a notation can judge are what their labels say, and one at least."""
    told = [
        (role.entity, value) for label, value in found if (role := role_of_header(label)) and role.entity in IN_COLUMN and not role.part
    ]
    right = sum(_is(entity, value) for entity, value in told if value)
    return right > 0 and 2 * right >= sum(bool(value) for _, value in told)


def _is(entity: str, value: str) -> bool:
    return (entity != "PERSON" or len(value) <= LONGEST_NAME) and bool(values_in(entity, value))


def _is_header(row: Sequence[str]) -> bool:
    """Whether two labels stand side by side, as only a header line has them."""
    cells = [cell for cell in row if cell.strip()]
    return any(is_label(one) and is_label(other) for one, other in pairwise(cells))


def lies_on_its_side(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first column holds labels, each once, and every other column is a record."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    labels = [row[0].strip() for row in filled]
    known = [label for label in labels if is_label(label)]
    if not 2 <= len(filled) < LOOK_ROWS or len(known) < max(2, 0.5 * len(labels)) or len(set(labels)) < len(labels):
        return False
    values = [[cell.strip() for cell in row[1:] if cell.strip()] for row in filled]
    if 2 * sum(len(row) > 1 for row in values) < len(values) or any(is_label(cell) for row in values for cell in row):
        return False
    return fits([(label, value) for label, row in zip(labels, values, strict=True) for value in row])


def _turned(rows: Sequence[Sequence[str]]) -> Iterator[dict[str, Json]]:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    for row in filled:
        if not any(cell.strip() for cell in row[1:]):
            yield {"": row[0]}
    for column in range(1, max(map(len, filled))):
        record: dict[str, Json] = {row[0].strip(): row[column].strip() for row in filled if column < len(row)}
        if any(record.values()):
            yield record
