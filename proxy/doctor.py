"""`sekimori doctor`: looks at everything that a proxy needs before it can serve, and says what to do. Changes nothing.

A check returns what it saw, and names the errors it expects; a check that cannot be made is a failed one.
"""

import http.client
import os
import resource
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from detectors.config import DetectorConfig
from proxy.ca import RENEW_DAYS, read_authority
from proxy.home import Home, open_to_others
from proxy.identity.directory import load_directory
from proxy.identity.htpasswd import load_htpasswd
from proxy.indexes import Folder
from proxy.settings import Address, Settings, load_settings
from proxy.waiting.approvers import everybody
from rules.model import UNASSIGNED, Action, ConfigError

OPEN_FILES = 8192
"""A connection to a terminal needs up to four descriptors: both sockets and two spools."""
FREE_BYTES = 2 << 30
"""For the ledger and the spool."""
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this is wrong."""


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check saw."""

    check: str
    state: State
    seen: str
    remedy: str = ""


def examine(home: Home) -> Iterator[Finding]:
    """Make every check, one after the other; those that need the settings only if these can be read."""
    yield from _secrets(home)
    yield _authority(home)
    yield _clock(home)
    yield _open_files()
    try:
        settings = load_settings(home)
    except ConfigError as error:
        yield from _faults("settings", error)
        return
    yield _ok("settings", str(home.settings))
    yield _model(DetectorConfig(model=settings.model, recognisers=settings.recognisers))
    yield from _identity(settings)
    yield _policy(settings)
    yield _approvers(home, settings)
    yield _indexes(home, settings)
    yield _ledger(home, settings)
    yield from _space(home, settings)
    running = _alive(settings.management)
    yield _port("proxy port", settings.listen, running)
    yield _port("management port", settings.management, running)


def _secrets(home: Home) -> Iterator[Finding]:
    for name, read in (("fingerprint key", home.read_fingerprint_key), ("node key", home.read_node_key)):
        try:
            read()
        except ConfigError as error:
            yield from _faults(name, error)
        else:
            yield _ok(name, "there, and private")
    if home.root_key.exists():
        seen = f"{home.root_key} lies on this machine"
        yield _warning("root key", seen, "move it to a place that is not on the network; `sekimori ca renew --root-key` reads it there")
    fault = open_to_others(home.path) if home.path.exists() else None
    yield _failed("home folder", str(fault), "run the command named") if fault else _ok("home folder", str(home.path))


def _authority(home: Home) -> Finding:
    try:
        authority = read_authority(home)
    except ConfigError as error:
        return next(_faults("certificates", error))
    left = authority.expires - datetime.now(UTC)
    seen = f"good to {authority.expires:%Y-%m-%d}"
    if left <= timedelta():
        return _failed("certificates", f"ended on {authority.expires:%Y-%m-%d}", "run `sekimori ca renew`, then restart the proxy")
    if left < timedelta(days=RENEW_DAYS):
        return _warning("certificates", seen, "run `sekimori ca renew`, then restart the proxy")
    return _ok("certificates", seen)


def _clock(home: Home) -> Finding:
    now = datetime.now(UTC)
    newest = max((path.stat().st_mtime for path in (home.settings, home.intermediate, home.ledger) if path.exists()), default=0.0)
    if now < RELEASED or newest > time.time() + 60:
        return _failed("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC is in the past", "set the clock, and keep it right with NTP")
    return _ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _open_files() -> Finding:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    seen = f"{soft} files may be open"
    if soft == resource.RLIM_INFINITY or soft >= OPEN_FILES:
        return _ok("open files", seen)
    return _warning("open files", seen, f"raise it to {OPEN_FILES} or more: LimitNOFILE in the unit, `ulimit -n` in a shell")


def _model(config: DetectorConfig) -> Finding:
    from detectors.analyzer import Analyzer

    began = time.monotonic()
    try:
        Analyzer(config).analyze(["お名前は佐藤花子様です。"])
    except (ImportError, OSError, ValueError) as error:
        return _failed("language model", f"cannot be loaded ({type(error).__name__})", "install the program again, as its lock file says")
    seconds = f"{time.monotonic() - began:.1f} s"
    if not config.model:
        return _warning("language model", f"switched off; the rest was loaded in {seconds}", "names in prose are missed: set `model: true`")
    return _ok("language model", f"loaded and used in {seconds}")


def _identity(settings: Settings) -> Iterator[Finding]:
    ways = settings.identity
    try:
        load_directory(ways.directory)
        if ways.htpasswd:
            load_htpasswd(ways.htpasswd)
    except ConfigError as error:
        yield from _faults("identity", error)
        return
    if not (ways.htpasswd or ways.addresses or ways.header):
        yield _warning("identity", "nothing says who is at a terminal: everybody is unknown", "fill in `identity` in the settings")
    elif ways.htpasswd and not settings.tls and settings.listen.host not in ("127.0.0.1", "::1"):
        yield _warning("identity", "passwords cross the network in clear", "fill in `tls` in the settings")
    else:
        yield _ok("identity", "as in the settings")


def _policy(settings: Settings) -> Finding:
    from rules.policy import load

    try:
        policy = load([settings.policy])
    except ConfigError as error:
        return next(_faults("policy", error))
    if policy.effective_mode(datetime.now(UTC)) == "monitor":
        return _warning("policy", "in monitor mode", "nothing is stopped: set `mode: enforce` when the trial is over")
    return _ok("policy", f"no faults, digest {policy.digest[:16]}")


def _approvers(home: Home, settings: Settings) -> Finding:
    """Whether somebody can answer for what waits: a client may want two, and each of them may be limited to some clients."""
    from rules.policy import load

    try:
        bearers = [one for one in everybody(home.approvers) if one.only is None or "holds" in one.only]
    except ConfigError as error:
        return next(_faults("approvers", error))
    try:
        policy = load([settings.policy])
    except ConfigError:
        return _warning("approvers", f"{len(bearers)}; which clients need them cannot be read", "mend the policy")
    clients = (*(tenant.id for tenant in policy.tenants), UNASSIGNED)
    counts = {client: sum(one.tenants is None or client in one.tenants for one in bearers) for client in clients}
    short = [client for client, number in counts.items() if number < policy.approvals(client)]
    if short and any(rule.action is Action.HOLD for rule in policy.rules):
        return _warning(
            "approvers", f"too few for {', '.join(short)}: what waits there ends in time", "`sekimori holds token ACCOUNT` makes one"
        )
    return _ok("approvers", f"{len(bearers)} may answer for what waits")


def _indexes(home: Home, settings: Settings) -> Finding:
    try:
        folder = Folder(path=settings.edm, key=home.read_fingerprint_key().secret)
        folder.check()
    except ConfigError as error:
        return _failed("exact data match", str(error), "build the index again, or remove it; `sekimori edm verify` reads all of it")
    return _ok("exact data match", f"{len(folder.paths())} indexes in {folder.path}")


def _ledger(home: Home, settings: Settings) -> Finding:
    from ledger.errors import LedgerError
    from ledger.store import Ledger

    try:
        key = home.read_fingerprint_key().id
        ledger = Ledger(settings.ledger, node=settings.node_name, key_id=key, signing_key=home.read_node_key(), create=False)
        try:
            with ledger.transaction():
                pass
        finally:
            ledger.close()
    except (LedgerError, ConfigError) as error:
        return _failed("ledger", str(error), "run `sekimori init`, or mend what is named")
    return _ok("ledger", "can be written")


def _space(home: Home, settings: Settings) -> Iterator[Finding]:
    for name, folder in (("ledger space", home.ledger), ("spool space", settings.spool)):
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            yield _failed(name, f"{folder}: {error.strerror}", "run `sekimori init`")
            continue
        seen = f"{free >> 20:,} MiB free in {folder}"
        if not os.access(folder, os.W_OK | os.X_OK):
            yield _failed(name, f"{folder} cannot be written", "give it to the user that runs the proxy")
        else:
            yield _ok(name, seen) if free >= FREE_BYTES else _warning(name, seen, f"keep {FREE_BYTES >> 20:,} MiB free")


def _port(name: str, address: Address, running: bool) -> Finding:
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if running:
            return _ok(name, f"{address}: Sekimori is running")
        return _failed(name, f"{address}: {error.strerror}", "end the program that uses it, or choose another address in the settings")
    return _ok(name, f"{address} is free")


def _alive(address: Address) -> bool:
    connection = http.client.HTTPConnection(address.host, address.port, timeout=3)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read() == b'{"alive":true}'
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _ok(check: str, seen: str) -> Finding:
    return Finding(check=check, state=State.OK, seen=seen)


def _warning(check: str, seen: str, remedy: str) -> Finding:
    return Finding(check=check, state=State.WARNING, seen=seen, remedy=remedy)


def _failed(check: str, seen: str, remedy: str) -> Finding:
    return Finding(check=check, state=State.FAILED, seen=seen, remedy=remedy)


def _faults(check: str, error: ConfigError) -> Iterator[Finding]:
    for fault in error.faults:
        yield _failed(check, str(fault), "mend what is named" if Path(fault.path).exists() else "run `sekimori init`")
