"""A person with a real browser: notice, reason, approval, release, as the pages lead them; what the far side received decides."""

import shutil
from collections.abc import Iterator

import pytest

from proxy.home import Home
from tests.support.browser import Browser
from tests.support.deployment import Deployment
from tests.support.origin import Answer, Received
from tests.support.people import as_csv, customers
from tests.support.waiting import OWN, RULES, api, token

pytestmark = pytest.mark.skipif(
    not (shutil.which("chromium") or shutil.which("google-chrome")), reason="Chromium is not installed (apt-get install chromium)"
)
ACCOUNT = "op0042"
PAGE = """<!doctype html><meta charset="utf-8"><title>納品</title>
<form method="post" action="/memo"><textarea name="memo"></textarea><button>書き込む</button></form>
<form method="post" action="/file" enctype="multipart/form-data"><input type="file" name="f"><button>納品する</button></form>"""
DONE = "<!doctype html><meta charset=utf-8><title>済み</title><p>受領しました</p>"
SOME, MANY = (as_csv(customers(start, number), "utf-8").decode() for start, number in ((500, 15), (900, 40)))


def site_page(request: Received) -> Answer:
    return Answer(headers=(("content-type", "text/html; charset=utf-8"),), body=(PAGE if request.method == "GET" else DONE).encode())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    identity = {"addresses": {"127.0.0.1/32": ACCOUNT}, "directory": "directory.yaml"}
    deployment = Deployment(tmp_path_factory.mktemp("browser"), settings={"model": False, "identity": identity}, policy={"rules": RULES})
    default = deployment.home / "policy" / "default.yaml"
    default.write_text(default.read_text(encoding="utf-8").replace("\nnotice:\n", "\nnotice:\n  first_use: true\n"), encoding="utf-8")
    deployment.start()
    deployment.origins["approved"].answer = site_page
    yield deployment
    deployment.close()


@pytest.fixture(scope="module")
def browser(site: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("chromium"), site.proxy, Home(site.home).intermediate) as opened:
        yield opened


def received(site: Deployment, target: str) -> list[Received]:
    return [one for one in site.origins["approved"].received if one.target == target and one.method == "POST"]


def says(browser: Browser, *words: str) -> None:
    """Japanese stands before English, and nothing that is not for staff is on the page."""
    text = browser.text
    assert [one for one in words if one not in text] == []
    assert browser.run("document.documentElement.lang") == "ja"
    assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at the side"
    assert not [one for one in ("justify", "None", "urn:", "undefined", "{{") if one in text]


def test_the_notice_comes_first_and_leads_back(site: Deployment, browser: Browser) -> None:
    browser.open(site.url("approved", "/start"))
    assert browser.url.startswith(f"{OWN}/notice")
    says(browser, "この回線の見守りについて", "責任者", "お問い合わせ", "Responsible")
    assert not site.origins["approved"].received
    browser.press("読みました")
    assert browser.url == site.url("approved", "/start")
    browser.open(site.url("approved", "/start"))
    assert browser.url == site.url("approved", "/start"), "once is enough"


def test_a_reason_is_chosen_and_the_content_passes_once(site: Deployment, browser: Browser) -> None:
    browser.open(site.url("approved", "/start"))
    browser.run(f"document.querySelector('textarea').value = {SOME!r}")
    browser.press("書き込む")
    says(browser, "送る前に、理由を教えてください", "受付番号", "15人分", "届いていません", "Say why before it is sent")
    browser.press("理由を入力する")
    assert browser.url.startswith(f"{OWN}/held/")
    says(browser, "理由", "期限", "Reason")
    browser.run("document.querySelector('input[value=other]').checked = true")
    browser.press("理由を記録する")
    says(browser, "この理由には、くわしい説明も要ります")
    browser.run("document.querySelector('textarea').value = '月次の納品'")
    browser.press("理由を記録する")
    says(browser, "理由を記録しました。送れます")
    browser.press("送信する")
    assert browser.text == "受領しました"
    assert browser.url.startswith(site.url("approved", "/"))
    (memo,) = received(site, "/memo")
    assert bytes(memo.body).startswith(b"memo=")
    browser.open(f"{OWN}/")
    says(browser, "送信は済みました")


def test_an_approval_is_waited_for_and_the_same_file_passes_when_it_is_sent_again(
    site: Deployment, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("files") / "納品.csv"
    file.write_text(MANY, encoding="utf-8")

    def deliver() -> None:
        browser.open(site.url("approved", "/start"))
        found = browser.do("Runtime.evaluate", expression="document.querySelector('input[type=file]')")["result"]["objectId"]
        browser.do("DOM.setFileInputFiles", files=[str(file)], objectId=found)
        browser.press("納品する")

    deliver()
    says(browser, "承認を待っています", "40人分", "This waits for approval")
    browser.press("状態を見る")
    says(browser, "承認を待っています", "あと1人")
    hold = browser.url.rsplit("/", 1)[1]
    assert api(site, token(site, "sv01"), "POST", f"/{hold}/approve").status_code == 200
    browser.press("もう一度確かめる")
    says(browser, "承認されました。送れます", "送信する")
    assert received(site, "/file") == []
    deliver()
    assert browser.text == "受領しました"
    assert len(received(site, "/file")) == 1
    assert MANY.encode() in bytes(received(site, "/file")[0].body)
    browser.open(f"{OWN}/held/{hold}")
    says(browser, "送信は済みました")
    deliver()
    says(browser, "承認を待っています")
    assert len(received(site, "/file")) == 1


def test_a_no_and_a_number_of_nobody_are_told(site: Deployment, browser: Browser) -> None:
    browser.open(site.url("approved", "/start"))
    browser.run(f"document.querySelector('textarea').value = {MANY!r}")
    browser.press("書き込む")
    browser.press("状態を見る")
    assert api(site, token(site, "sv01"), "POST", f"/{browser.url.rsplit('/', 1)[1]}/deny").status_code == 200
    browser.press("もう一度確かめる")
    says(browser, "承認されませんでした", "データは渡っていません")
    browser.open(f"{OWN}/held/ABCD-EFGH-JKMN-PQRS")
    says(browser, "この受付番号は、あなたのものではないか、ありません")
    assert len(received(site, "/memo")) == 1
