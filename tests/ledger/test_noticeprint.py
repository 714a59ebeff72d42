from dataclasses import replace

import pytest

from ledger.incidents import Story
from ledger.noticeprint import UNKNOWN, sections, title
from ledger.sections import as_markdown
from ledger.tenantnotice import Draft, draft
from rules.model import Action
from rules.schema import Tenant
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.ledger.recorded import of_tenant, record

CITY = Tenant(id="alpha", name="見本市", sector="public")
ITEMS = (
    "1. 概要",
    "2. 個人データの項目",
    "3. 本人の数",
    "4. 原因",
    "5. 二次被害",
    "6. 本人への対応",
    "7. 公表",
    "8. 再発防止",
    "9. その他",
)


def made(action: Action = Action.BLOCK, *, known: bool = False, mixed: bool = False) -> Draft:
    kept = record(transfer(), inspection(*range(150)), verdict(action))
    one = of_tenant(kept, "alpha", (("beta",), 5)) if mixed else kept
    found = draft(Story(record=one), "alpha", CITY, "person-1a2b3c4d", NOON if known else None)
    assert found
    return found


def page(found: Draft) -> str:
    return as_markdown(title(found), sections(found))


def test_it_is_marked_as_a_draft_and_has_the_nine_items() -> None:
    shown = page(made())
    assert shown.startswith("# 【案】")
    places = [shown.index(f"## {item}") for item in ITEMS]
    assert places == sorted(places)
    for part in (
        "見本市(alpha)",
        "person-1a2b3c4d",
        "| 見つかった項目 | 電話番号 |",
        "150 人",
        "渡っていない",
        "t4",
        "規則43条",
        "bulk-day(第12条)",
    ):
        assert part in shown
    assert "op-17" not in shown


def test_items_that_the_ledger_cannot_tell_are_left_to_people() -> None:
    shown = page(made())
    for heading in ITEMS[4:8]:
        item = shown.split(f"## {heading}")[1].split("##")[0]
        rows = [line for line in item.splitlines() if line.startswith("| ")][2:]
        assert rows
        assert all(line.endswith(f"| {UNKNOWN} |") for line in rows)
    assert f"期限: {UNKNOWN}" in shown


def test_deadlines_are_printed_when_a_person_says_since_when() -> None:
    shown = page(made(known=True))
    for part in ("2026-04-12 から 2026-04-14", "確報: 2026-05-09 まで", "t3)なら 2026-06-08", "2026-04-10 12:00(日本時間)"):
        assert part in shown


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(made(), "渡る前に止まっています", id="stopped"),
        pytest.param(made(Action.ALERT), "本文 2,048 バイト", id="passed"),
        pytest.param(replace(made(Action.ALERT), bytes=None), f"| 渡った量 | {UNKNOWN} |", id="size-unknown"),
        pytest.param(made(mixed=True), f"| 見つかった項目 | {UNKNOWN} |", id="mixed-with-anothers"),
        pytest.param(
            replace(made(), elsewhere=True, host=None, unit=None), "| 部署 | (ほかの業務の転送のため、伏せています) |", id="elsewhere"
        ),
        pytest.param(replace(made(), candidates=()), "候補は見つかりません", id="nothing-to-report"),
        pytest.param(replace(made(), unread=("encrypted",)), "暗号化された部分", id="not-inspected"),
        pytest.param(replace(made(), kinds=("JP_ADDRESS",), matched=True), "見本として残した所見", id="by-match"),
    ],
)
def test_it_says_what_it_knows(found: Draft, said: str) -> None:
    assert said in page(found)


def test_a_rule_is_called_by_its_clause_where_others_are_in_it() -> None:
    shown = page(made(mixed=True))
    assert "| 当たった規則 | 第12条 |" in shown
    assert "bulk-day" not in shown
