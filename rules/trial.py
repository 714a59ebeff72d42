"""Tests of a whole policy: case files in `tests/` beside it, run against the real decision as if the policy were in `mode: enforce`.

What a case gives as text or as a file is inspected like a body that passes; of any other the counts are taken as given.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from detectors.inspector import Inspector
from detectors.model import Inspection, Limits
from rules.cases import inspection_of, past_of, transfer_of
from rules.decide import decide
from rules.merge import SUFFIXES, policy_files
from rules.model import ConfigError, Fault, Verdict
from rules.policy import Policy
from rules.scan import SECONDS, inspector
from rules.schema_case import CaseFile, PolicyCase
from rules.yaml_source import Document, load, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one test."""

    name: str
    place: Fault
    """Where it stands; the message says what went wrong, and is empty if nothing did."""

    @property
    def ok(self) -> bool:
        """Whether it was decided as expected."""
        return not self.place.message


def case_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the case files that belong to the policy at `paths`: the YAML files in `tests/` beside its files."""
    folders = dict.fromkeys(file.parent / "tests" for file in policy_files(paths))
    return tuple(file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir()) if file.suffix in SUFFIXES)


def run(files: Sequence[Path], policy: Policy, recognisers: Sequence[Path] = ()) -> tuple[Outcome, ...]:
    """Run the cases of `files`, with the Presidio YAML files in `recognisers`.

    Raises: ConfigError with every fault of every case file.
    """
    faults: list[Fault] = []
    read: list[tuple[Document, CaseFile]] = []
    for path in files:
        try:
            document = load(path)
            file = validate(CaseFile, document)
        except ConfigError as error:
            faults += error.faults
            continue
        faults += _missing(document, file)
        read.append((document, file))
    if faults:
        raise ConfigError(tuple(faults))
    looker = cache(lambda: inspector(policy, recognisers))  # loads the language model, so only where a case has something to read
    return tuple(outcome for document, file in read for outcome in _outcomes(document, file, policy.enforcing(), looker))


def _missing(document: Document, file: CaseFile) -> Iterator[Fault]:
    for i, case in enumerate(file.cases):
        if case.payload_file and not _beside(document, case).is_file():
            yield document.fault(f"{case.payload_file}: no such file beside this one", "cases", i, "payload_file")


def _outcomes(document: Document, file: CaseFile, policy: Policy, looker: Callable[[], Inspector]) -> Iterator[Outcome]:
    for i, case in enumerate(file.cases):
        transfer, inspection, counted = transfer_of(case, policy), inspection_of(case), case
        if case.has_payload:
            content = _beside(document, case).read_bytes() if case.payload_file else case.payload.encode(case.charset)
            inspection = _inspected(content, case, looker())
            transfer = replace(transfer, size_bytes=len(content))
            counted = case.model_copy(update={"people": inspection.people.count, "names_only": inspection.people.names_only})
        verdict = decide(transfer, inspection, past_of(counted, policy.windows(transfer)), policy, case.at)
        yield Outcome(name=case.name, place=document.fault(_wrong(case, verdict, counted.people, dict(inspection.entities)), "cases", i))


def _inspected(content: bytes, case: PolicyCase, looker: Inspector) -> Inspection:
    name = case.filename or Path(case.payload_file).name
    with open(os.memfd_create("case"), "wb") as body:
        body.write(content)
        body.flush()
        deadline = time.monotonic() + SECONDS
        return looker.inspect(body.fileno(), content_type=case.content_type, filename=name, limits=Limits(), deadline=deadline)


def _beside(document: Document, case: PolicyCase) -> Path:
    return Path(document.path).parent / case.payload_file


def _wrong(case: PolicyCase, verdict: Verdict, people: int, entities: Mapping[str, int]) -> str:
    expected = case.expect
    by = f"decided {verdict.action} by {', '.join(verdict.rules) or 'no rule'}"
    if expected.people is not None and expected.people != people:
        return f"expected {expected.people} people, found {people}; {by}"
    for entity, pieces in expected.entities.items():
        if entities.get(entity, 0) != pieces:
            return f"expected {pieces} of {entity}, found {entities.get(entity, 0)}; {by}"
    if expected.action is not verdict.action:
        return f"expected {expected.action}, {by}"
    if expected.rules is not None and set(expected.rules) != set(verdict.rules):
        return f"expected the rules {', '.join(expected.rules) or 'none'}; decided by {', '.join(verdict.rules) or 'no rule'}"
    return ""
