"""The proxy is killed while transfers wait and while one goes out: what waits is still there, and nothing passes twice."""

import threading
from collections.abc import Iterator

import httpx
import pytest

from tests.support.deployment import Deployment
from tests.support.origin import Answer, Received
from tests.support.people import as_json, customers
from tests.support.waiting import BROWSER, RULES, api, events, kept, look, post, token, until


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("crashes"), settings={"model": False}, policy={"rules": RULES})
    deployment.start()
    yield deployment
    deployment.close()


def kill(site: Deployment) -> None:
    """End the proxy as a power cut does, for what is in its memory."""
    assert site.process
    site.process.kill()
    site.stop()


def test_a_release_that_is_cut_off_is_used_up_and_never_repeated(site: Deployment) -> None:
    origin, arrived, go = site.origins["approved"], threading.Event(), threading.Event()
    origin.forget()
    body = as_json(customers(40_000, 40))
    stopped = post(site, body).json()
    hold, bearer = stopped["held"], token(site, "sv01")
    left = site.home / "holds" / "01AB-23CD-45EF-67GH.new"
    left.write_bytes((site.home / "holds" / f"{hold}.held").read_bytes())
    stray = left.with_suffix(".held")
    kill(site)
    stray.write_bytes(left.read_bytes())
    site.start()
    assert not left.exists(), "half written content is gone before anything is served"
    until(lambda: not stray.exists())
    assert look(site, stopped).json()["state"] == "waiting"
    assert kept(site, hold)
    assert api(site, bearer, "POST", f"/{hold}/approve").json()["state"] == "ready"

    def slow(_: Received) -> Answer:
        arrived.set()
        go.wait(60)
        return Answer()

    origin.answer = slow
    release = look(site, stopped).json()["release"]["href"]

    def released() -> None:
        with site.client() as client, pytest.raises(httpx.TransportError):
            client.post(release)

    requester = threading.Thread(target=released)
    requester.start()
    assert arrived.wait(60)
    kill(site)
    go.set()
    requester.join(60)
    site.start()
    origin.answer = lambda _: Answer()
    over = look(site, stopped)
    assert (over.status_code, over.json()["state"]) == (200, "released")
    until(lambda: not kept(site, hold))
    with site.client() as client:
        assert client.post(release).status_code == 403
    again = post(site, body).json()
    assert (again["state"], again["held"] == hold) == ("waiting", False)
    assert [bytes(one.body) for one in origin.received] == [body]
    assert [what for what, _ in events(site, hold)] == ["asked", "approved", "released"]


def test_what_was_never_stored_or_is_damaged_passes_by_sending_it_again(site: Deployment) -> None:
    origin = site.origins["approved"]
    for start, damage in ((41_000, "gone"), (42_000, "changed")):
        origin.forget()
        body = as_json(customers(start, 40))
        stopped = post(site, body).json()
        file = site.home / "holds" / f"{stopped['held']}.held"
        assert api(site, token(site, "sv01"), "POST", f"/{stopped['held']}/approve").json()["state"] == "ready"
        if damage == "gone":
            file.unlink()
        else:
            raw = file.read_bytes()
            file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        with site.client() as client:
            page = client.get(stopped["status_url"], headers=BROWSER)
            assert page.status_code == 200
            ready = client.get(stopped["status_url"]).json()
            assert ready["state"] == "ready"
            if damage == "gone":
                assert "release" not in ready
                assert "もう一度送ってください" in page.text
            else:
                assert client.post(ready["release"]["href"]).status_code == 409
        assert not origin.received
        assert post(site, body).text == "ok"
        assert [bytes(one.body) for one in origin.received] == [body]
