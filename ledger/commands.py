"""The ledger's part of the command line: evidence and incidents. Every reading of records is recorded."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
ledger_app = typer.Typer(no_args_is_help=True, help="The evidence: check it, search it, copy it.")
app.add_typer(ledger_app, name="ledger")


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


class Lines(StrEnum):
    """What each line of an export holds."""

    EVIDENCE = "evidence"
    OCSF = "ocsf"


class Verdicts(StrEnum):
    """Actions that can be searched for."""

    ALLOW = "allow"
    ALERT = "alert"
    JUSTIFY = "justify"
    HOLD = "hold"
    BLOCK = "block"


class Kinds(StrEnum):
    """Kinds of records that can be searched for."""

    TRANSFER = "transfer"
    RECOUNT = "recount"
    POLICY = "policy"
    READ = "read"
    HOLD = "hold"
    NOTICE = "notice"
    ORDER = "order"
    STEP = "step"
    CALLS = "calls"


Url = Annotated[str | None, typer.Option("--ledger", metavar="URL", help="sqlite:///FILE or postgresql://…; else that of the home folder.")]
Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", envvar="SEKIMORI_HOME", help="The folder that `sekimori init` made.")]
Shape = Annotated[Format, typer.Option("--format", help="How to print.")]
Since = Annotated[str, typer.Option("--since", metavar="TIME", help="From this time on: 2026-04-01 or 2026-04-01T09:00, Japan time.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Before this time.")]
Reason = Annotated[str, typer.Option("--reason", help="Why you read this: it is recorded with your account, personal data in it masked.")]

IncidentId = Annotated[str, typer.Argument(metavar="ID", help="As on the page that the person saw.")]
Tenants = Annotated[
    list[Path] | None,
    typer.Option("--policy", metavar="PATH", help="Whose `tenants` tell public bodies from companies; else that of the home folder."),
]


@ledger_app.command("verify")
def verify_command(
    ledger: Url = None,
    home: Home = None,
    anchor: Annotated[
        Path | None, typer.Option("--anchor", metavar="FILE", help="Lines of `sekimori ledger anchor`, kept elsewhere.")
    ] = None,
    public_key: Annotated[
        list[Path] | None,
        typer.Option("--public-key", metavar="FILE", help="PEM: the only keys to trust; else keys/node.pub for its node."),
    ] = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Check every chain and name its first bad record. Exit status 1 if there is one.

    The chains of readings (cli@…) are linked but not signed: only an anchor shows that such a chain was made anew.
    """
    from ledger.chain import read_public
    from ledger.console import anchors_given, reading, show
    from ledger.place import own_key, own_node
    from ledger.tables import chains_table
    from ledger.verify import verify

    with reading(ledger, home) as connection:
        keys = frozenset(read_public(path) for path in public_key or ())
        own = own_key(home) if not keys and ledger is None else None
        expected = {own_node(home): read_public(own)} if own else {}
        reports = verify(connection, keep=anchors_given(anchor), public_keys=keys, expected=expected)
    show(reports, chains_table, shape)
    if any(report.flaw for report in reports):
        raise typer.Exit(1)


@ledger_app.command("anchor")
def anchor_command(ledger: Url = None, home: Home = None) -> None:
    """Print where each chain stands, to be kept where the operators of this machine cannot write."""
    from ledger.console import reading
    from ledger.verify import anchors, dump_anchor

    with reading(ledger, home) as connection:
        for one in anchors(connection):
            typer.echo(dump_anchor(one))


@ledger_app.command("search")
def search_command(
    ledger: Url = None,
    home: Home = None,
    since: Since = "",
    until: Until = "",
    actor: Annotated[str, typer.Option(help="Account.")] = "",
    destination: Annotated[str, typer.Option(help="Host.")] = "",
    tenant: Annotated[str, typer.Option(help="委託元.")] = "",
    action: Annotated[Verdicts | None, typer.Option(help="What was decided.")] = None,
    kind: Annotated[
        list[Kinds] | None, typer.Option(help="Transfers, changes of policy, readings, … Left out: transfers and policies.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, newest first; 0: all.")] = 100,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Find records. Of a changed policy: its digest, the one before it, and exceptions that are new, gone, extended or shortened."""
    from ledger.console import reading, recorded, show, time_given
    from ledger.records import Kind
    from ledger.search import Query, noted, search
    from ledger.tables import records_table

    query = Query(
        since=time_given(since),
        until=time_given(until),
        actor=actor,
        host=destination,
        tenant=tenant,
        action=action.value if action else "",
        kinds=tuple(Kind(one.value) for one in kind or (Kinds.TRANSFER, Kinds.POLICY)),
        limit=limit,
    )
    with reading(ledger, home) as connection:
        what = noted(connection, query)
    with recorded(ledger, home, f"ledger search {what}", reason) as connection:
        found = list(search(connection, query))
    show(found, records_table, shape)


@ledger_app.command("export")
def export_command(
    ledger: Url = None,
    home: Home = None,
    since: Since = "",
    until: Until = "",
    lines: Annotated[Lines, typer.Option("--as", help="Records with hashes and signatures, or OCSF events.")] = Lines.EVIDENCE,
    reason: Reason = "",
) -> None:
    """Print records as JSON Lines."""
    from ledger.console import recorded, time_given
    from ledger.export import evidence, ocsf

    first, end = time_given(since), time_given(until)
    with recorded(ledger, home, f"ledger export as={lines.value} since={since} until={until}", reason) as connection:
        for line in (ocsf if lines is Lines.OCSF else evidence)(connection, first, end):
            typer.echo(line)


@ledger_app.command("backup")
def backup_command(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")], ledger: Url = None, home: Home = None
) -> None:
    """Copy a SQLite ledger while it is in use, and check the copy."""
    from ledger.backup import backup
    from ledger.console import reading, usable
    from ledger.engine import parse
    from ledger.place import ledger_url
    from ledger.verify import verify

    with usable():
        backup(parse(ledger_url(ledger, home)), target)
    with reading(f"sqlite:///{target}", None) as connection:
        flaws = [report.flaw for report in verify(connection) if report.flaw]
    typer.echo(f"{target}: copied" + "".join(f"\n{flaw}" for flaw in flaws))
    if flaws:
        raise typer.Exit(1)


@app.command("incident")
def incident_command(
    incident_id: IncidentId,
    policy_paths: Tenants = None,
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Show one incident: who, where, the kinds of data, the people, the rules and their clauses; whether anything got across.

    With the cases of a reportable leak that it may be (t1 to t4), and why. A hint: a person judges.
    """
    from ledger.console import clients_of, print_json, print_table, recorded
    from ledger.incidents import find, incident_of, recorded_as
    from ledger.tables import incident_table

    clients = clients_of(home, policy_paths)
    with recorded(ledger, home, f"incident {recorded_as(incident_id)}", reason) as connection:
        story = find(connection, incident_id)
    if story is None:
        typer.echo(f"there is no incident {incident_id} in this ledger", err=True)
        raise typer.Exit(1)
    incident = incident_of(story, clients)
    if shape is Format.JSON:
        print_json([incident])
    else:
        print_table(incident_table(incident))
