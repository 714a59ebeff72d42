"""The shape of what a policy says about where and when work is done: zones, shifts, holidays."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from rules.schema_rule import Many, Shape
from rules.schema_time import Day, Hours, Weekday
from rules.zones import check_network


def _worked(value: Any) -> Any:
    if not isinstance(value, bool) and value != "only":
        raise ValueError(f"{str(value)!r}: say 'true', 'false' or 'only'")
    return value


type NetworkWord = Annotated[str, AfterValidator(check_network)]
type Zone = Annotated[Many[NetworkWord], Field(min_length=1)]


class ShiftEntry(Shape):
    """Working time by name. A shift over midnight belongs to the day on which it begins."""

    weekdays: Many[Weekday] = ()
    """`mon` to `sun`, the days on which it begins; left out: all."""
    hours: Many[Hours] = ()
    """Japan time, the end not included: `09:00-18:00`, over midnight `22:00-07:00`; left out: the whole day."""
    holidays: Annotated[Literal[True, False, "only"], BeforeValidator(_worked)] = False
    """`true`: also when the day is a holiday; `false`: not then; `only`: on holidays alone."""

    @model_validator(mode="after")
    def _is_not_always(self) -> Self:
        if not (self.weekdays or self.hours) and self.holidays is True:
            raise ValueError("is always on: say 'weekdays' or 'hours'")
        return self


class Holidays(Shape):
    """The company's own days, beside the national holidays of Japan, which are known (with substitute and citizens' holidays)."""

    closed: Many[Day] = ()
    """Days on which the company is closed, such as those around New Year: holidays like the national ones."""
    open: Many[Day] = ()
    """National holidays on which the company works as on any other day."""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if both := sorted(set(self.closed) & set(self.open)):
            raise ValueError(f"both 'closed' and 'open': {', '.join(map(str, both))}")
        return self
