"""`sekimori report …`: what the ledger holds, put together for those who have to look at it. Every reading of records is recorded."""

from enum import StrEnum
from typing import Annotated

import typer

from ledger.commands import Format, Home, IncidentId, Reason, Shape, Since, Tenants, Until, Url

app = typer.Typer()
report_app = typer.Typer(no_args_is_help=True, help="Reports from the ledger.")
app.add_typer(report_app, name="report")


class Page(StrEnum):
    """How a page for people is printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Written(StrEnum):
    """How a draft of a letter is printed."""

    MARKDOWN = "markdown"
    JSON = "json"


class Per(StrEnum):
    """Whose people are counted."""

    ACTOR = "actor"
    TENANT = "tenant"


Days = Annotated[int, typer.Option("--days", min=1, max=3660, help="Days of Japan, the last one included.")]
Last = Annotated[str, typer.Option("--last", metavar="DAY", help="The last day: 2026-04-30; left out: today.")]
Whose = Annotated[Per, typer.Option("--per", help="Whose figures.")]


@report_app.command("would-have")
def would_have_command(
    ledger: Url = None, home: Home = None, since: Since = "", until: Until = "", reason: Reason = "", shape: Shape = Format.TABLE
) -> None:
    """List what was let out and would have been stopped if every rule were enforced."""
    from rich.console import Group

    from ledger.console import recorded, show, time_given
    from ledger.search import would_have
    from ledger.tables import records_table, rules_table

    first, end = time_given(since), time_given(until)
    with recorded(ledger, home, f"report would-have since={since} until={until}", reason) as connection:
        found = list(would_have(connection, first, end))
    show(found, lambda records: Group(rules_table(records), records_table(records)), shape)


@report_app.command("shared-identities")
def shared_identities_command(
    ledger: Url = None, home: Home = None, since: Since = "", until: Until = "", reason: Reason = "", shape: Shape = Format.TABLE
) -> None:
    """List accounts that were in use on several terminals at once: who, where, from when to when. What rules with `terminals` found."""
    from ledger.console import recorded, show, time_given
    from ledger.sharedreport import shared_identities
    from ledger.tables import shared_table

    first, end = time_given(since), time_given(until)
    with recorded(ledger, home, f"report shared-identities since={since} until={until}", reason) as connection:
        found = shared_identities(connection, first, end)
    show(found, shared_table, shape)


@report_app.command("calls")
def calls_command(
    ledger: Url = None,
    home: Home = None,
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="The first day: 2026-04-01; left out: 30 days up to the last.")] = "",
    last: Last = "",
    limit: Annotated[int, typer.Option(help="At most so many, furthest above the median of the unit first; 0: all.")] = 50,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Compare the people whom each operator touched with the calls handled on the same days (`sekimori calls load`), and with the unit.

    Days whose calls are not known are left out, and counted. Who has no calls on record at all comes last.
    """
    from ledger.callsreport import per_call
    from ledger.console import day_given, recorded, show
    from ledger.periods import day_before
    from ledger.tables import calls_table

    end = day_given(last).isoformat()
    first = day_given(since).isoformat() if since else day_before(end, 29)
    with recorded(ledger, home, f"report calls since={first} last={end}", reason) as connection:
        found = per_call(connection, first, end)[: limit or None]
    show(found, calls_table, shape)


@report_app.command("draw-down")
def draw_down_command(
    ledger: Url = None,
    home: Home = None,
    days: Days = 30,
    last: Last = "",
    per: Whose = Per.ACTOR,
    limit: Annotated[int, typer.Option(help="At most so many, those who passed most on first; 0: all.")] = 50,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Compare the people whom each actor received from the CRM with those sent out: the figures of the rule word `drawdown`."""
    from ledger.console import day_given, recorded, show
    from ledger.drawnreport import drawn_down
    from ledger.periods import day_before
    from ledger.tables import drawn_table

    end = day_given(last).isoformat()
    with recorded(ledger, home, f"report draw-down days={days} last={end} per={per.value}", reason) as connection:
        found = drawn_down(connection, per.value, day_before(end, days - 1), end)[: limit or None]
    show(found, drawn_table, shape)


@report_app.command("uninspected")
def uninspected_command(
    ledger: Url = None,
    home: Home = None,
    days: Days = 30,
    last: Last = "",
    per: Whose = Per.ACTOR,
    limit: Annotated[int, typer.Option(help="At most so many, most bytes first; 0: all.")] = 50,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Add up the bytes that were let out without having been inspected, by reason: the figures of the rule word `uninspected_bytes`."""
    from ledger.console import day_given, recorded, show
    from ledger.periods import day_before
    from ledger.tables import uninspected_table
    from ledger.uninspectedreport import uninspected_of

    end = day_given(last).isoformat()
    with recorded(ledger, home, f"report uninspected days={days} last={end} per={per.value}", reason) as connection:
        found = uninspected_of(connection, per.value, day_before(end, days - 1), end)[: limit or None]
    show(found, uninspected_table, shape)


@report_app.command("digest")
def digest_command(
    unit: Annotated[str, typer.Option("--unit", help="部署, as records name it.")],
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="A day of Japan: 2026-04-30; left out: today.")] = "",
    policy_paths: Tenants = None,
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
    page: Annotated[Page, typer.Option("--format", help="How to print.")] = Page.TABLE,
) -> None:
    """Print a supervisor's digest (SV ダイジェスト) of one unit and day: what was stopped, waits, was alerted and passed.

    By rule, client and kind of place; incidents by number, people by pseudonym; exceptions used; parts not inspected. In Japanese.
    """
    from ledger.console import clients_of, day_given, print_json, print_table, recorded
    from ledger.digest import digest
    from ledger.digestprint import sections, title
    from ledger.sections import as_markdown, as_terminal

    when = day_given(day)
    clients = clients_of(home, policy_paths)
    with recorded(ledger, home, f"report digest unit={unit} day={when.isoformat()}", reason) as connection:
        found = digest(connection, unit, when, clients)
    if page is Page.JSON:
        print_json([found])
    elif page is Page.MARKDOWN:
        typer.echo(as_markdown(title(found), sections(found)), nl=False)
    else:
        print_table(as_terminal(title(found), sections(found)))


@report_app.command("tenant-notice")
def tenant_notice_command(
    incident_id: IncidentId,
    tenant: Annotated[str, typer.Option("--tenant", help="委託元, by its id in the policy: only what is its own is printed.")],
    known_at: Annotated[
        str, typer.Option("--known-at", metavar="TIME", help="When the company came to know of it: the deadlines are counted from then.")
    ] = "",
    policy_paths: Tenants = None,
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
    page: Annotated[Written, typer.Option("--format", help="How to print.")] = Written.MARKDOWN,
) -> None:
    """Draft the notice of an incident to the client whose customers it concerns (委託元への通知 案): nine items, in Japanese.

    What the ledger tells is filled in, staff by pseudonym; the rest is 未確認, for people to find out. Whether it is a leak, people judge.
    """
    from dataclasses import asdict

    from ledger.console import clients_of, print_json, recorded, time_given
    from ledger.incidents import find, recorded_as
    from ledger.noticeprint import sections, title
    from ledger.pseudonyms import pseudonym, salt_of
    from ledger.sections import as_markdown
    from ledger.tenantnotice import draft

    known, clients = time_given(known_at), clients_of(home, policy_paths)
    with recorded(ledger, home, f"report tenant-notice {recorded_as(incident_id)} tenant={tenant}", reason) as connection:
        story, salt = find(connection, incident_id), salt_of(connection)
    found = draft(story, tenant, clients.get(tenant), pseudonym(story.record.actor, salt), known) if story else None
    if found is None:
        typer.echo(f"no incident {incident_id} with customers of {tenant} is in this ledger", err=True)
        raise typer.Exit(1)
    if known and known < found.at:
        raise typer.BadParameter("nobody knows of it before it happens", param_hint="--known-at")
    if page is Written.JSON:
        print_json([asdict(found) | {"title": title(found), "items": list(sections(found))}])
    else:
        typer.echo(as_markdown(title(found), sections(found)), nl=False)
