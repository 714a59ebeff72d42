"""When a policy's conditions fit, for all kinds of minutes at once, so that the time of a transfer is a place in a table.

A kind of minute is one of the week, and whether its day and the day before are holidays. It must not know what is decided.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rules.calendar import Calendar
from rules.rule import Condition

type Mask = NDArray[np.bool_]
type Numbers = NDArray[np.int64]

DAY = 24 * 60
"""Minutes."""

WEEK = 7 * DAY

_THURSDAY = 3
"""The weekday of the first of January 1970."""

_FIRST = date(1970, 1, 1).toordinal()


class Minutes:
    """The tables of some conditions under one calendar."""

    def __init__(self, calendar: Calendar, conditions: Iterable[Condition]) -> None:
        """Ask each of `conditions` once for each kind of minute, if it depends on time at all."""
        timed = dict.fromkeys(times for condition in conditions if (times := condition.times) != Condition())
        # Between two edges nothing changes, so one answer stands for all minutes from an edge on.
        edges = calendar.edges(part for times in timed for part in times.hours)
        moments, lasting = list(calendar.moments(edges)), np.diff([*edges, DAY])
        self._tables = {
            times: np.repeat([times.runs(now) for now in moments], np.tile(lasting, len(moments) // len(edges))) for times in timed
        }
        places = np.array([place for day in calendar.holidays if (place := day.toordinal() - _FIRST) >= 0], dtype=np.int64)
        # The last day stands for all that come later: neither it nor the day before is a holiday.
        self._kinds = np.zeros(places.max(initial=0) + 3, dtype=np.int64)
        self._kinds[places] += WEEK
        self._kinds[places + 1] += 2 * WEEK

    def table(self, condition: Condition) -> Mask | None:
        """Return when `condition` fits, a value for each kind of minute; None for always."""
        return self._tables.get(condition.times)

    def places(self, minutes: Numbers) -> Numbers:
        """Return the places in the tables of `minutes` since the first of January 1970 in Japan."""
        week = (minutes + _THURSDAY * DAY) % WEEK
        if not self._tables or len(next(iter(self._tables.values()))) == WEEK:
            return week
        return week + self._kinds[np.minimum(minutes // DAY, len(self._kinds) - 1)]
