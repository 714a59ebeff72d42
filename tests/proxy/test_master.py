"""mitmproxy embedded: set as it must be, listening where it was told, and stopped in time."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from mitmproxy.addons import core, proxyserver, tlsconfig

from proxy.master import Host, Listening, build, busy, drain, started
from proxy.options import SAFE_OPTIONS

# mitmproxy does not close its sockets when it stops.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("mitmproxys_rubbish"),
]


def running(folder: Path, use: Callable[[Host], Awaitable[None]], *, port: int = 0) -> None:
    """Run a proxy, use it, and stop it."""

    async def main() -> None:
        host = build(Listening(host="127.0.0.1", port=port, mode="regular", http2=True, confdir=folder, trusted=None))
        task = asyncio.create_task(host.master.run())
        try:
            await use(host)
        finally:
            await drain(host, 0)
            await task

    asyncio.run(main())


def test_every_safe_option_is_set(tmp_path: Path) -> None:
    async def use(host: Host) -> None:
        await started(host)
        values = {option.name: option.value for option in SAFE_OPTIONS}
        assert {name: getattr(host.master.options, name) for name in values} == values
        assert host.master.options.http2

    running(tmp_path, use)


def test_only_the_addons_that_are_needed_are_there(tmp_path: Path) -> None:
    async def use(host: Host) -> None:
        await started(host)
        kinds = {type(addon) for addon in host.master.addons.chain}
        assert {core.Core, proxyserver.Proxyserver, tlsconfig.TlsConfig} <= kinds
        names = {kind.__name__ for kind in kinds}
        assert not names & {
            "Onboarding",
            "Script",
            "Save",
            "Dumper",
            "Block",
            "ProxyAuth",
            "NextLayer",
            "View",
            "ServerPlayback",
            "MapRemote",
        }

    running(tmp_path, use)


def test_it_listens_and_drains(tmp_path: Path) -> None:
    async def use(host: Host) -> None:
        address = await started(host)
        _, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\n")  # never finished: no exchange yet, nothing to wait for
        await writer.drain()
        assert busy(host) == 0
        async with asyncio.timeout(25):
            assert await drain(host, 30) == 0
        with pytest.raises(OSError, match="failed"):
            await asyncio.open_connection(*address)
        writer.close()
        await writer.wait_closed()

    running(tmp_path, use)


def test_a_port_in_use_is_an_error(tmp_path: Path) -> None:
    async def use(host: Host) -> None:
        with pytest.raises(OSError, match="in use"):
            await started(host)

    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        running(tmp_path, use, port=taken.getsockname()[1])
