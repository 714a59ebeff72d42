"""Tests of a whole policy: case files in `tests/` beside it, run against the real decision as if the policy were in `mode: enforce`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.cases import inspection_of, past_of, transfer_of
from rules.decide import decide
from rules.merge import SUFFIXES, policy_files
from rules.model import ConfigError, Fault, Verdict
from rules.policy import Policy
from rules.schema import CaseFile, PolicyCase
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


def run(files: Sequence[Path], policy: Policy) -> tuple[Outcome, ...]:
    """Run the cases of `files`.

    Raises: ConfigError with every fault of every case file.
    """
    faults: list[Fault] = []
    read: list[tuple[Document, CaseFile]] = []
    for path in files:
        try:
            document = load(path)
            read.append((document, validate(CaseFile, document)))
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(tuple(faults))
    return tuple(outcome for document, file in read for outcome in _outcomes(document, file, policy.enforcing()))


def _outcomes(document: Document, file: CaseFile, policy: Policy) -> Iterator[Outcome]:
    for i, case in enumerate(file.cases):
        yield Outcome(name=case.name, place=document.fault(_wrong(case, _verdict(case, policy)), "cases", i))


def _verdict(case: PolicyCase, policy: Policy) -> Verdict:
    transfer = transfer_of(case, policy)
    return decide(transfer, inspection_of(case), past_of(case, policy.windows(transfer)), policy, case.at)


def _wrong(case: PolicyCase, verdict: Verdict) -> str:
    expected = case.expect
    if expected.action is not verdict.action:
        return f"expected {expected.action}, decided {verdict.action} by {', '.join(verdict.rules) or 'no rule'}"
    if expected.rules is not None and set(expected.rules) != set(verdict.rules):
        return f"expected the rules {', '.join(expected.rules) or 'none'}; decided by {', '.join(verdict.rules) or 'no rule'}"
    return ""
