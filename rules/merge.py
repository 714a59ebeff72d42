"""Several policy files become one, and what only shows across entries is checked: ids said twice, words that name nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.model import ENTITIES, GapReason
from rules.compile import NET_DESTINATION, NET_USER, gap_rule_id
from rules.escalation import LOCKOUT
from rules.hosts import plain
from rules.model import UNASSIGNED, ConfigError, Fault
from rules.schema import PolicyFile
from rules.schema_rule import When
from rules.yaml_source import Document, Loc, did_you_mean, load, validate

SUFFIXES = (".yaml", ".yml")
NAMES = {
    "group": "group",
    "tenant": "tenant",
    "customers_of": "tenant",
    "entity": "entity",
    "zone": "zone",
    "outside_zone": "zone",
    "shift": "shift",
    "outside_shift": "shift",
}
"""Words of `when` that name something of the policy, and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One policy file, with the places of its words."""

    document: Document
    file: PolicyFile


def policy_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files among `paths` and the YAML files right inside its folders, in order of name."""
    return tuple(
        file
        for path in paths
        for file in (sorted(p for p in path.iterdir() if p.suffix in SUFFIXES and p.is_file()) if path.is_dir() else (path,))
    )


def read(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Read the policy files at `paths`.

    Raises: ConfigError with every fault of every file.
    """
    faults: list[Fault] = []
    sources: list[Source] = []
    try:
        files = policy_files(paths)
    except OSError as error:
        raise ConfigError((Fault(path=str(error.filename), line=0, message=f"cannot be read: {error.strerror}"),)) from None
    for path in files:
        try:
            document = load(path)
            sources.append(Source(document=document, file=validate(PolicyFile, document)))
        except ConfigError as error:
            faults += error.faults
    if not (sources or faults):
        where = ", ".join(map(str, paths)) or "no path given"
        faults.append(Fault(path=where, line=0, message="no policy file here"))
    if faults:
        raise ConfigError(tuple(faults))
    return tuple(sources)


def merge(sources: Sequence[Source]) -> PolicyFile:
    """Return the one policy that `sources` make together.

    Raises: ConfigError with every fault that shows across their entries.
    """
    checks = (_entities_twice, _said_twice, _ids_twice, _hosts_twice, _monitoring, _references)
    faults = [fault for check in checks for fault in check(sources)]
    if faults:
        raise ConfigError(tuple(sorted(faults, key=lambda f: (f.path, f.line))))
    words: dict[str, Any] = {}
    for source in sources:
        for name in source.file.model_fields_set:
            value = getattr(source.file, name)
            if isinstance(value, tuple):
                words[name] = words.get(name, ()) + value
            elif isinstance(value, dict):
                words[name] = words.get(name, {}) | value
            else:
                words[name] = value
    return PolicyFile().model_copy(update=words)


def _said_twice(sources: Sequence[Source]) -> Iterator[Fault]:
    for name in ("mode", "profile", "monitor_until", "notice", "destinations_pack", "on_gap", "justify", "hold", "escalation", "holidays"):
        places: list[str] = []
        for source in (s for s in sources if name in s.file.model_fields_set):
            if places:
                yield source.document.fault(f"{name!r} is already said in {places[0]}", name)
            places.append(f"{source.document.path}:{source.document.line(name)}")


def _ids_twice(sources: Sequence[Source]) -> Iterator[Fault]:
    for kind in ("rules", "tenants", "exceptions", "groups", "work_orders", "zones", "shifts"):
        seen = {LOCKOUT: "Sekimori itself"} if kind == "rules" else {}
        for source in sources:
            entries = getattr(source.file, kind)
            for key, entry in entries.items() if isinstance(entries, dict) else enumerate(entries):
                word = "ticket" if kind == "work_orders" else "id"
                name = key if isinstance(key, str) else getattr(entry, word)
                loc = (kind, key) if isinstance(key, str) else (kind, key, word)
                if name in seen:
                    yield source.document.fault(f"{name!r} is already used in {seen[name]}", *loc)
                seen.setdefault(name, f"{source.document.path}:{source.document.line(*loc)}")


def _entities_twice(sources: Sequence[Source]) -> Iterator[Fault]:
    seen = dict.fromkeys(ENTITIES, "Sekimori itself")
    for source in sources:
        for i, entry in enumerate(source.file.entities):
            if (name := entry.name) in seen:
                yield source.document.fault(f"entity {name!r} is already known from {seen[name]}", "entities", i)
            seen.setdefault(name, f"{source.document.path}:{source.document.line('entities', i)}")


def _hosts_twice(sources: Sequence[Source]) -> Iterator[Fault]:
    seen: dict[str, tuple[object, str]] = {}
    for source in sources:
        for i, entry in enumerate(source.file.destinations):
            meaning = (entry.category, entry.tenant, entry.guarded)
            for j, host in enumerate(entry.hosts):
                name = plain(host)
                loc = ("destinations", i, "hosts", j)
                known, place = seen.setdefault(name, (meaning, f"{source.document.path}:{source.document.line(*loc)}"))
                if known != meaning:
                    yield source.document.fault(f"{host!r} already has another class, tenant or guard in {place}", *loc)


def _monitoring(sources: Sequence[Source]) -> Iterator[Fault]:
    first = sources[0].document
    if not any(s.file.notice for s in sources):
        yield Fault(path=first.path, line=0, message="'notice' is missing: say purpose, owner and contact of the monitoring")
    until = any(s.file.monitor_until for s in sources)
    for source in sources:
        if source.file.mode == "monitor" and not until:
            yield source.document.fault("'mode: monitor' needs 'monitor_until': the day on which it ends", "mode")
        if source.file.monitor_until and not any(s.file.mode == "monitor" for s in sources):
            yield source.document.fault("'monitor_until' without 'mode: monitor'", "monitor_until")


def _references(sources: Sequence[Source]) -> Iterator[Fault]:
    files = [s.file for s in sources]
    known = {
        "group": sorted({name for f in files for name in f.groups}),
        "tenant": sorted({t.id for f in files for t in f.tenants} | {UNASSIGNED}),
        "entity": sorted({*ENTITIES, *(e.name for f in files for e in f.entities)}),
        "zone": sorted({name for f in files for name in f.zones}),
        "shift": sorted({name for f in files for name in f.shifts}),
        "rule": sorted(
            {r.id for f in files for r in f.rules} | {gap_rule_id(reason) for reason in GapReason} | {NET_USER, NET_DESTINATION}
        ),
    }
    for source in sources:
        fault = source.document.fault
        for i, destination in enumerate(source.file.destinations):
            if destination.tenant:
                yield from _unknown(source, "tenant", (destination.tenant,), known["tenant"], ("destinations", i, "tenant"))
        for i, order in enumerate(source.file.work_orders):
            yield from _unknown(source, "tenant", order.tenants, known["tenant"], ("work_orders", i, "tenants"))
        for i, rule in enumerate(source.file.rules):
            yield from _unknown_in_when(source, rule.when, known, ("rules", i, "when"))
        for i, exception in enumerate(source.file.exceptions):
            yield from _unknown_in_when(source, exception.when, known, ("exceptions", i, "when"))
            yield from _unknown(source, "rule", exception.rules, known["rule"], ("exceptions", i, "rules"))
            if exception.when.entity or exception.when.customers_of or exception.when.gap:
                yield fault(
                    "an exception must not depend on what is found: finding more must never weaken a verdict", "exceptions", i, "when"
                )


def _unknown_in_when(source: Source, when: When, known: dict[str, list[str]], loc: Loc) -> Iterator[Fault]:
    for word, kind in NAMES.items():
        yield from _unknown(source, kind, getattr(when, word), known[kind], (*loc, word))


def _unknown(source: Source, kind: str, names: Sequence[str], known: list[str], loc: Loc) -> Iterator[Fault]:
    for i, name in enumerate(names):
        if name not in known:
            yield source.document.fault(f"unknown {kind} {name!r}{did_you_mean(name, known)}", *loc, i)
