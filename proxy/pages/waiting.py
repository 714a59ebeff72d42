"""What a transfer that waits is called and what can be done about it, in both languages. It must not know who may do it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from ledger.held import Held, State
from rules.model import JST, Action, Direction
from rules.words import Words

REASON = Words("理由を選んでください。", "Choose a reason.")
TEXT = Words("この理由には、くわしい説明も要ります。", "This reason needs words of your own beside it.")
OLD = Words("この画面は時間が過ぎました。もう一度入力してください。", "This page was too old. Please try again.")
NOT_HERE = Words(
    "お預かりした内容は、この機械にはありません。元の画面から、もう一度送ってください。内容が同じなら通ります。",
    "The content is not kept at this machine. Send it again from where you sent it: the same content passes.",
)


class Standing(NamedTuple):
    """A state in words."""

    title: Words
    next: Words


_UP: dict[tuple[Action, State], Standing] = {
    (Action.JUSTIFY, State.WAITING): Standing(
        Words("送る前に、理由を教えてください", "Say why before it is sent"),
        Words(
            "理由を記録してから、同じ内容を一度だけ送れます。",
            "When your reason is on record, the same content can be sent once.",
        ),
    ),
    (Action.HOLD, State.WAITING): Standing(
        Words("承認を待っています", "This waits for approval"),
        Words(
            "受付番号を、承認する人(上長など)に伝えてください。承認されると、同じ内容を一度だけ送れます。この画面は閉じてかまいません。",
            "Tell the number to somebody who may approve. Then the same content can be sent once. You can close this page.",
        ),
    ),
    (Action.JUSTIFY, State.READY): Standing(
        Words("理由を記録しました。送れます", "Your reason is on record: it can be sent"),
        Words("期限までに、一度だけ送れます。", "It can be sent once, until the time below."),
    ),
    (Action.HOLD, State.READY): Standing(
        Words("承認されました。送れます", "This was approved: it can be sent"),
        Words("期限までに、一度だけ送れます。", "It can be sent once, until the time below."),
    ),
}
_OVER: dict[State, Standing] = {
    State.RELEASED: Standing(
        Words("送信は済みました", "This has been sent"),
        Words("もう一度送るときは、あらためて確認します。", "Sending it again will be asked about again."),
    ),
    State.DENIED: Standing(
        Words("承認されませんでした", "This was not approved"),
        Words("データは渡っていません。理由は窓口にお尋ねください。", "No data has passed. Ask the contact below why."),
    ),
    State.EXPIRED: Standing(
        Words("時間が過ぎました", "The time is over"),
        Words("データは渡っていません。要るときは、もう一度送ってください。", "No data has passed. Send it again if it is needed."),
    ),
}
CROWDED = Standing(
    Words("お預かりできる量に達しています", "No more of yours can wait"),
    Words(
        "あなたの転送で、答えを待っているものが、お一人の上限に達しています。これはお預かりしていません。"
        "待っているものに答えが出て済むか、期限が過ぎてから、もう一度お試しください。",
        "As much of yours waits for an answer as one person may have waiting, and this one does not wait. "
        "Try again when some of it has been answered and used, or its time is over.",
    ),
)
"""For somebody whose share of the room is full."""

_DOWN = (("送る前に", "受け取る前に"), ("送れます", "受け取れます"), ("送って", "取得して"), ("送るとき", "取得するとき"), ("送信", "受信"))
_DOWN_EN = (
    ("before it is sent", "before you receive it"),
    ("can be sent", "can be received"),
    ("has been sent", "has been received"),
    ("Sending it", "Asking for it"),
    ("Send it again", "Ask for it again"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One transfer that waits, as it is shown to the person who asked."""

    id: str
    kind: Action
    state: State
    upload: bool
    host: str
    people: int
    began: datetime
    until: datetime
    missing: int
    """Approvals that are still needed."""
    title: Words
    next: Words
    url: str
    """Where its state is shown."""


def waiting(held: Held, now: datetime, url: str) -> Waiting:
    """Return what is shown of `held` at `now`."""
    state, upload = held.at(now), held.direction is Direction.UPLOAD
    standing = _UP.get((held.kind, state)) or _OVER[state]
    return Waiting(
        id=held.id,
        kind=held.kind,
        state=state,
        upload=upload,
        host=held.host,
        people=held.people,
        began=held.began.astimezone(JST),
        until=held.expires.astimezone(JST),
        missing=max(0, held.needed - len(held.approvers)),
        title=standing.title if upload else _down(standing.title),
        next=standing.next if upload else _down(standing.next),
        url=url,
    )


TYPES = {
    (Action.JUSTIFY, State.WAITING): "reason-needed",
    (Action.HOLD, State.WAITING): "approval-needed",
}


def waiting_problem(wait: Waiting) -> dict[str, Any]:
    """Return what a program is told of it beside the rest: what is needed, until when, and where to look.

    **Source:** RFC 9457 section 3.2 (extension members).
    """
    return {
        "type": f"urn:sekimori:problem:{TYPES.get((wait.kind, wait.state), wait.state)}",
        "title": wait.title.en,
        "detail": "\n".join((wait.next.ja, wait.next.en)),
        **status_of(wait),
    }


def crowded_problem(own: str) -> dict[str, Any]:
    """Return what a program is told whose person's share is full, and where what waits is listed, if anywhere."""
    words = {"type": "urn:sekimori:problem:too-many-waiting", "title": CROWDED.title.en, "detail": "\n".join(CROWDED.next)}
    return words | ({"status_url": f"{own}/"} if own else {})


def status_of(wait: Waiting) -> dict[str, Any]:
    """Return the state for a program."""
    return {
        "held": wait.id,
        "kind": wait.kind,
        "state": wait.state,
        "expires": wait.until.isoformat(),
        "approvals_missing": wait.missing,
        "status_url": wait.url,
    }


def _down(words: Words) -> Words:
    ja, en = words
    for old, new in _DOWN:
        ja = ja.replace(old, new)
    for old, new in _DOWN_EN:
        en = en.replace(old, new)
    return Words(ja, en)
