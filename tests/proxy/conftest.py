import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def mitmproxys_rubbish() -> Iterator[None]:
    """Collect the sockets that an embedded mitmproxy leaves open while their warnings are still ignored: a later test is not to blame."""
    yield
    gc.collect()
