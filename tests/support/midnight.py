"""The end of a day of Japan, where counts by day begin anew and "today" is another date: no test runs over it."""

import time
from datetime import datetime, timedelta

from rules.model import JST


def away_from_midnight(seconds: float) -> None:
    """Wait for a day that ends within so many seconds to be over."""
    now = datetime.now(JST)
    left = (datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), JST) - now).total_seconds()
    if left < seconds:
        time.sleep(left)
