"""Shows proposals of thresholds beside the counts that they come from. It must not know how they were found."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from ledger.replay.labels import Labels
from ledger.replay.suggest import SHARES, Proposal
from ledger.replay.summary import NO_UNIT
from ledger.replay.tally import Tally

MOST = 8
"""Groups that are shown of each limit."""


def table(proposals: Iterable[Proposal], labels: Labels) -> Table:
    """Return a line for each limit, and one for each group of people below it."""
    shown = Table(box=None, pad_edge=False)
    for place, name in enumerate((*labels.proposals, *(f"{share:.0%}" for share in SHARES))):
        shown.add_column(name, header_style="bold", justify="right" if place else "left", no_wrap=True)
    for one in proposals:
        then = Text(f"{one.then:,}", style="bold" if one.changes else "")
        title = Text(f"{one.rule} {one.measure} ({one.action})", style="bold")
        shown.add_row(title, f"{one.now:,}", then, _rate(one.a_day_now, least=one.least), _rate(one.a_day_then, least=one.least))
        for group in one.groups[:MOST]:
            name = labels.no_unit if group.name == NO_UNIT else group.name
            quantiles = (f"{count:,}" for count in group.quantiles)
            shown.add_row(
                Text(f"  {name}"), "", "", *(_rate(rate, least=one.least) for rate in (group.a_day_now, group.a_day_then)), *quantiles
            )
    return shown


def together(tally: Tally, labels: Labels) -> str:
    """Return what all proposals make of a day, each transfer counted once."""
    (alerts_now, alerts_then), (stops_now, stops_then) = tally.a_day
    return labels.together.format(alerts_now=alerts_now, alerts_then=alerts_then, stops_now=stops_now, stops_then=stops_then)


def _rate(number: float, *, least: bool) -> str:
    return f"{'≥' if least else ''}{number:,.1f}"
