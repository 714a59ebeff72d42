from datetime import date

from detectors.model import GapReason
from ledger.digest import Digest, Excused, Line, Top, Unread
from ledger.digestprint import sections, title
from ledger.egress import Egress
from ledger.sections import as_markdown
from rules.model import Action, DestinationClass, Direction

EMPTY = Digest(
    unit="札幌",
    day=date(2026, 4, 10),
    total=Line(name=""),
    rules=(),
    tenants=(),
    categories=(),
    incidents=(),
    all_incidents=0,
    who=(),
    exceptions=(),
    unread=(),
    units=("", "東京"),
)
FULL = Digest(
    unit="札幌",
    day=date(2026, 4, 10),
    total=Line(name="", blocked=1, released=2, alerted=1, people_stopped=10_000, people_released=30),
    rules=(Line(name="unknown-destination-people", blocked=1, people_stopped=10_000),),
    tenants=(Line(name="alpha", blocked=1, released=2),),
    categories=(Line(name="upload:personal-storage", blocked=1),),
    incidents=(
        Top(
            id="AAAA-BBBB-CCCC-DDDD",
            at="09:30",
            who="person-1a2b3c4d",
            action=Action.BLOCK,
            egress=Egress.BLOCKED,
            people=10_000,
            exact=False,
            rule="unknown-destination-people",
            direction=Direction.UPLOAD,
            category=DestinationClass.PERSONAL_STORAGE,
            tenant="alpha",
            candidates=("t3", "t4 自社"),
        ),
    ),
    all_incidents=21,
    who=(Line(name="person-1a2b3c4d", blocked=1),),
    exceptions=(Excused(exception="old", rule="approved-bulk", lapsed=True, transfers=2, people=20),),
    unread=(Unread(reason=GapReason.ENCRYPTED, parts=2, size_bytes=9000, released=1),),
    units=("札幌",),
)


def page(found: Digest) -> str:
    return as_markdown(title(found), sections(found))


def test_a_day_in_words() -> None:
    shown = page(FULL)
    for line in (
        "# SV ダイジェスト 札幌 2026-04-10",
        "遮断 1 件、待ち 0 件(合わせて延べ 10,000 人分は渡っていません)。渡した 2 件(うち通知 1 件、延べ 30 人分)。",
        "21 件のうち重いもの 20 件",
        "| AAAA-BBBB-CCCC-DDDD | 09:30 | person-1a2b3c4d | 遮断 | 渡っていない | 10,000 以上 |",
        "t3、t4 自社 |",
        "| 個人契約のクラウド保管先(送信) | 1 |",
        "| old | approved-bulk | 期限切れ(規則のとおり判定) | 2 | 20 |",
        "| 暗号化された部分(パスワード付きなど) | 2 | 9,000 | 1 |",
    ):
        assert line in shown


def test_an_empty_day_is_one_sentence() -> None:
    shown = page(EMPTY)
    assert "この日に記録のある部署: (部署なし)、東京" in shown
    assert shown.count("##") == 1
