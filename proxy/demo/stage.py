"""The stage of the demo: a home folder, the sites, the proxy, and a loop that knows the names of the made-up sites."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from proxy.demo.scenes import TERMINAL
from proxy.demo.sites import CRM, DRIVE, NAMES, SHARE, Sites
from proxy.home import Home
from proxy.init import initialise
from proxy.serve import Service, serving
from proxy.settings import load_settings

ACCOUNT = "op0042"


class NamesLoop(asyncio.SelectorEventLoop):
    """An event loop that finds the made-up names on this machine; all else is resolved as usual."""

    async def getaddrinfo(self, host: Any, port: Any, **kwargs: Any) -> Any:
        """Resolve `host`."""
        return await super().getaddrinfo("127.0.0.1" if host in NAMES else host, port, **kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that runs."""

    home: Home
    sites: Sites
    service: Service


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Make a home in `folder` as an administrator would, and start sites and proxy."""
    home, sites = Home(folder), Sites(folder)
    try:
        initialise(home, passphrase=None, now=datetime.now(UTC))
        _write(
            home.settings,
            {
                "listen": "127.0.0.1:0",
                "management": "127.0.0.1:0",
                "connect_ports": [sites.port],
                "upstream_ca": str(sites.authority),
                "identity": {"addresses": {f"{TERMINAL}/32": ACCOUNT}, "directory": "directory.yaml"},
            },
        )
        _write(folder / "directory.yaml", {"accounts": {ACCOUNT: {"unit": "札幌センター", "employment": "dispatch", "tenants": ["alpha"]}}})
        _write(
            home.policy / "demo.yaml",
            {
                "destinations": [
                    {"class": "crm", "hosts": [CRM], "tenant": "alpha"},
                    {"class": "approved", "hosts": [SHARE]},
                    {"class": "personal-storage", "hosts": [DRIVE]},
                ],
                "tenants": [{"id": "alpha", "name": "見本商事", "sector": "private"}],
                "internal_destinations": ["127.0.0.0/8", *NAMES],
            },
        )
        async with serving(home, load_settings(home)) as service:
            yield Stage(home=home, sites=sites, service=service)
    finally:
        sites.close()


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
