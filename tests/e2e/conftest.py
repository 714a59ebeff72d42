"""One deployment for the tests that only look at traffic; those that break things make their own."""

from collections.abc import Iterator

import pytest

from tests.support.deployment import Deployment


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("deployment"))
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture
def deployment(shared: Deployment) -> Deployment:
    """The shared deployment, with its destinations' memory wiped."""
    for origin in shared.origins.values():
        origin.forget()
    return shared
