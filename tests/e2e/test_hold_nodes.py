"""Two proxies with one ledger: stopped at one, approved at the other, passed once by either."""

import shutil
from collections.abc import Iterator

import httpx
import pytest

from tests.support.deployment import Deployment
from tests.support.people import as_json, customers
from tests.support.together import together
from tests.support.waiting import JSON, RULES, api, database, events, kept, look, post, token, until


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Deployment]]:
    first, second = (
        Deployment(tmp_path_factory.mktemp(name), settings={"model": False, "node": name}, policy={"rules": RULES})
        for name in ("one", "two")
    )
    shutil.copy(first.home / "keys" / "fingerprint.key", second.home / "keys" / "fingerprint.key")
    ports = [origin.port for origin in first.origins.values()]
    second.configure(ledger=f"sqlite:///{database(first)}", connect_ports=ports, upstream_ca=str(first.home.parent / "origins.pem"))
    try:
        first.start()
        second.start()
        yield first, second
    finally:
        first.close()
        second.close()


def test_it_passes_once_whichever_node_it_goes_through(nodes: tuple[Deployment, Deployment]) -> None:
    first, second = nodes
    origin = first.origins["approved"]
    for start in (50_000, 51_000, 52_000):
        origin.forget()
        body = as_json(customers(start, 40))
        stopped = post(first, body).json()
        assert kept(first, stopped["held"])
        assert api(second, token(second, "sv01"), "POST", f"/{stopped['held']}/approve").json()["state"] == "ready"

        def again(node: Deployment, body: bytes = body) -> httpx.Response:
            with node.client() as client:
                return client.post(first.url("approved", "/u"), content=body, headers=JSON)

        def release(href: str = look(first, stopped).json()["release"]["href"]) -> httpx.Response:
            with first.client() as client:
                return client.post(href)

        answers = together(release, lambda: again(second), lambda: again(first), lambda: again(second))
        assert sorted(answer.status_code for answer in answers) == [200, 403, 403, 403]
        assert [bytes(one.body) for one in origin.received] == [body]
        assert [what for what, _ in events(first, stopped["held"])] == ["asked", "approved", "released"]
        until(lambda hold=stopped["held"]: not kept(first, hold))
