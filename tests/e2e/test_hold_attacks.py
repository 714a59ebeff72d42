"""Tricks with transfers that wait, through the real proxy: what was answered passes, and nothing else under its number."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.deployment import Deployment
from tests.support.people import as_csv, as_json, customers
from tests.support.waiting import BROWSER, JSON, OWN, api, kept, look, post, token, until


def justified(site: Deployment, body: bytes, account: str) -> dict[str, str]:
    """Have `body` stopped, and its reason given."""
    stopped: dict[str, str] = post(site, body, account=account).json()
    with site.client(account=account) as client:
        assert client.post(f"{stopped['status_url']}/reason", json={"reason": "regular-work"}).status_code == 303
    return stopped


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        pytest.param("PUT", "/u", JSON, id="method"),
        pytest.param("POST", "/u2", JSON, id="path"),
        pytest.param("POST", "/u?to=all", JSON, id="query"),
        pytest.param("POST", "/u", {"content-type": "text/plain"}, id="type"),
        pytest.param("POST", "/u", JSON | {"x-share-with": "somebody@example.net"}, id="an address in a header"),
        pytest.param("POST", "/u", JSON | {"content-disposition": 'attachment; filename="other.json"'}, id="file name"),
    ],
)
def test_a_reason_is_good_for_the_same_request_alone(
    waiting: Deployment, request: pytest.FixtureRequest, method: str, path: str, headers: dict[str, str]
) -> None:
    account, body = f"t-{request.node.callspec.id}", as_json(customers(300_000, 12))
    justified(waiting, body, account)
    with waiting.client(account=account) as client:
        assert client.request(method, waiting.url("approved", path), content=body, headers=headers).status_code == 403
        assert not waiting.origins["approved"].received
        assert client.post(waiting.url("approved", "/u"), content=body, headers=JSON).text == "ok"


def test_a_form_passes_again_though_its_boundary_is_a_number(waiting: Deployment) -> None:
    def sent(mark: str) -> httpx.Response:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'.encode()
        body = head + as_csv(customers(301_000, 12), "utf-8") + f"\r\n--{mark}--\r\n".encode()
        return post(waiting, body, {"content-type": f"multipart/form-data; boundary={mark}"}, account="t-form")

    stopped = sent("-" * 27 + "9051914041544843365972754266").json()
    with waiting.client(account="t-form") as client:
        client.post(f"{stopped['status_url']}/reason", json={"reason": "regular-work"})
    assert sent("-" * 27 + "7351914041549843365972754122").text == "ok"


def slowly(body: bytes) -> Iterator[bytes]:
    """Send in pieces, so that what has arrived is looked at before the end."""
    for start in range(0, len(body), 1 << 16):
        yield body[start : start + (1 << 16)]
        time.sleep(0.01)


def leads_to(descriptor: Path) -> str:
    """Return what a descriptor of a process leads to; nothing if it was closed meanwhile."""
    try:
        return os.readlink(descriptor)
    except FileNotFoundError:
        return ""


def test_a_release_that_brings_a_body_of_its_own_takes_nothing_along(waiting: Deployment) -> None:
    stopped = justified(waiting, as_json(customers(302_000, 12)), "t-own")
    release = look(waiting, stopped, "t-own").json()["release"]["href"]
    assert waiting.process
    files = Path(f"/proc/{waiting.process.pid}/fd")
    other = as_csv(customers(310_000, 20_000), "utf-8")

    def bodies() -> int:
        return sum("body" in leads_to(one) for one in files.iterdir())

    before = bodies()
    for where in (release, f"{OWN}/notice", f"{OWN}/held/{stopped['held']}/reason"):
        for _ in range(2):
            with waiting.client(account="t-own") as client:
                assert client.post(where, content=slowly(other), headers={"content-type": "text/csv"}).status_code in (403, 413)
    until(lambda: bodies() <= before)
    assert not [line for line in waiting.lines if line.get("error") == "AssertionError"]
    assert not waiting.origins["approved"].received
    with waiting.client(account="t-own") as client:
        assert client.post(release, content=b"a little of another body", headers={"content-type": "text/csv"}).text == "ok"
    assert [bytes(one.body) for one in waiting.origins["approved"].received] == [as_json(customers(302_000, 12))]


@pytest.mark.parametrize(("place", "account"), [(0, "b27"), (30, "b28"), (-1, "b29")])
def test_content_that_was_changed_on_disk_is_as_none(waiting: Deployment, place: int, account: str) -> None:
    body = as_json(customers(303_000, 40))
    stopped = post(waiting, body, account=account).json()
    api(waiting, token(waiting, "sv01"), "POST", f"/{stopped['held']}/approve")
    assert kept(waiting, stopped["held"])
    file = waiting.home / "holds" / f"{stopped['held']}.held"
    raw = bytearray(file.read_bytes())
    raw[place] ^= 1
    file.write_bytes(raw)
    with waiting.client(account=account) as client:
        page = client.get(stopped["status_url"], headers=BROWSER)
        assert page.status_code == 200
        assert client.get(stopped["status_url"]).json()["state"] == "ready"
        assert post(waiting, body, account=account).text == "ok"
