"""What changes from the work orders of one policy to those of another, in words. Decides nothing."""

from collections.abc import Iterator
from datetime import datetime

from rules.diff_words import Change, Effect, by_number, listed
from rules.model import JST
from rules.schema import PolicyFile
from rules.schema_work import WorkOrderEntry


def order_changes(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    """Yield what changes of the work orders, by ticket: whatever gives more leave is looser."""
    before, after = {order.ticket: order for order in old.work_orders}, {order.ticket: order for order in new.work_orders}
    for ticket in listed(before, after):
        yield from _order(before.get(ticket), after.get(ticket))


def _order(old: WorkOrderEntry | None, new: WorkOrderEntry | None) -> Iterator[Change]:
    if new is None:
        assert old
        yield Change(effect=Effect.STRICTER, ja=f"作業申請 {old.ticket} がなくなる", en=f"work order {old.ticket} is gone")
    elif old is None:
        time, who = f"{_at(new.begins)} – {_at(new.ends)}", " ".join(new.accounts)
        whose_ja, whose_en = " ".join(new.tenants) or "すべての委託元", " ".join(new.tenants) or "every client"
        yield Change(
            effect=Effect.LOOSER,
            ja=f"作業申請 {new.ticket} が加わる: {who}、{whose_ja}、{new.people:,} 人、{time}({new.owner}、{new.reason})",
            en=f"work order {new.ticket} is new: {who}, {whose_en}, {new.people:,} people, {time} ({new.owner})",
        )
    else:
        yield from _changed(old, new)


def _changed(old: WorkOrderEntry, new: WorkOrderEntry) -> Iterator[Change]:
    ja, en = f"作業申請 {new.ticket}", f"work order {new.ticket}"
    if old.people != new.people:
        change = f"{old.people:,} → {new.people:,}"
        yield Change(effect=by_number(old.people, new.people), ja=f"{ja} の人数: {change}", en=f"{en}, people: {change}")
    for word, word_ja, looser in (("begins", "始まり", new.begins < old.begins), ("ends", "終わり", new.ends > old.ends)):
        if (was := getattr(old, word)) != (now := getattr(new, word)):
            effect, change = Effect.LOOSER if looser else Effect.STRICTER, f"{_at(was)} → {_at(now)}"
            yield Change(effect=effect, ja=f"{ja} の{word_ja}: {change}", en=f"{en}, {word}: {change}")
    for word, word_ja in (("accounts", "アカウント"), ("tenants", "委託元")):
        before, after = set(getattr(old, word)), set(getattr(new, word))
        if before != after:
            wider = bool(after - before) if after and before else not after  # none named: all of them
            change = f"{' '.join(sorted(before)) or '*'} → {' '.join(sorted(after)) or '*'}"
            effect = Effect.LOOSER if wider else Effect.STRICTER
            yield Change(effect=effect, ja=f"{ja} の{word_ja}: {change}", en=f"{en}, {word}: {change}")
    for word in ("owner", "reason"):
        if (said := getattr(old, word)) != (says := getattr(new, word)):
            yield Change(effect=Effect.OTHER, ja=f"{ja} の {word}: {said} → {says}", en=f"{en}, {word}: {said} → {says}")


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"
