"""Draws records for an operator's terminal. It must not know how they were found."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from ledger.callsreport import PerCall
from ledger.drawnreport import DrawnDown
from ledger.incidents import Incident
from ledger.records import Kind, Record
from ledger.sharedreport import Shared
from ledger.uninspectedreport import Uninspected
from ledger.verify import ChainReport
from rules.model import JST, RuleMatch

_WHOLE = ("time (JST)", "from (JST)", "to (JST)", "id", "action", "would", "people", "records", "signed")
_COLOURS = {"allow": "green", "alert": "yellow", "justify": "yellow", "hold": "magenta", "block": "red"}


def records_table(found: Iterable[Record]) -> Table:
    """Return a line for each record."""
    table = _table("time (JST)", "id", "actor", "tenant", "to/from", "direction", "action", "would", "people", "rules")
    for record in found:
        when, where = f"{record.at.astimezone(JST):%Y-%m-%d %H:%M:%S}", Text(record.host)
        table.add_row(when, record.transfer, Text(record.actor), Text(record.tenant), where, *_moved(record), Text(_told(record)))
    return table


def _moved(record: Record) -> tuple[str, str | Text, str | Text, str]:
    """Return direction, action, what it would have been, and people: of what moves, or waits to."""
    if record.kind not in (Kind.TRANSFER, Kind.RECOUNT, Kind.HOLD):
        return "", "", "", ""
    would = "" if record.kind is Kind.HOLD else _action(record.would.value)
    people = _people(record.people, exact=record.whole)
    return record.direction.value, _action(record.action.value), would, people


def incident_table(incident: Incident) -> Table:
    """Return what is shown of one incident, line by line."""
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    lines = {
        "incident": incident.id,
        "time (JST)": f"{incident.at.astimezone(JST):%Y-%m-%d %H:%M:%S}",
        "actor": " / ".join(part for part in (incident.actor, incident.unit, incident.employment.value) if part),
        "tenant": incident.tenant,
        "destination": f"{incident.host} ({incident.category.value}, {incident.direction.value})",
        "work order": _order(incident) if incident.order else "",
        "action": f"{incident.action.value}, {incident.outcome.value}",
        "stricter": f"step {incident.step}, numbers of people divided by {incident.divisor}" if incident.step else "",
        "people": _people(incident.people, exact=incident.exact) + (f", and {incident.names_only} names" if incident.names_only else ""),
        "kinds": ", ".join(f"{entity} {spans}" for entity, spans in incident.entities),
        "customers of": ", ".join(f"{'+'.join(tenants)} {people}" for tenants, people in incident.customers),
        "planted people": ", ".join(incident.canaries),
        "not inspected": ", ".join(incident.gaps),
        "got across": f"{incident.passed.egress} {incident.passed.reason}",
        "candidates": "\n".join(map(str, incident.candidates)),
        "policy": incident.policy[:12],
    }
    for name, value in lines.items():
        if value:
            table.add_row(Text(name, style="bold"), Text(value))
    for match in incident.matches:
        table.add_row(Text("rule", style="bold"), Text(_match(match)))
    return table


def _order(incident: Incident) -> str:
    counted = (
        "" if incident.beyond is None else f", {incident.order_people + incident.beyond:,} counted" if incident.beyond else ", within it"
    )
    return f"{incident.order}: {incident.order_people:,} people expected{counted}"


def rules_table(found: Sequence[Record]) -> Table:
    """Return how often each rule would have stopped something, and how many people that let out."""
    stopping = [(match.rule, record) for record in found for match in record.matches if not match.action.releases]
    transfers = Counter(rule for rule, _ in stopping)
    table = _table("rule", "transfers", "actors", "people, not distinct")
    for rule, number in transfers.most_common():
        its = [record for name, record in stopping if name == rule]
        table.add_row(Text(rule), str(number), str(len({r.actor for r in its})), str(sum(r.people for r in its)))
    return table


def drawn_table(found: Iterable[DrawnDown]) -> Table:
    """Return a line for everybody who received or sent anybody."""
    table = _table("who", "received from the CRM", "sent out", "of these received", "share")
    for one in found:
        counts = (f"{one.received:,}", f"{one.sent:,}", _people(one.shared, exact=one.exact), f"{one.share:.1%}")
        table.add_row(Text(one.who), *counts)
    return table


def uninspected_table(found: Iterable[Uninspected]) -> Table:
    """Return a line for each actor or tenant, way, class and reason."""
    table = _table("who", "direction", "to/from", "reason", "bytes", "days", "most in a day", "on")
    for one in found:
        place = (one.direction.value, one.category.value, one.reason.value)
        table.add_row(Text(one.who), *place, f"{one.bytes:,}", str(one.days), f"{one.most:,}", one.on)
    return table


def shared_table(found: Iterable[Shared]) -> Table:
    """Return a line for each time an identity was in use on several terminals."""
    table = _table("from (JST)", "to (JST)", "who", "unit", "terminals", "at once", "transfers")
    for one in found:
        begins, ends = (f"{at.astimezone(JST):%Y-%m-%d %H:%M:%S}" for at in (one.begins, one.ends))
        table.add_row(begins, ends, Text(one.who), Text(one.unit), Text(" ".join(one.terminals)), str(one.at_once), str(one.transfers))
    return table


def calls_table(found: Iterable[PerCall]) -> Table:
    """Return a line for everybody with calls or people."""
    table = _table("who", "unit", "calls", "days", "people", "people per call", "times the median", "days without calls known")
    for one in found:
        calls = "unknown" if one.calls is None else f"{one.calls:,}"
        shares = (f"{share:.2f}" if share is not None else "" for share in (one.people_per_call, one.times_median))
        table.add_row(
            Text(one.who), Text(one.unit), calls, str(one.days), _people(one.people, exact=one.exact), *shares, str(one.days_unknown or "")
        )
    return table


def chains_table(reports: Iterable[ChainReport]) -> Table:
    """Return a line for each chain."""
    table = _table("node", "records", "signed", "result")
    for report in reports:
        result = Text("sound", style="green") if report.flaw is None else Text(f"record {report.flaw.seq}: {report.flaw.what}", style="red")
        table.add_row(Text(report.node), str(report.records), "yes" if report.signed else "no", result)
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", header_style="bold", no_wrap=name in _WHOLE)
    return table


def _told(record: Record) -> str:
    if record.kind is Kind.TRANSFER:
        return " ".join(match.rule for match in record.matches)
    change = f"{record.before[:8] or 'none'} → {record.policy[:8]}" if record.kind is Kind.POLICY else record.order
    return "; ".join(filter(None, (record.kind.value + (f" {change}" if change else ""), record.what, record.reason)))


def _action(name: str) -> Text:
    return Text(name, style=_COLOURS[name])


def _people(count: int, *, exact: bool) -> str:
    return str(count) if exact else f"about {count} or more" if count else "0 or more"


def _match(match: RuleMatch) -> str:
    limit = f"{match.measure} {match.found} over {match.threshold}" if match.measure else ""
    monitored = "" if match.enforced else f"excused by {match.excused_by}" if match.excused_by else "monitored only"
    monitored += f"exception {match.lapsed} has ended" if match.lapsed else ""
    return "; ".join(part for part in (f"{match.rule}: {match.action.value}", limit, match.kitei, match.law, monitored) if part)
