"""Pages and problem details: the same facts for people and programs, nothing private in either, and nothing that can be injected."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import orjson
import pytest
from mitmproxy.http import Headers, Request, Response

from detectors.model import Finding, Gap, GapReason, Inspection, People, Span
from detectors.peopleset import PeopleSet
from proxy.identity.answer import Challenge, Refused
from proxy.pages import Pages
from proxy.pages.negotiate import wants_page
from proxy.pages.words import measure
from rules.model import Action, Actor, Destination, DestinationClass, Direction, RuleMatch, Transfer, Verdict
from rules.policy import DEFAULT
from rules.refusals import REFUSALS, refusal
from rules.watch import PolicyHolder
from rules.words import GAP

PERSON = {"accept": "text/html,*/*;q=0.8", "sec-fetch-mode": "navigate"}
PROGRAM = {"accept": "*/*"}


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(PolicyHolder([DEFAULT]))


def fields(headers: dict[str, str]) -> Headers:
    return Headers([(name.encode(), value.encode()) for name, value in headers.items()])


def request(headers: dict[str, str]) -> Request:
    return Request.make("POST", "https://upload.example/", b"", fields(headers))


def transfer(**changes: object) -> Transfer:
    given: dict[str, object] = {
        "id": "01AB-23CD-45EF-67GH",
        "actor": Actor(id="hanako.sato", known=True, source="10.1.2.3"),
        "destination": Destination(host="upload.example"),
        "direction": Direction.UPLOAD,
        "at": datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
    }
    return Transfer(**{**given, **changes})  # type: ignore[arg-type]


INSPECTION = Inspection(
    entities=(("PERSON", 1204), ("SITE_OWN", 3)),
    findings=(Finding(entity="PERSON", place="body.zip!/佐藤花子.csv", span=Span(0, 4), score=0.9, recogniser="r", masked="佐***"),),
    gaps=(Gap(reason=GapReason.ENCRYPTED, place="body.zip!/山田.xlsx", size_bytes=10),) * 2,
    people=People(persons=PeopleSet.of(range(1, 1205))),
)
VERDICT = Verdict(
    action=Action.BLOCK,
    matches=(
        RuleMatch(
            rule="many-a-month",
            action=Action.BLOCK,
            enforced=True,
            measure="people.30d",
            found=1204,
            threshold=300,
            kitei="規程 第12条",
            law="個人情報保護法 第23条",
            message="止めました。\nStopped.",
        ),
        RuleMatch(rule="only-watched", action=Action.BLOCK, enforced=False),
    ),
)


def text(response: Response) -> str:
    assert response.content is not None
    return response.content.decode()


def test_a_person_reads_what_happened_why_and_what_to_do(pages: Pages) -> None:
    response = pages.refusal(request(PERSON), transfer(), INSPECTION, VERDICT)
    assert (response.status_code, response.headers["content-type"]) == (403, "text/html; charset=utf-8")
    for said in (
        "送信を止めました",
        "01AB-23CD-45EF-67GH",
        "1,204人分",
        "氏名&nbsp;1,204件",
        "many-a-month",
        "30日間の人数の合計 1,204",
        "規程 第12条",
        "個人情報保護法 第23条",
        "暗号化された部分(パスワード付きなど) 2か所",
        "2026年11月21日 00:30:00",
        "暗号化(パスワード)を外したファイルで",
        "情報セキュリティ担当",
        "止めました。",
        "Stopped.",
    ):
        assert said in text(response), said
    assert "only-watched" not in text(response)


def test_a_program_reads_the_same(pages: Pages) -> None:
    response = pages.refusal(request(PROGRAM), transfer(), INSPECTION, VERDICT)
    assert (response.status_code, response.headers["content-type"]) == (403, "application/problem+json")
    assert response.headers["sekimori-incident"] == "01AB-23CD-45EF-67GH"
    said = orjson.loads(text(response))
    assert said["status"] == 403
    assert (said["incident"], said["people"], said["people_exact"]) == ("01AB-23CD-45EF-67GH", 1204, True)
    assert said["entities"] == {"PERSON": 1204, "SITE_OWN": 3}
    assert said["gaps"] == {"encrypted": 2}
    assert [rule["rule"] for rule in said["rules"]] == ["many-a-month"]


def test_whose_share_of_what_waits_is_full_reads_so(pages: Pages) -> None:
    held = Verdict(action=Action.HOLD)
    page = text(pages.refusal(request(PERSON), transfer(), INSPECTION, held, crowded=True))
    assert "お一人の上限に達しています" in page
    assert "as one person may have waiting" in page
    told = orjson.loads(text(pages.refusal(request(PROGRAM), transfer(), INSPECTION, held, crowded=True)))
    assert (told["type"], told["status"]) == ("urn:sekimori:problem:too-many-waiting", 403)
    assert told["incident"] == "01AB-23CD-45EF-67GH"
    assert "お一人の上限に達しています" in told["detail"]
    for headers in (PERSON, PROGRAM):
        assert "上限に達しています" not in text(pages.refusal(request(headers), transfer(), INSPECTION, held))


@pytest.mark.parametrize("headers", [pytest.param(PERSON, id="person"), pytest.param(PROGRAM, id="program")])
def test_nothing_private_is_told(pages: Pages, headers: dict[str, str]) -> None:
    told = text(pages.refusal(request(headers), transfer(), INSPECTION, VERDICT))
    for private in ("佐藤", "佐*", "山田", "hanako", "10.1.2.3", "xlsx", "body.zip"):
        assert private not in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"direction": Direction.DOWNLOAD}, "受信を止めました", id="download"),
        pytest.param({"direction": Direction.DOWNLOAD}, "条件をしぼり", id="download advice"),
        pytest.param({"actor": Actor(id="10.1.2.3", known=False)}, "だれの操作か確認できないため", id="unknown user"),
        pytest.param({"actor": Actor(id="10.1.2.3", known=False)}, "ログオンしてから", id="unknown user advice"),
        pytest.param(
            {"destination": Destination(host="a.example", category=DestinationClass.APPROVED)}, "必要なお客様の分だけ", id="approved"
        ),
    ],
)
def test_what_is_said_fits(pages: Pages, changes: dict[str, object], said: str) -> None:
    assert said in text(pages.refusal(request(PERSON), transfer(**changes), INSPECTION, VERDICT))


CRM = Destination(host="crm.example", category=DestinationClass.CRM)
NOBODY = RuleMatch(
    rule="off-duty", action=Action.BLOCK, enforced=True, measure="people.transfer", found=1, message="勤務時間の外です。\nOff duty."
)


def test_whoever_may_see_nobody_is_not_told_to_narrow_the_search(pages: Pages) -> None:
    verdict = Verdict(action=Action.BLOCK, matches=(NOBODY,))
    page = text(pages.refusal(request(PERSON), transfer(direction=Direction.DOWNLOAD, destination=CRM), INSPECTION, verdict))
    assert "勤務時間の外です。" in page
    assert "条件をしぼり" not in page
    assert "お客様の情報を除くか" in text(pages.refusal(request(PERSON), transfer(), INSPECTION, verdict))


def test_a_page_that_was_asked_for_is_not_called_sent(pages: Pages) -> None:
    verdict = Verdict(action=Action.BLOCK, matches=(RuleMatch(rule="outside", action=Action.BLOCK, enforced=True),))
    page = text(pages.refusal(request(PERSON), transfer(method="GET", destination=CRM), Inspection(), verdict))
    assert all(words in page for words in ("接続を止めました", "接続先", "相手には何も送っていません", "This connection was stopped"))
    assert "送信を止めました" in text(pages.refusal(request(PERSON), transfer(method="GET"), INSPECTION, verdict))


def test_only_what_stops_is_given_as_the_reason(pages: Pages) -> None:
    told = RuleMatch(
        rule="only-told", action=Action.ALERT, enforced=True, measure="people.transfer", found=9, message="気を付けて。\nCare."
    )
    asks = RuleMatch(rule="asks", action=Action.HOLD, enforced=True, measure="people.transfer", found=9, threshold=5)
    page = text(pages.refusal(request(PERSON), transfer(), INSPECTION, Verdict(action=Action.HOLD, matches=(asks, told))))
    assert all(words in page for words in ("asks", "渡す前に確認が要ります"))
    assert not any(words in page for words in ("only-told", "気を付けて", "使えません"))


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_says_why(pages: Pages, reason: str) -> None:
    verdict = Verdict(action=Action.BLOCK, matches=(refusal(reason),))
    page = text(pages.refusal(request(PERSON), transfer(refusal=reason), Inspection(), verdict))
    assert all(words in page for words in REFUSALS[reason])


def test_a_lower_bound_is_called_one(pages: Pages) -> None:
    early = Inspection(people=People(persons=PeopleSet.of(range(1, 102))), complete=False)
    assert "101人分以上" in text(pages.refusal(request(PERSON), transfer(), early, VERDICT))


def test_nothing_can_be_injected(pages: Pages) -> None:
    evil = "<script>alert(1)</script>"
    verdict = Verdict(action=Action.BLOCK, matches=(RuleMatch(rule=evil, action=Action.BLOCK, enforced=True, message=evil, kitei=evil),))
    response = pages.refusal(request(PERSON), transfer(destination=Destination(host=evil)), Inspection(entities=((evil, 1),)), verdict)
    assert "<script" not in text(response)
    assert "default-src 'none'" in response.headers["content-security-policy"]


class Outline(HTMLParser):
    """Notes headings, languages and whatever would be loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.languages: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        self.languages += [named["lang"] or ""] if "lang" in named else []
        self.loaded += [str(named[name]) for name in ("src", "href") if name in named]


def test_pages_can_be_read_aloud_and_load_nothing(pages: Pages) -> None:
    for response in (
        pages.refusal(request(PERSON), transfer(), INSPECTION, VERDICT),
        pages.plain(request(PERSON), 503, "unavailable"),
        pages.challenge(request(PERSON), Challenge(reason=Refused.MISSING)),
    ):
        outline = Outline()
        outline.feed(text(response))
        assert outline.tags.count("h1") == outline.tags.count("main") == outline.tags.count("title") == 1
        assert outline.languages[0] == "ja"
        assert "en" in outline.languages
        assert not outline.loaded


@pytest.mark.parametrize("headers", [pytest.param(PERSON, id="person"), pytest.param(PROGRAM, id="program")])
def test_unavailable(pages: Pages, headers: dict[str, str]) -> None:
    response = pages.plain(request(headers), 503, "unavailable")
    assert (response.status_code, response.headers["retry-after"]) == (503, "30")
    assert "少し時間をおいて" in text(response)


@pytest.mark.parametrize("reason", [pytest.param(r, id=r) for r in Refused])
def test_challenges(pages: Pages, reason: Refused) -> None:
    for headers in (PERSON, PROGRAM):
        response = pages.challenge(request(headers), Challenge(reason=reason))
        assert (response.status_code, response.headers["proxy-authenticate"]) == (407, 'Basic realm="Sekimori", charset="UTF-8"')


def test_every_gap_and_measure_has_words() -> None:
    assert set(GAP) == set(GapReason)
    assert measure("people.1d").ja == "本日の人数の合計"
    assert measure("people.transfer").ja == "今回の人数"
    assert measure("people_per_call.7d").ja == "7日間の応対一件あたりの人数"
    assert measure("foreign_customers.transfer").en == "customers of another client this time"
    assert measure("names_only.7d").en == "names alone in 7 days"
    assert measure("findings.JP_MY_NUMBER").ja == "個人番号(マイナンバー)"
    assert measure("gap.encrypted").en == "encrypted"
    assert measure("unknown_user").ja == "条件に該当"


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        pytest.param({"sec-fetch-mode": "navigate", "accept": "*/*"}, True, id="a window is filled"),
        pytest.param({"sec-fetch-mode": "cors", "accept": "text/html"}, False, id="a script asks"),
        pytest.param({"accept": "text/html,application/xhtml+xml"}, True, id="an old browser"),
        pytest.param({"accept": "*/*"}, False, id="curl"),
        pytest.param({"accept": "application/json"}, False, id="a program"),
        pytest.param({"user-agent": "Mozilla/5.0"}, True, id="a browser that does not say"),
        pytest.param({}, False, id="nothing said"),
    ],
)
def test_who_reads_it(headers: dict[str, str], page: bool) -> None:
    assert wants_page(fields(headers)) is page
