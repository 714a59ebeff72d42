"""A page of tables with headings, drawn for a terminal or as Markdown. It must not know what it tells of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, and a table or a sentence."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    """Under the heading, above the table."""


def as_terminal(title: str, sections: Iterable[Section]) -> RenderableType:
    """Return the page for a terminal."""
    parts: list[RenderableType] = [Text(title, style="bold")]
    for section in sections:
        parts += [Text(), Text(section.title, style="bold underline")]
        parts += [Text(section.text)] if section.text else []
        parts += [_table(section)] if section.rows else []
    return Group(*parts)


def as_markdown(title: str, sections: Iterable[Section]) -> str:
    """Return the page as Markdown."""
    return "\n".join([f"# {title}", *(line for section in sections for line in _lines(section))]) + "\n"


def _table(section: Section) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(section.columns):
        table.add_column(name, header_style="bold", overflow="fold", justify="right" if _numbers(section, place) else "left")
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table


def _lines(section: Section) -> Iterator[str]:
    yield from ("", f"## {section.title}", "")
    if section.text:
        yield section.text
    if section.rows:
        yield from ("",) if section.text else ()
        yield _row(section.columns)
        yield _row("---:" if _numbers(section, place) else "---" for place in range(len(section.columns)))
        yield from map(_row, section.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), '<br>') for cell in cells)} |"


def _numbers(section: Section, place: int) -> bool:
    return all(row[place].replace(",", "").isdecimal() for row in section.rows)
