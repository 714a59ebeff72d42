"""Zones through the real proxy: one account, the same content, from a terminal inside and one outside; what the far side got decides."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.deployment import ACCOUNT, ACCOUNT_HEADER, Deployment, run
from tests.support.origin import Answer
from tests.support.people import as_json, customers
from tests.support.wire import dial, inside, read_head, status

INSIDE, OUTSIDE, LOBBY = "127.0.0.1", "127.0.0.2", "127.0.0.3"
ROW = as_json(customers(81_000, 1))
RULES = [
    {"id": f"away-{way}", "when": {"direction": way, "outside_zone": "centre"}, "over": {"people": {"transfer": 0}}, "action": "block"}
    for way in ("upload", "download")
] + [{"id": "lobby", "when": {"zone": "lobby"}, "action": "block"}]


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    settings = {"model": False, "identity": {"header": {"name": ACCOUNT_HEADER, "from": ["127.0.0.0/30"]}, "directory": "directory.yaml"}}
    policy = {"zones": {"centre": f"{INSIDE}/32", "lobby": LOBBY}, "rules": RULES}
    deployment = Deployment(tmp_path_factory.mktemp("zones"), settings=settings, policy=policy)
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture
def site(site: Deployment) -> Deployment:
    site.origins["crm"].answer = lambda _: Answer(body=ROW, headers=(("content-type", "application/json"),))
    return site


def asked(site: Deployment, source: str, name: str, method: str, body: bytes = b"") -> int:
    """Ask for something at the destination `name` from a terminal at `source`; return the status."""
    target = f"{site.origins[name].host}:{site.origins[name].port}"
    raw = dial(site, source=source)
    raw.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{ACCOUNT_HEADER}: {ACCOUNT}\r\n\r\n".encode())
    assert status(read_head(raw)) == 200
    with inside(site, raw, None) as stream:
        kind = "Content-Type: application/json\r\n" if body else ""
        stream.sendall(f"{method} /z HTTP/1.1\r\nHost: {target}\r\n{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return status(read_head(stream))


@pytest.mark.parametrize(
    ("source", "body", "code"),
    [
        pytest.param(INSIDE, ROW, 200, id="somebody's data from the centre"),
        pytest.param(OUTSIDE, ROW, 403, id="somebody's data from elsewhere"),
        pytest.param(OUTSIDE, b'{"memo": "nothing in it"}', 200, id="nobody's data from elsewhere"),
    ],
)
def test_uploads(site: Deployment, source: str, body: bytes, code: int) -> None:
    assert asked(site, source, "approved", "POST", body) == code
    assert site.origins["approved"].bodies == (body if code == 200 else b"")


@pytest.mark.parametrize(("source", "code"), [pytest.param(INSIDE, 200, id="centre"), pytest.param(OUTSIDE, 403, id="elsewhere")])
def test_downloads(site: Deployment, source: str, code: int) -> None:
    assert asked(site, source, "crm", "GET") == code


def test_a_zone_from_which_nothing_goes(site: Deployment) -> None:
    """A rule without a count looks at requests without data too."""
    assert asked(site, LOBBY, "unknown", "GET") == 403
    assert asked(site, OUTSIDE, "unknown", "GET") == 200
    assert len(site.origins["unknown"].received) == 1


def test_the_record_says_where_and_the_lab_knows_it(site: Deployment, tmp_path: Path) -> None:
    assert asked(site, OUTSIDE, "crm", "GET") == 403
    assert asked(site, OUTSIDE, "approved", "POST", ROW) == 403
    home = ("--home", str(site.home))
    found = run("ledger", "search", *home, "--format", "json", "--limit", "1").stdout
    assert next(json.loads(line) for line in found.splitlines() if line.startswith("{"))["source"] == OUTSIDE
    for path in (site.home / "policy").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(f"{INSIDE}/32", "127.0.0.0/30"), encoding="utf-8")
    assert yaml.safe_load((tmp_path / "site.yaml").read_text(encoding="utf-8"))["zones"]["centre"] == "127.0.0.0/30"
    replayed = run("rules", "replay", *home, "--since", "1d", "--policy", str(tmp_path), "--format", "json").stdout
    changed = {line["name"]: line["transfers"] for line in json.loads(replayed)["rules"]}
    assert {name: counts["released"] > 0 for name, counts in changed.items()} == {"away-upload": True, "away-download": True}
