"""The shape of what a policy says of the work around a transfer: work orders, and how repeated attempts make it stricter."""

import re
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from rules.model import login
from rules.schema_rule import Many, Shape
from rules.schema_time import Moment
from rules.schema_words import Text

LONGEST_ORDER = timedelta(days=92)
"""A quarter of a year: whoever works longer asks again."""

MOST_ACCOUNTS = 1000
"""Of one order: each transfer is compared with all of them."""
LONGEST_ACCOUNT = 200

TICKET = r"[A-Za-z0-9][A-Za-z0-9._-]*"
LONGEST_TICKET = 64


def _number(word: str) -> str:
    if not re.fullmatch(TICKET, word) or len(word) > LONGEST_TICKET:
        told = "plain letters, digits, '.', '_' and '-', a letter or a digit first"
        raise ValueError(f"{word!r} is no ticket number: {told}, at most {LONGEST_TICKET} characters, such as 'W-2026-17'")
    return word


def _account(name: str) -> str:
    if len(name) > LONGEST_ACCOUNT or not login(name).isprintable():
        raise ValueError(f"is no account: it is longer than {LONGEST_ACCOUNT} characters, or holds some that cannot be printed")
    return name


type TicketWord = Annotated[
    str, AfterValidator(_number), WithJsonSchema({"type": "string", "pattern": f"^{TICKET}$", "maxLength": LONGEST_TICKET})
]
type Account = Annotated[Text, AfterValidator(_account)]
type Minutes = Annotated[int, Field(strict=True, ge=1, le=24 * 60)]
type Divisor = Annotated[int, Field(strict=True, ge=2, le=1000)]


class WorkOrderEntry(Shape):
    """作業申請: accounts that may work on customers' data for a time. `when: {work_order: …}` asks whether one is open."""

    ticket: TicketWord
    """Its number where it was applied for."""
    accounts: Annotated[Many[Account], Field(min_length=1, max_length=MOST_ACCOUNTS)]
    """Who works under it."""
    tenants: Many[Text] = ()
    """Whose customers; left out: of every tenant."""
    begins: Moment
    """When it opens, Japan time."""
    ends: Moment
    """When it is over, at most 92 days later."""
    people: Annotated[int, Field(strict=True, ge=1, le=10**9)]
    """Distinct people whose data the work is expected to touch, all accounts together; `over: beyond_order` counts those beyond."""
    owner: Text
    """Who answers for it: none of its accounts."""
    reason: Text
    """What is done."""

    @model_validator(mode="after")
    def _can_be_meant(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError("'ends' is not after 'begins'")
        if self.ends - self.begins > LONGEST_ORDER:
            raise ValueError(f"it is open for more than {LONGEST_ORDER.days} days")
        if login(self.owner) in map(login, self.accounts):
            raise ValueError("'owner' is one of its accounts: somebody else has to answer for it")
        return self


class Escalation(Shape):
    """Whoever is stopped again and again meets lower thresholds, step by step; they rise again by themselves."""

    after: Annotated[int, Field(strict=True, ge=1, le=100)] = 3
    """Attempts that make one step."""
    quiet_minutes: Minutes = 30
    """Without an attempt for so long, one step is taken back."""
    apart_minutes: Minutes | None = None
    """What is asked for again within this time is one attempt however often. Left out: `quiet_minutes`: repetition alone never climbs."""
    divide: Annotated[tuple[Divisor, ...], Field(min_length=1, max_length=5)] = (2, 4)
    """By how much each step divides the numbers of people in all rules."""
    lockout_minutes: Minutes | None = None
    """One step more: nobody's data passes for so long. Left out: there is no such step."""

    @model_validator(mode="after")
    def _grows(self) -> Self:
        if list(self.divide) != sorted(set(self.divide)):
            raise ValueError("'divide' must grow from step to step")
        return self
