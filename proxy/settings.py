"""The settings of the proxy, `sekimori.yaml`: what may be said there, and its defaults. It must not know what policy decides.

`load_settings` gives every fault of the file at once, each with its line. Relative paths are taken from the home folder.
"""

import dataclasses
import socket
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from mitmproxy.proxy.mode_specs import ProxyMode, ReverseMode
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, IPvAnyNetwork

from detectors.model import Limits
from ledger.held import Share
from proxy.home import Home, open_to_others
from rules.model import ConfigError, Fault
from rules.yaml_source import Document, load, validate

MODES = ("regular", "transparent", "upstream", "socks5", "reverse")
ASKING = ("regular", "upstream")
"""Modes in which a terminal knows that it speaks to an HTTP proxy: it can speak TLS to it, and answers a 407."""
COMMAND_LINE = "command line"


class Address(NamedTuple):
    """A host and a port to listen on."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _address(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdecimal() and int(port) < 1 << 16):
        raise ValueError("must be HOST:PORT, for example 127.0.0.1:8080 or [::1]:8080")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _mode(text: str) -> str:
    try:
        mode = ProxyMode.parse(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no mode: {error}") from None
    if mode.type_name not in MODES:
        raise ValueError(f"{mode.type_name!r} is not supported; known: {', '.join(MODES)}")
    if isinstance(mode, ReverseMode) and mode.scheme not in ("http", "https"):
        raise ValueError(f"{mode.scheme!r} is not inspected; reverse: takes http:// or https://")
    return text


type Listen = Annotated[Address, BeforeValidator(_address)]
type Port = Annotated[int, Field(gt=0, lt=1 << 16)]
type Seconds = Annotated[float, Field(gt=0, le=3600)]
type Size = Annotated[int, Field(gt=0)]


class Section(BaseModel):
    """A mapping of the file; an unknown word in it is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ListenerTls(Section):
    """TLS between terminals and the proxy itself, so that credentials do not cross the network in clear."""

    certificate: Path = Field(description="Certificate chain, PEM.")
    key: Path = Field(description="Its private key, PEM, 0600.")


class TrustedHeader(Section):
    """A header in which a front proxy names the account."""

    name: str = Field(pattern=r"^[A-Za-z0-9-]+$", description="Name of the header; it is removed from every request.")
    sources: tuple[IPvAnyNetwork, ...] = Field(
        alias="from", min_length=1, description="Addresses of the front proxies; from anywhere else the header is worth nothing."
    )
    terminal: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        description="Header in which they name the terminal's address, such as X-Forwarded-For (the last one in it); removed too.",
    )


class IdentitySettings(Section):
    """Who is at the terminal. Tried in this order: trusted header, Basic credentials if given, address; then credentials are asked for."""

    header: TrustedHeader | None = Field(default=None, description="Account named by a front proxy.")
    addresses: dict[IPvAnyNetwork, str] = Field(default={}, description="Account of each address range; the narrowest range counts.")
    htpasswd: Path | None = Field(
        default=None, description="Accounts and bcrypt or argon2 passwords for Basic, as `htpasswd -B` writes them."
    )
    directory: Path | None = Field(default=None, description="Unit, employment and tenants of each account, YAML or CSV.")


class LimitSettings(Section):
    """What one transfer may cost. Sizes in bytes, times in seconds. What is over a limit is not inspected: the policy decides."""

    max_body_bytes: Size = Field(default=512 << 20, description="Largest body that is inspected.")
    max_header_bytes: Size = Field(default=64 << 10, description="Largest head of a request or answer.")
    inspection_seconds: Seconds = Field(default=30.0, description="Time that one inspection may take.")
    max_decoded_bytes: Size = Field(default=Limits().max_decoded_bytes, description="Largest decoded content of one body.")
    max_ratio: Size = Field(default=Limits().max_ratio, description="Largest ratio of decoded to encoded size.")
    max_depth: Size = Field(default=Limits().max_depth, description="Containers inside containers.")
    max_parts: Size = Field(default=Limits().max_parts, description="Members of an archive, parts of a form.")
    max_columns: Size = Field(default=Limits().max_columns, description="Columns of a table.")
    child_memory_bytes: Size = Field(default=Limits().child_memory_bytes, description="Memory of a child that parses a binary format.")
    child_cpu_seconds: Seconds = Field(default=Limits().child_cpu_seconds, description="CPU time of such a child.")

    @property
    def detectors(self) -> Limits:
        """The limits that an inspection takes."""
        return Limits(**{field.name: getattr(self, field.name) for field in dataclasses.fields(Limits)})


class PoolSettings(Section):
    """The inspection workers."""

    workers: int = Field(default=2, ge=1, le=256, description="Workers; one a core is enough.")
    queue: int = Field(default=64, ge=1, le=10_000, description="Bodies that may wait; one more is an overload gap.")


class HoldSettings(Section):
    """Transfers that wait for a reason or an approval, and the pages where people answer."""

    host: str = Field(
        default="sekimori.internal",
        pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
        description="Name of the pages where people answer; the proxy serves it itself, and terminals must reach it through the proxy.",
    )
    max_bytes: Size = Field(default=64 << 20, description="Largest body that can wait; a larger one stays stopped.")
    total_bytes: Size = Field(default=4 << 30, description="Room for all content that waits, encrypted, in the folder `holds`.")
    person_number: Size = Field(default=Share().number, description="Transfers of one person that may wait at a time, at all nodes.")
    person_bytes: Size = Field(default=Share().size_bytes, description="Their content together; so nobody takes the room of all others.")

    @property
    def share(self) -> Share:
        """What one person may have waiting."""
        return Share(number=self.person_number, size_bytes=self.person_bytes)


class Settings(Section):
    """Everything that `sekimori.yaml` may say."""

    listen: Listen = Field(default=Address("127.0.0.1", 8080), description="Where terminals connect.")
    management: Listen = Field(
        default=Address("127.0.0.1", 9464), description="Where /metrics, /healthz and /readyz are served; never the same."
    )
    mode: Annotated[str, AfterValidator(_mode)] = Field(
        default="regular", description="`regular`, `transparent`, `upstream:URL`, `socks5` or `reverse:URL`."
    )
    tls: ListenerTls | None = Field(default=None, description="TLS of the proxy's own port.")
    http2: bool = Field(default=False, description="Whether HTTP/2 is offered; off, everything is HTTP/1.1.")
    node: str = Field(default="", max_length=100, description="Name of this proxy in the records; the host name if empty.")
    policy: Path = Field(default=Path("policy"), description="Policy file, or the folder of them.")
    ledger: str = Field(default="sqlite:///ledger/sekimori.sqlite", description="Ledger: `sqlite:///PATH` or `postgresql+psycopg://…`.")
    identity: IdentitySettings = Field(default=IdentitySettings(), description="Who is at the terminal.")
    limits: LimitSettings = Field(default=LimitSettings(), description="What one transfer may cost.")
    pool: PoolSettings = Field(default=PoolSettings(), description="The inspection workers.")
    holds: HoldSettings = Field(default=HoldSettings(), description="Transfers that wait for a reason or an approval.")
    model: bool = Field(
        default=True, description="Whether GiNZA reads prose; without it names come from the dictionary alone, and less memory is used."
    )
    recognisers: tuple[Path, ...] = Field(default=(), description="Presidio YAML files with recognisers of the site.")
    edm: Path = Field(
        default=Path("edm"), description="Folder of the indexes that `sekimori edm` makes; a new one counts from the next inspection on."
    )
    connect_ports: tuple[Port, ...] = Field(default=(443,), min_length=1, description="Ports that CONNECT may ask for.")
    upstream_ca: Path | None = Field(default=None, description="CAs of internal sites, PEM, trusted beside the public ones.")
    webhook: HttpUrl | None = Field(default=None, description="Where each incident is announced by POST; no personal data is sent.")
    drain_seconds: Seconds = Field(default=30.0, description="Time that transfers under way have to end when the proxy stops.")
    spool: Path = Field(default=Path("spool"), description="Folder of bodies too large for memory: unlinked, encrypted files.")

    @property
    def node_name(self) -> str:
        """Name of this proxy in the records."""
        return self.node or socket.gethostname()


def load_settings(home: Home, overrides: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of `home` with absolute paths, `overrides` (from the command line) put over them.

    Raises: ConfigError with every fault at once, each with its line.
    """
    document = load(home.settings)
    settings = validate(Settings, document)
    if overrides:
        said = validate(Settings, Document(path=COMMAND_LINE, value=dict(overrides), lines={}))
        settings = settings.model_copy(update={name: getattr(said, name) for name in overrides})
    settings = _absolute(settings, home.path)
    faults = [_fault(document, overrides or {}, message, *loc) for message, *loc in _checks(settings)]
    if faults:
        raise ConfigError(tuple(faults))
    return settings


def _fault(document: Document, overrides: Mapping[str, str], message: str, *loc: Hashable) -> Fault:
    return Fault(path=COMMAND_LINE, line=0, message=message) if loc[0] in overrides else document.fault(message, *loc)


def _checks(settings: Settings) -> list[tuple[str, *tuple[Hashable, ...]]]:
    """Faults that lie between two settings, or between a setting and the disk: message and place."""
    found: list[tuple[str, *tuple[Hashable, ...]]] = []
    if settings.listen == settings.management and settings.listen.port:  # port 0 is any free one
        found.append(("must not be the address of the proxy", "management"))
    if settings.identity.htpasswd and ProxyMode.parse(settings.mode).type_name not in ASKING:
        found.append((f"terminals can be asked for passwords in the modes {' and '.join(ASKING)} only", "identity", "htpasswd"))
    if settings.tls and ProxyMode.parse(settings.mode).type_name not in ASKING:
        found.append((f"terminals speak TLS to the proxy itself in the modes {' and '.join(ASKING)} only", "tls"))
    named: list[tuple[Path | None, *tuple[Hashable, ...]]] = [
        (settings.policy, "policy"),
        (settings.upstream_ca, "upstream_ca"),
        (settings.identity.htpasswd, "identity", "htpasswd"),
        (settings.identity.directory, "identity", "directory"),
        (settings.tls.certificate if settings.tls else None, "tls", "certificate"),
        (settings.tls.key if settings.tls else None, "tls", "key"),
        *((path, "recognisers", number) for number, path in enumerate(settings.recognisers)),
    ]
    found += [(f"{path} does not exist", *loc) for path, *loc in named if path is not None and not path.exists()]
    if settings.tls and settings.tls.key.exists() and (fault := open_to_others(settings.tls.key)):
        found.append((f"{fault.path} {fault.message}", "tls", "key"))
    return found


def _absolute[S: Section](section: S, base: Path) -> S:
    changed: dict[str, Any] = {}
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Path):
            changed[name] = base / value.expanduser()
        elif isinstance(value, tuple) and any(isinstance(one, Path) for one in value):
            changed[name] = tuple(base / one.expanduser() for one in value)
        elif isinstance(value, Section):
            changed[name] = _absolute(value, base)
        elif name == "ledger" and value.startswith("sqlite:///"):
            changed[name] = f"sqlite:///{base / value.removeprefix('sqlite:///')}"
    return section.model_copy(update=changed)
