"""Shows a replay as one HTML page that needs nothing else: charts are drawn as SVG. It must not know how it was found."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ledger.replay.labels import JAPANESE
from ledger.replay.summary import NO_UNIT, Day, Line, Summary
from ledger.replay.tally import Change

COLOURS = {
    Change.BLOCK: "#c0392b",
    Change.HOLD: "#8e44ad",
    Change.JUSTIFY: "#2c6fbb",
    Change.ALERT: "#d4a017",
    Change.RELEASED: "#2e8b57",
    Change.EASED: "#3a9ea5",
}
HEIGHT, BAR, GAP = 120, 9, 6
"""Of the chart of days, in pixels: its height, the width of a bar, the space between days."""

WEEK = 7
"""Days from one that is named to the next."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a chart, and what it says."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    title: str


def page(found: Summary) -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    lists = zip(JAPANESE.lists[1:], (found.rules, found.units, found.tenants, found.destinations), strict=True)
    return environment.get_template("lab.html").render(
        found=found,
        alerts=found.alerts_a_day,
        words={change.value: JAPANESE.changes[change] for change in Change},
        colours={change.value: colour for change, colour in COLOURS.items()},
        lists=[(title, [(line, across(line, lines)) for line in lines]) for title, lines in lists],
        days=upright(found.days),
        dates=[(place * (2 * BAR + GAP), day.day[5:]) for place, day in enumerate(found.days) if place % WEEK == 0],
        highest=max((max(day.alerts_now, day.alerts_draft) for day in found.days), default=0),
        names={NO_UNIT: JAPANESE.no_unit},
        height=HEIGHT,
        width=max(WEEK, len(found.days)) * (2 * BAR + GAP),
    )


def across(line: Line, lines: tuple[Line, ...], *, width: int = 420) -> list[Bar]:
    """Return the bars of one line, laid end to end, beside those of all `lines`."""
    longest = max(sum(one.transfers.values()) for one in lines)
    bars, x = [], 0.0
    for change, number in line.transfers.items():
        wide = max(1.0, width * number / longest)
        bars.append(Bar(round(x, 1), 2, round(wide, 1), 12, COLOURS[Change(change)], f"{JAPANESE.changes[Change(change)]}: {number:,}"))
        x += wide
    return bars


def upright(days: tuple[Day, ...]) -> list[Bar]:
    """Return two bars for each day: alerts now, and under the draft."""
    highest = max((max(day.alerts_now, day.alerts_draft) for day in days), default=0) or 1
    bars = []
    for place, day in enumerate(days):
        for step, (colour, number, which) in enumerate((("#9aa5b1", day.alerts_now, "今"), ("#d4a017", day.alerts_draft, "下書き"))):
            tall = round(HEIGHT * number / highest, 1)
            bars.append(Bar(place * (2 * BAR + GAP) + step * BAR, HEIGHT - tall, BAR - 1, tall, colour, f"{day.day} {which}: {number:,}"))
    return bars
