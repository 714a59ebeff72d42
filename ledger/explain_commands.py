"""`sekimori rules explain`: why a transfer was decided as it was, be it on record or a file that nobody has sent yet."""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import Home, Reason, Url
from rules.commands import AsOption, Lang, LangOption

if TYPE_CHECKING:
    from ledger.records import Record
    from rules.policy import Policy

NUMBER = re.compile(r"[0-9A-Za-z]{4}([-ー−‐ ]?[0-9A-Za-z]{4}){3}")

app = typer.Typer()
"""Commands that join the group `rules`."""


PolicyPaths = Annotated[
    list[Path] | None,
    typer.Option("--policy", metavar="PATH", help="Look for the nearest rule in this policy; else in that of the home folder."),
]


@app.command("explain")
def explain_command(
    what: Annotated[str, typer.Argument(metavar="TRANSFER_ID|FILE", help="As on the page that the person saw, or a file.")],
    policy_paths: PolicyPaths = None,
    described: AsOption = "direction=upload,class=unknown",
    lang: LangOption = Lang.BOTH,
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
) -> None:
    """Say why a transfer was decided as it was, or how a file would be; which rule was nearest, and by how much."""
    if Path(what).is_file() or not NUMBER.fullmatch(unicodedata.normalize("NFKC", what).strip()):
        japanese, english = _file(Path(what), policy_paths, described, home)
    else:
        japanese, english = _recorded(what, policy_paths, ledger, home, reason)
    typer.echo(lang.of(japanese, english))


def _file(path: Path, policy_paths: list[Path] | None, described: str, home: Path | None) -> tuple[str, str]:
    from ledger.place import in_force
    from rules.cases import alone
    from rules.commands import asked
    from rules.decide import decide
    from rules.explain import explain, nearest
    from rules.facts import Facts
    from rules.scan import inspect_file, inspector

    if not path.is_file():
        typer.echo(f"{path}: no such file", err=True)
        raise typer.Exit(2)
    transfer, policy = asked(described, policy_paths or in_force(home))
    inspection = inspect_file(path, inspector(policy))
    past = alone(inspection, policy.windows(transfer))
    verdict = decide(transfer, inspection, past, policy, transfer.at)
    return explain(verdict, nearest(transfer, Facts.of(transfer, inspection, past), policy))


def _recorded(asked_for: str, policy_paths: list[Path] | None, ledger: str | None, home: Path | None, reason: str) -> tuple[str, str]:
    from ledger.console import recorded
    from ledger.incidents import recorded_as, written
    from ledger.orders import passed
    from ledger.place import in_force
    from ledger.recall import facts_of, transfer_of, verdict_of
    from ledger.search import Query, search
    from rules.commands import loaded
    from rules.explain import explain, nearest

    policy = loaded(policy_paths or in_force(home))
    with recorded(ledger, home, f"rules explain {recorded_as(asked_for)}", reason) as connection:
        record = next(search(connection, Query(transfer=written(asked_for), limit=1)), None)
        under_order = passed(connection, record.order, names_too=policy.names_under_orders) if record and record.order else 0
    if record is None:
        typer.echo(f"there is no record of {asked_for}: nothing was found in it, or it is in another ledger", err=True)
        raise typer.Exit(1)
    transfer = transfer_of(record)
    near = nearest(transfer, facts_of(record, policy.windows(transfer)), policy)
    japanese, english = explain(verdict_of(record), near)
    head_ja, head_en = _head(record, under_order, policy)
    return f"{head_ja}\n{japanese}", f"{head_en}\n{english}"


def _head(record: "Record", under_order: int, policy: "Policy") -> tuple[str, str]:
    from rules.model import JST

    when = f"{record.happened.astimezone(JST):%Y-%m-%d %H:%M:%S}"
    where = f"{record.host} ({record.category}, {record.direction})"
    japanese, english = f"{record.transfer} {when} JST {where}", f"{record.transfer} {when} JST {where}"
    if record.order:
        order_ja, order_en = _order(record, under_order)
        japanese += f"\n作業申請 {order_ja}"
        english += f"\nWork order {order_en}"
    if record.policy != policy.digest:
        japanese += f"\n当時の方針は {record.policy[:8]}、次に近い規則は方針 {policy.digest[:8]} で調べました。"
        english += f"\nIt was decided by policy {record.policy[:8]}; the nearest rule is looked for in policy {policy.digest[:8]}."
    return japanese, english


def _order(record: "Record", passed: int) -> tuple[str, str]:
    """Say what an order expects, what was counted under it then, and what has passed by now, be it an estimate."""
    expected, left = record.order_people, max(0, record.order_people - passed)
    then_ja = then_en = ""
    if record.beyond is not None:  # else no rule asked for it
        counted = expected + record.beyond
        then_ja = f"、数えた人数 {counted:,} 人" if record.beyond else "、その範囲内"
        then_en = f", {counted:,} counted" if record.beyond else ", within it"
    japanese = f"{record.order}: 見込み {expected:,} 人{then_ja}、いままでに渡った人 {passed:,} 人、あと {left:,} 人"
    return japanese, f"{record.order}: {expected:,} people expected{then_en}; {passed:,} have passed by now, {left:,} left"
