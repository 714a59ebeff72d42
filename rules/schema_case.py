"""The shape of a case file: made-up transfers with what must be decided on them, in `tests/` beside a policy."""

import codecs
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from rules.model import Action
from rules.schema_rule import Case, Made, Many, Shape
from rules.schema_words import Text


def _charset(word: str) -> str:
    try:
        return codecs.lookup(word).name
    except LookupError:
        raise ValueError(f"{word!r} is no charset that can be written: utf-8, cp932, euc-jp, iso2022-jp, …") from None


class Expectation(Shape):
    """What must be decided."""

    action: Action
    """The verdict."""
    rules: Many[str] | None = None
    """Ids of exactly the rules that decided or joined in; left out: not looked at."""
    people: Made | None = None
    """Distinct people that must be found; left out: not looked at."""
    entities: dict[str, Made] = Field(default_factory=dict)
    """Entity to the pieces of it that must be found; what is left out is not looked at."""


class PolicyCase(Case):
    """One test of the whole policy."""

    name: Text
    """What it shows."""
    payload: str = ""
    """A body as text. It is inspected as the proxy does it, in place of counts."""
    charset: Annotated[str, AfterValidator(_charset)] = "utf-8"
    """In which bytes `payload` is sent: `utf-8`, `cp932`, …"""
    payload_file: str = ""
    """A body in a file, found from the folder of this one."""
    content_type: str = ""
    """As declared with the body."""
    filename: str = ""
    """As declared with the body; left out: that of `payload_file`."""
    expect: Expectation = Field()
    """The verdict that it must lead to."""

    @property
    def has_payload(self) -> bool:
        """Whether there is something to inspect."""
        return bool(self.payload or self.payload_file)

    @model_validator(mode="after")
    def _payload_or_counts(self) -> Self:
        if self.payload and self.payload_file:
            raise ValueError("'payload' and 'payload_file': say one of them")
        counted = sorted({"people", "names_only", "findings", "gaps", "gap_bytes"} & self.model_fields_set)
        if self.has_payload and counted:
            raise ValueError(f"'payload' is counted by inspection: leave out {', '.join(map(repr, counted))}")
        described = sorted({"charset", "content_type", "filename"} & self.model_fields_set)
        if described and not self.has_payload:
            raise ValueError(f"{described[0]!r} needs a 'payload'")
        return self


class CaseFile(Shape):
    """A file in `tests/` beside the policy. Cases run as if the policy were in `mode: enforce`."""

    cases: tuple[PolicyCase, ...]
    """Tests of the whole policy."""
