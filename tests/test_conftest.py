"""No test reaches another machine; examples are the same whatever was tested before."""

import asyncio
import importlib.util
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import LeavesThisMachine

ELSEWHERE = "192.0.2.1"
"""An address of documentation (RFC 5737)."""


@pytest.mark.parametrize(
    "reach",
    [
        pytest.param(lambda: socket.create_connection((ELSEWHERE, 443)), id="connect"),
        pytest.param(lambda: socket.create_connection(("2001:db8::1", 443)), id="connect over IPv6"),
        pytest.param(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", (ELSEWHERE, 53)), id="datagram"),
        pytest.param(lambda: socket.getaddrinfo("www.example.com", 443), id="look up a name"),
        pytest.param(lambda: socket.gethostbyname("www.example.com"), id="look up a name the old way"),
        pytest.param(lambda: asyncio.run(asyncio.open_connection(ELSEWHERE, 443)), id="asyncio"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_other_machines_are_out_of_reach(reach):
    with pytest.raises(LeavesThisMachine):
        reach()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost"])
def test_this_machine_is_within_reach(host):
    with socket.create_server(("127.0.0.9" if host == "127.0.0.9" else "127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()


def test_unix_sockets_are_within_reach(tmp_path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


def drawn() -> list[int]:
    """Return the examples that a test of numbers gets."""
    found: list[int] = []

    @given(st.lists(st.integers(), min_size=50, max_size=50))
    def look(numbers: list[int]) -> None:
        found.extend(numbers)

    look()
    return found


def test_examples_do_not_depend_on_the_modules_that_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, module = drawn(), tmp_path / "constants_of_a_module.py"
    module.write_text(f"NUMBERS = {list(range(7_000_000_001, 7_000_000_301))}\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location(module.stem, module)
    assert spec
    monkeypatch.setitem(sys.modules, module.stem, importlib.util.module_from_spec(spec))
    assert drawn() == before
