"""The shape of days and moments in policy files. Knows nothing of what happens then."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator

from rules.model import JST


def _meant[D: date](at: D) -> D:
    """Return `at`; raises ValueError if no plan holds its year: the first and the last days there are have no day before or after."""
    if not 2000 <= at.year < 3000:
        raise ValueError("no time that can be meant: write 2026-04-01")
    return at


def _in_japan(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=JST)


type Day = Annotated[date, AfterValidator(_meant)]
type Moment = Annotated[datetime, AfterValidator(_in_japan), AfterValidator(_meant)]
"""Of Japan where it names no time zone."""
