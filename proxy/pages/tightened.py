"""What a person is told while limits are stricter for them: that they are, why, and until when. It must not know what an attempt is."""

from datetime import datetime
from typing import Any, NamedTuple

from ledger.escalation import Place
from rules.model import JST
from rules.words import Words


class Tightened(NamedTuple):
    """In both languages."""

    title: Words
    text: Words


LOCKED = Words("しばらくの間、すべて止めています", "For a while, all of it is stopped")
LOWER = Words("いまは上限が低くなっています", "The limits are lower for now")


def tightened(place: Place | None) -> Tightened | None:
    """Return the words for somebody who stands there; None where nothing is stricter."""
    if place is None or place.falls_at is None or place.normal_at is None:
        return None
    if place.locked:
        return Tightened(LOCKED, _locked(place.falls_at, place.normal_at))
    return Tightened(LOWER, _lower(place.divisor, place.falls_at, place.normal_at))


def tightened_problem(place: Place | None) -> dict[str, Any]:
    """Return the same for a program; empty where nothing is stricter."""
    words = tightened(place)
    if place is None or words is None:
        return {}
    times = {name: at.astimezone(JST).isoformat() for name, at in (("falls_at", place.falls_at), ("normal_at", place.normal_at)) if at}
    return {"limits": {"step": place.step, "divided_by": place.divisor, "locked": place.locked, **times, "detail": "\n".join(words.text)}}


def _locked(falls: datetime, normal: datetime) -> Words:
    return Words(
        f"短い間に何度も止められたため、お客様の情報を含む送受信を {_ja(falls)} まですべて止めています。"
        f"その間に何を試しても、延びることはありません。その後は低い上限から始まり、"
        f"止められることがなければ {_ja(normal)} に通常へ戻ります。",
        f"You were stopped several times within a short time, so nothing with customers' data passes until {_en(falls)}. Nothing that is "
        f"tried until then makes it longer. Then the limits are low at first, and back to normal at {_en(normal)} if nothing is stopped.",
    )


def _lower(divisor: int, falls: datetime, normal: datetime) -> Words:
    first_ja, first_en = (f"{_ja(falls)} に緩み始め、", f"begin to rise at {_en(falls)} and ") if falls != normal else ("", "")
    return Words(
        f"短い間に何度も止められたため、人数の上限を通常の{divisor}分の1にしています。これから止められることがなければ、{first_ja}"
        f"{_ja(normal)} に通常へ戻ります。",
        f"You were stopped several times within a short time, so the limits on numbers of people are divided by {divisor}. If nothing more "
        f"is stopped, they {first_en}are back to normal at {_en(normal)}.",
    )


def _ja(at: datetime) -> str:
    return at.astimezone(JST).strftime("%-m月%-d日 %H:%M")


def _en(at: datetime) -> str:
    return at.astimezone(JST).strftime("%H:%M on %-d %B")
