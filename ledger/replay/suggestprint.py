"""Shows proposals of thresholds beside the counts that they come from. It must not know how they were found."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from ledger.replay.suggest import SHARES, Proposal
from ledger.replay.tally import Tally

MOST = 8
"""Groups that are shown of each limit."""


def table(proposals: Iterable[Proposal]) -> Table:
    """Return a line for each limit, and one for each group of people below it."""
    shown = Table(box=None, pad_edge=False)
    for place, name in enumerate(("rule, group", "now", "proposed", "a day now", "proposed", *(f"{share:.0%}" for share in SHARES))):
        shown.add_column(name, header_style="bold", justify="right" if place else "left", no_wrap=True)
    for one in proposals:
        then = Text(f"{one.then:,}", style="bold" if one.changes else "")
        title = Text(f"{one.rule} {one.measure} ({one.action})", style="bold")
        shown.add_row(title, f"{one.now:,}", then, _rate(one.a_day_now, least=one.least), _rate(one.a_day_then, least=one.least))
        for group in one.groups[:MOST]:
            quantiles = (f"{count:,}" for count in group.quantiles)
            shown.add_row(
                Text(f"  {group.name}"), "", "", *(_rate(rate, least=one.least) for rate in (group.a_day_now, group.a_day_then)), *quantiles
            )
    return shown


def together(tally: Tally) -> str:
    """Return what all proposals make of a day, each transfer counted once."""
    alerts, stops = (f"{now:,.1f} now, {then:,.1f} proposed" for now, then in tally.a_day)
    return f"Together, each transfer once: alerts a day {alerts}; stops a day {stops}."


def _rate(number: float, *, least: bool) -> str:
    return f"{'≥' if least else ''}{number:,.1f}"
