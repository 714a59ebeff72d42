"""Transfers that wait, through the real proxy: reasons, approvals, one release; what the far side received decides."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.support.deployment import Deployment, run
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, canaries, customers
from tests.support.waiting import BROWSER, OWN, RULES, api, form, kept, post, token

SOME, OTHERS = as_json(customers(500, 15)), as_json(customers(700, 15))
MANY = as_json(customers(900, 40))


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(
        tmp_path_factory.mktemp("holds"), settings={"model": False, "holds": {"person_bytes": 1 << 20}}, policy={"rules": RULES}
    )
    default = deployment.home / "policy" / "default.yaml"
    default.write_text(default.read_text(encoding="utf-8").replace("\nnotice:\n", "\nnotice:\n  first_use: true\n"), encoding="utf-8")
    deployment.start()
    yield deployment
    deployment.close()


def test_a_reason_by_a_form_lets_the_same_content_pass_once(site: Deployment) -> None:
    stopped = post(site, SOME, BROWSER)
    assert stopped.status_code == 403
    status_url = re.findall(rf'href="({OWN}/held/[0-9A-Z-]+)"', stopped.text)[0]
    with site.client() as client:
        page = client.get(status_url, headers=BROWSER)
        assert client.post(f"{status_url}/reason", data={"reason": "other", "token": "x"}, headers=BROWSER).status_code == 400
        forged = client.post(
            f"{status_url}/reason",
            data=form(page.text) | {"reason": "customer-request"},
            headers={**BROWSER, "sec-fetch-site": "cross-site"},
        )
        assert forged.status_code == 403
        given = client.post(
            f"{status_url}/reason", data=form(page.text) | {"reason": "customer-request", "text": "山田花子 090-1234-5678"}, headers=BROWSER
        )
    assert given.status_code == 303
    assert not site.origins["approved"].bodies
    assert post(site, OTHERS).status_code == 403
    assert post(site, SOME, account="op0043").status_code == 403
    assert post(site, SOME).text == "ok"
    assert site.origins["approved"].bodies == SOME
    assert post(site, SOME).status_code == 403
    assert site.origins["approved"].bodies == SOME
    found = run("ledger", "export", "--home", str(site.home)).stdout
    assert "customer-request" in found
    assert "090-1234-5678" not in found
    assert site.metric("sekimori_holds_total", kind="justify", event="released") == 1


def test_a_program_reads_what_to_do_and_does_it(site: Deployment) -> None:
    stopped = post(site, as_json(customers(1500, 12))).json()
    assert (stopped["type"], stopped["status"]) == ("urn:sekimori:problem:reason-needed", 403)
    with site.client() as client:
        state = client.get(stopped["status_url"])
        assert state.status_code == 202
        assert client.post(state.json()["answer"]["href"], json={"reason": "not-personal"}).status_code == 400
        assert client.post(state.json()["answer"]["href"], json={"reason": "regular-work"}).status_code == 303
        ready = client.get(stopped["status_url"]).json()
        assert client.post(ready["release"]["href"]).text == "ok"
        assert client.post(ready["release"]["href"]).status_code == 403
        assert client.get(stopped["status_url"]).json()["state"] == "released"
    assert site.origins["approved"].bodies == as_json(customers(1500, 12))


def test_another_person_approves_and_it_passes_once(site: Deployment) -> None:
    stopped = post(site, MANY).json()
    assert stopped["type"] == "urn:sekimori:problem:approval-needed"
    hold = stopped["held"]
    assert post(site, MANY).json()["held"] == hold, "asking again asks nobody again"
    assert api(site, token(site, "op0042"), "POST", f"/{hold}/approve").status_code == 403
    assert httpx.get(f"{site.management}/api/holds", trust_env=False, timeout=60).status_code == 401
    shown = api(site, token(site, "sv01"), "GET", f"/{hold}").json()
    assert (shown["state"], shown["people"]) == ("waiting", 40)
    content = b"".join(path.read_bytes() for path in (site.home / "holds").iterdir())
    assert not [value for value in canaries(customers(900, 40)) if value.encode() in content or value in str(shown)]
    with site.client(account="op0043") as client:
        assert client.get(stopped["status_url"]).status_code == 404
    assert api(site, token(site, "sv01"), "POST", f"/{hold}/approve").json()["state"] == "ready"
    assert not site.origins["approved"].bodies
    site.stop()
    site.start()
    with site.client() as client:
        ready = client.get(stopped["status_url"]).json()
        assert ready["state"] == "ready"
    with site.client(account="op0043") as client:
        assert client.post(ready["release"]["href"]).status_code == 403
    with site.client() as client:
        assert client.post(ready["release"]["href"]).text == "ok"
    assert site.origins["approved"].bodies == MANY
    assert post(site, MANY).status_code == 403
    assert not (site.home / "holds" / f"{hold}.held").exists()
    assert "sound" in run("ledger", "verify", "--home", str(site.home)).stdout


def test_a_no_stays_a_no(site: Deployment) -> None:
    body = as_json(customers(3000, 41))
    hold = post(site, body).json()["held"]
    assert api(site, token(site, "sv01"), "POST", f"/{hold}/deny").json()["state"] == "denied"
    assert post(site, body).json()["type"] == "urn:sekimori:problem:denied"
    assert api(site, token(site, "sv02"), "POST", f"/{hold}/approve").status_code == 409
    assert not site.origins["approved"].bodies
    assert not (site.home / "holds" / f"{hold}.held").exists()


def test_an_approved_export_arrives_from_what_was_kept(site: Deployment) -> None:
    export = as_csv(customers(5000, 50), "cp932")
    site.origins["crm"].answer = lambda _: Answer(body=export, headers=(("content-type", "text/csv"),))
    with site.client() as client:
        stopped = client.get(site.url("crm", "/export")).json()
        assert api(site, token(site, "sv01"), "POST", f"/{stopped['held']}/approve").status_code == 200
        site.origins["crm"].forget()
        release = client.get(stopped["status_url"]).json()["release"]["href"]
        assert client.post(release).content == export
        assert client.post(release).status_code == 403
    assert not site.origins["crm"].received


def test_the_notice_is_read_before_the_first_page_and_only_there(site: Deployment) -> None:
    url = site.url("approved", "/start")
    with site.client(account="op0077") as client:
        assert client.get(url).text == "ok", "a program is not asked"
        asked = client.get(url, headers=BROWSER)
        assert asked.status_code == 302
        assert len(site.origins["approved"].received) == 1
        page = client.get(asked.headers["location"], headers=BROWSER)
        assert "お客様の個人情報が大量に" in page.text
        with site.client(account="op0078") as other:
            assert not form(other.get(asked.headers["location"], headers=BROWSER).text), "the link is good for one person"
        read = client.post(f"{OWN}/notice", data=form(page.text), headers=BROWSER)
        assert (read.status_code, read.headers["location"]) == (303, url)
        assert client.get(url, headers=BROWSER).text == "ok"
    site.stop()
    site.start()
    with site.client(account="op0077") as client:
        assert client.get(url, headers=BROWSER).text == "ok"


def test_content_that_cannot_be_stored_is_refused_and_asked_for_anew(site: Deployment) -> None:
    body = as_json(customers(6000, 42))
    (site.home / "holds").rename(site.home / "aside")
    (site.home / "holds").write_text("not a folder")
    try:
        assert post(site, body).status_code == 503
    finally:
        (site.home / "holds").unlink()
        (site.home / "aside").rename(site.home / "holds")
    assert not site.origins["approved"].bodies
    hold = post(site, body).json()["held"]
    assert api(site, token(site, "sv01"), "POST", f"/{hold}/approve").json()["state"] == "ready"


def test_one_person_fills_a_part_of_the_room_alone(site: Deployment) -> None:
    """Each body is more than half of what one person may have waiting."""
    first, second = (as_json(customers(start, 40)) + b" " * (600 << 10) for start in (7000, 7100))
    assert post(site, first, account="op0044").json()["type"] == "urn:sekimori:problem:approval-needed"
    full = post(site, second, account="op0044")
    assert (full.status_code, full.json()["type"]) == (403, "urn:sekimori:problem:too-many-waiting")
    assert "お一人の上限に達しています" in post(site, second, BROWSER, account="OP0044").text
    hold = post(site, second, account="op0045").json()["held"]
    assert kept(site, hold)
    held = post(site, first, account="op0044").json()["held"]
    assert api(site, token(site, "sv01"), "POST", f"/{held}/approve").json()["state"] == "ready"
    assert post(site, first, account="op0044").text == "ok"
    assert post(site, second, account="op0044").json()["type"] == "urn:sekimori:problem:approval-needed"
    assert site.metric("sekimori_holds_total", kind="hold", event="crowded") == 2
