"""The shape of what a policy says about transfers that wait: which reasons can be given, how long, and how many must approve."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from rules.schema_rule import Message, Shape
from rules.schema_words import Id

type Minutes = Annotated[int, Field(strict=True, ge=1, le=24 * 60)]
type Hours = Annotated[int, Field(strict=True, ge=1, le=14 * 24)]


class ReasonEntry(Message):
    """A reason that a person can choose."""

    id: Id
    """Short and permanent: records and reports show it."""
    text: bool = False
    """`true`: it needs words of the person's own beside it."""


REASONS = (
    ReasonEntry(id="customer-request", ja="お客様ご本人からの依頼", en="The customer asked for it"),
    ReasonEntry(id="client-instruction", ja="委託元からの指示", en="The client told us to"),
    ReasonEntry(id="regular-work", ja="定例の業務(報告、納品など)", en="Regular work, such as a report or a delivery"),
    ReasonEntry(id="not-personal", ja="お客様の個人情報ではない", en="It is no customer's data", text=True),
    ReasonEntry(id="other", ja="その他(くわしく書いてください)", en="Something else: say what", text=True),
)
"""What can be chosen where a policy names nothing of its own."""


class Justify(Shape):
    """`action: justify`: the person says why, and the same content may then go to the same destination once."""

    reasons: Annotated[tuple[ReasonEntry, ...], Field(min_length=1)] = REASONS
    """What can be chosen."""
    minutes: Minutes = 10
    """How long a reason counts, and how long it can be given."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({reason.id for reason in self.reasons}) < len(self.reasons):
            raise ValueError("two reasons have the same 'id'")
        return self


class Hold(Shape):
    """`action: hold`: a second person approves, and the same content may then go to the same destination once."""

    hours: Hours = 24
    """How long it waits for approval; after that it is denied."""
    release_hours: Hours = 8
    """How long it can be released once it is approved."""
    approvals: Annotated[int, Field(strict=True, ge=1, le=2)] = 1
    """How many different people must approve, never the one who asks; `approvals` of a tenant goes before this."""
