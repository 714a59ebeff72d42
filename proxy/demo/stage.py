"""The stage of the demo: a home folder, the sites, the proxy, and a loop that knows the names of the made-up sites."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from proxy.demo.scenes import TERMINAL, VENDOR, VENDOR_AT_WORK
from proxy.demo.sites import CRM, DRIVE, NAMES, SHARE, Sites
from proxy.home import Home
from proxy.init import initialise
from proxy.serve import Service, serving
from proxy.settings import load_settings

ACCOUNTS = {
    TERMINAL: ("op0042", "札幌センター", "dispatch"),
    VENDOR: ("vendor01", "保守会社", "maintenance"),
    VENDOR_AT_WORK: ("vendor02", "保守会社", "maintenance"),
}
"""Who sits at which address, in which unit, employed how."""


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
    home, sites, now = Home(folder), Sites(folder), datetime.now(UTC)
    try:
        initialise(home, passphrase=None, now=now)
        _write(
            home.settings,
            {
                "listen": "127.0.0.1:0",
                "management": "127.0.0.1:0",
                "connect_ports": [sites.port],
                "upstream_ca": str(sites.authority),
                "identity": {
                    "addresses": {f"{address}/32": account for address, (account, _, _) in ACCOUNTS.items()},
                    "directory": "directory.yaml",
                },
            },
        )
        people = {name: {"unit": unit, "employment": how, "tenants": ["alpha"]} for name, unit, how in ACCOUNTS.values()}
        _write(folder / "directory.yaml", {"accounts": people})
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
                "work_orders": [
                    {
                        "ticket": "W-2026-001",
                        "accounts": [ACCOUNTS[VENDOR_AT_WORK][0]],
                        "tenants": ["alpha"],
                        "begins": now - timedelta(hours=1),
                        "ends": now + timedelta(days=1),
                        "people": 10,
                        "owner": "システム管理者",
                        "reason": "表示の不具合の調査",
                    }
                ],
            },
        )
        async with serving(home, load_settings(home)) as service:
            yield Stage(home=home, sites=sites, service=service)
    finally:
        sites.close()


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
