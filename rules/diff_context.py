"""What changes in where and when work is done, in words: zones, shifts, holidays. What that does to verdicts depends on the rules."""

from collections.abc import Collection, Iterator

from rules.diff_words import Change, Effect, listed
from rules.rule import WEEKDAYS
from rules.schema import PolicyFile
from rules.schema_context import Holidays, ShiftEntry


def context_changes(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    """Yield what changes in the zones, shifts and holidays from one policy to another."""
    for name in listed(old.zones, new.zones):
        yield from _moved(f"区画 {name}", f"zone {name}", old.zones.get(name, ()), new.zones.get(name, ()))
    for name in listed(old.shifts, new.shifts):
        was, now = _said(old.shifts.get(name)), _said(new.shifts.get(name))
        if was != now:
            yield _other(f"勤務 {name}: {was} → {now}", f"shift {name}: {was} → {now}")
    before, after = old.holidays or Holidays(), new.holidays or Holidays()
    yield from _moved("会社の休み", "days closed", list(map(str, before.closed)), list(map(str, after.closed)))
    yield from _moved("祝日の出勤日", "holidays worked", list(map(str, before.open)), list(map(str, after.open)))


def _moved(ja: str, en: str, old: Collection[str], new: Collection[str]) -> Iterator[Change]:
    if more := sorted(set(new) - set(old)):
        yield _other(f"{ja} に加わる: {' '.join(more)}", f"{en}, new: {' '.join(more)}")
    if fewer := sorted(set(old) - set(new)):
        yield _other(f"{ja} からなくなる: {' '.join(fewer)}", f"{en}, gone: {' '.join(fewer)}")


def _said(shift: ShiftEntry | None) -> str:
    if shift is None:
        return "-"
    return " ".join((*sorted(shift.weekdays, key=WEEKDAYS.index), *sorted(shift.hours), f"holidays={shift.holidays}".lower()))


def _other(ja: str, en: str) -> Change:
    return Change(effect=Effect.OTHER, ja=ja, en=en)
