"""Deployments that tests share; those that break things make their own."""

from collections.abc import Iterator

import pytest

from tests.support.deployment import CLASSES, Deployment
from tests.support.origin import Origin


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
