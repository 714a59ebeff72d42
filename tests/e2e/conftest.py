"""Deployments that tests share; those that break things make their own."""

from collections.abc import Iterator

import pytest

from tests.support.deployment import CLASSES, Deployment, write
from tests.support.midnight import away_from_midnight
from tests.support.origin import Origin
from tests.support.waiting import RULES


@pytest.fixture(autouse=True)
def one_day() -> None:
    """Each test begins and ends on the same day."""
    away_from_midnight(60)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("deployment"))
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture
def deployment(shared: Deployment) -> Deployment:
    """The shared deployment, with its destinations' memory wiped."""
    return wiped(shared)


@pytest.fixture(scope="session")
def shared_narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """HTTP/2, no model, a webhook, a host that is passed through, and only the internal addresses that are named one by one."""
    hook = Origin(tls=False)
    settings = {"model": False, "http2": True, "webhook": f"http://127.0.0.1:{hook.port}/hook?key=hook-canary"}
    policy = {
        "internal_destinations": [*CLASSES.values(), "localhost"],
        "passthrough": [{"hosts": ["localhost"], "reason": "pinned", "owner": "IT"}],
    }
    deployment = Deployment(tmp_path_factory.mktemp("narrow"), settings=settings, policy=policy)
    deployment.origins |= {"hook": hook, "pinned": Origin(ca=deployment.ca), "inside": Origin(host="127.0.0.9", ca=deployment.ca)}
    deployment.configure(connect_ports=[origin.port for origin in deployment.origins.values()])
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture
def narrow(shared_narrow: Deployment) -> Deployment:
    """The shared deployment with a narrow policy, with its destinations' memory wiped."""
    return wiped(shared_narrow)


def wiped(deployment: Deployment) -> Deployment:
    for origin in deployment.origins.values():
        origin.forget()
    return deployment


@pytest.fixture
def site(shared_site: Deployment) -> Deployment:
    """The deployment that the tests of a module share, with its destinations' memory wiped."""
    return wiped(shared_site)


@pytest.fixture(scope="session")
def shared_waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Reasons over 10 people, approvals over 30, never more than 45 a day; of `alpha` two must approve, of `beta` one."""
    limit = {"id": "day", "when": {"direction": "upload", "class": "approved"}, "over": {"people": {"1d": 45}}, "action": "block"}
    tenants = [
        {"id": "alpha", "name": "見本商事", "sector": "private", "approvals": 2},
        {"id": "beta", "name": "見本市", "sector": "public"},
    ]
    policy = {"rules": [*RULES, limit], "tenants": tenants}
    deployment = Deployment(tmp_path_factory.mktemp("waiting"), settings={"model": False}, policy=policy)
    accounts = {f"{tenant[0]}{number:02}": {"tenants": [tenant]} for tenant in ("alpha", "beta") for number in range(30)}
    write(deployment.home / "directory.yaml", {"accounts": accounts})
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture
def waiting(shared_waiting: Deployment) -> Deployment:
    """The shared deployment where transfers wait, with its destinations' memory wiped. Each test has accounts of its own."""
    return wiped(shared_waiting)
