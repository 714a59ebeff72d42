"""The shape of days, hours and moments in policy files. Knows nothing of what happens then."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, WithJsonSchema

from rules.model import JST

HOURS = r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"


def _hours(word: str) -> str:
    if not re.fullmatch(HOURS, word):
        raise ValueError(f"{word!r} are no hours: write '09:00-18:00', or '18:00-09:00' for a night")
    return word


def _meant[D: date](at: D) -> D:
    """Return `at`; raises ValueError if no plan holds its year: the first and the last days there are have no day before or after."""
    if not 2000 <= at.year < 3000:
        raise ValueError("no time that can be meant: write 2026-04-01")
    return at


def _in_japan(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=JST)


type Hours = Annotated[str, AfterValidator(_hours), WithJsonSchema({"type": "string", "pattern": f"^{HOURS}$"})]
type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
type Day = Annotated[date, AfterValidator(_meant)]
type Moment = Annotated[datetime, AfterValidator(_in_japan), AfterValidator(_meant)]
"""Of Japan where it names no time zone."""
