"""The pages where people answer, at a name of their own that the proxy serves itself, and the door through which stored content goes out.

A name of its own keeps other sites' scripts from reading the pages and answering for the person. Whoever asks is known by their proxy
identity: a link opens nothing for anybody else. Answers go out here only to the terminal; bytes pass by the judge's verdict alone.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote_from_bytes

import orjson
from mitmproxy import http

from ledger.clean import printable
from ledger.held import Held, HoldRefused, State
from proxy.exchange import VISIBLE, Exchange
from proxy.gate.ticket import Ticket
from proxy.pages import RETRY_SECONDS, Pages
from proxy.pages.negotiate import wants_page
from proxy.pages.waiting import NOT_HERE, OLD, REASON, TEXT, Waiting, status_of, waiting
from proxy.settings import Address
from proxy.waiting.box import Damaged
from proxy.waiting.desk import Desk
from proxy.waiting.forms import Unfit, fields
from proxy.waiting.notice import Readers, passthroughs
from proxy.waiting.stored import at, origin
from proxy.waiting.tokens import check, issue
from rules.model import Action, Direction
from rules.watch import PolicyHolder
from rules.words import Words

RELEASE = "/.sekimori/release"
"""At every destination: there stored content goes out, so that the answer belongs to the site that it comes from."""
SHOWN = 100
MISSING = Words("この受付番号は、あなたのものではないか、ありません。", "This number does not exist, or is not yours.")
UNFIT = Words("受け取れない形の送信です。", "This cannot be taken.")
METHOD = Words("この送り方では受け取れません。", "This address does not take that method.")
GONE = Words("この操作は、もうできません。状態の画面で確かめてください。", "This cannot be done any more. Look at its state.")
NOT_TAKEN = Words("受け取れませんでした", "This was not taken")
TITLES = {404: Words("見つかりません", "Not found"), 409: Words("もうできません", "This cannot be done any more")}
REASONS = {404: "unknown", 405: "method", 409: "closed", 413: "too-large"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Our own pages at `address`; None where terminals cannot reach any."""

    desk: Desk
    pages: Pages
    policies: PolicyHolder
    readers: Readers
    address: Address | None

    async def serve(self, ticket: Ticket, exchange: Exchange) -> bool:
        """Answer what is meant for us: True if it was. A release is prepared, and left to the judge like any transfer."""
        request, to = ticket.flow.request, exchange.destination
        if exchange.refusal or self.address is None:
            return False
        if to.host == self.address.host:
            ticket.answer = await self._own(ticket, exchange)
        elif request.path.partition("?")[0] == RELEASE:
            ticket.answer = await self._release(ticket, exchange)
        elif await self.readers.must_read(request, exchange, self.policies.current):
            there = origin(exchange, request.scheme)
            path = quote_from_bytes(request.data.path, VISIBLE)  # a token is text, and a path may hold any bytes
            token = self._token("notice", exchange.actor.id, there, path)
            ticket.answer = _redirect(302, f"{self.pages.own}/notice?t={token}")
        return ticket.answer is not None

    def is_own(self, host: str, port: int) -> bool:
        """Whether a tunnel leads to our own pages."""
        return self.address == Address(host, port)

    async def _own(self, ticket: Ticket, exchange: Exchange) -> http.Response:
        request, actor = ticket.flow.request, exchange.actor.id
        if request.scheme != "https":
            return _redirect(308, self.pages.own + "/")
        path, _, query = request.path.partition("?")
        match "GET" if request.method == "HEAD" else request.method, *path.strip("/").split("/"):
            case "GET", "":
                return await self._mine(request, actor)
            case "GET", "held", hold:
                return await self._status(request, actor, hold)
            case "POST", "held", hold, "reason":
                return await self._reason(ticket, actor, hold)
            case "GET", "notice":
                return self._notice(exchange, query.removeprefix("t="))
            case "POST", "notice":
                return await self._read(ticket, exchange)
            case (_, "") | (_, "held", _):
                return self._problem(request, 405, METHOD, allow="GET, HEAD")
            case (_, "held", _, "reason"):
                return self._problem(request, 405, METHOD, allow="POST")
            case (_, "notice"):
                return self._problem(request, 405, METHOD, allow="GET, HEAD, POST")
        return self._problem(request, 404, MISSING)

    async def _mine(self, request: http.Request, actor: str) -> http.Response:
        waits = [self._wait(held) for held in (await self.desk.of_actor(actor))[:SHOWN]]
        if wants_page(request.headers):
            return self.pages.page(200, "own.html", waits=waits)
        return _json(200, {"holds": [status_of(wait) for wait in waits]})

    async def _status(self, request: http.Request, actor: str, hold: str, fault: Words | None = None, chosen: str = "") -> http.Response:
        held = await self._of(actor, hold)
        if held is None:
            return self._problem(request, 404, MISSING)
        wait, release = self._wait(held), ""
        if wait.state is State.READY and (stored := await self.desk.stored(hold)):
            release = f"{at(stored.scheme, held.host, held.port)}{RELEASE}?t={self._token('release', actor, hold)}"
        if not wants_page(request.headers):
            return self._told(request, wait, release, fault)
        return self.pages.page(
            400 if fault else 200,
            "held.html",
            forms=f"'self' {release.partition(RELEASE)[0]}".strip(),
            wait=wait,
            fault=fault,
            chosen=chosen,
            reasons=self.policies.current.justify.reasons,
            token=self._token("reason", actor, hold),
            release=release,
            not_here=NOT_HERE,
        )

    def _told(self, request: http.Request, wait: Waiting, release: str, fault: Words | None) -> http.Response:
        """Tell a program the state: 202 while it waits, 200 when it can be released or has been, 403 when it never will."""
        if fault:
            return self._problem(request, 400, fault)
        if wait.state in (State.DENIED, State.EXPIRED):
            return self.pages.problem(403, wait.state.value, wait.title.en, wait.next, more=status_of(wait))
        content: dict[str, object] = {**status_of(wait), "detail": wait.next.en}
        if wait.state is State.WAITING and wait.kind is Action.JUSTIFY:
            reasons = [{"reason": r.id, "en": r.en, "ja": r.ja, "text": r.text} for r in self.policies.current.justify.reasons]
            content["answer"] = {"method": "POST", "href": f"{wait.url}/reason", "reasons": reasons}
        if release:
            content["release"] = {"method": "POST", "href": release}
        return _json(202 if wait.state is State.WAITING else 200, content, {"Retry-After": str(RETRY_SECONDS)} if wait.state.open else {})

    async def _reason(self, ticket: Ticket, actor: str, hold: str) -> http.Response:
        request = ticket.flow.request
        try:
            said, by_form = fields(request, ticket.spool)
        except Unfit as unfit:
            return self._problem(request, unfit.status, UNFIT)
        if by_form and self._words(said.get("token", ""), "reason") != (actor, hold):
            return await self._status(request, actor, hold, OLD)
        chosen, text = said.get("reason", ""), said.get("text", "").strip()
        entry = next((r for r in self.policies.current.justify.reasons if r.id == chosen), None)
        if entry is None or (entry.text and not text):
            return await self._status(request, actor, hold, TEXT if entry else REASON, chosen)
        try:
            await self.desk.give(hold, by=actor, chosen=chosen, text=text)
        except HoldRefused:
            if await self._of(actor, hold) is None:
                return self._problem(request, 404, MISSING)
            return self._problem(request, 409, GONE)
        return _redirect(303, f"{self.pages.own}/held/{hold}")

    async def _release(self, ticket: Ticket, exchange: Exchange) -> http.Response | None:
        """Put stored content in the place of the request that asks for it; the judge decides, and takes the answer that it has."""
        flow, actor = ticket.flow, exchange.actor.id
        if ticket.early or ticket.overflow:  # it is decided already, and what is stored would take the place of what was looked at
            return self._problem(flow.request, 413, UNFIT)
        token = flow.request.path.partition("?t=")[2]
        words = self._words(token, "release")
        held = await self._of(actor, words[1]) if words and words[0] == actor and flow.request.method == "POST" else None
        to = exchange.destination
        if held is None or held.at(_now()) is not State.READY or (held.host, held.port) != (to.host, to.port):
            return self._problem(flow.request, 403, GONE)
        try:
            stored, body = await self.desk.restore(held.id)
        except (OSError, Damaged):
            now = await self.desk.get(held.id)  # somebody else may have been quicker, and the content is erased
            lost = now.at(_now()) is State.READY
            return self._problem(flow.request, 409, NOT_HERE) if lost else self._problem(flow.request, 403, GONE)
        if stored.scheme != flow.request.scheme:  # what came for a sealed connection goes out by no open one
            body.close()
            return self._problem(flow.request, 403, GONE)
        stored.restore(flow)
        ticket.direction = held.direction
        ticket.spool = body if body.size or held.direction is Direction.DOWNLOAD else None
        if ticket.spool is None:
            body.close()
        return None

    def _notice(self, exchange: Exchange, token: str) -> http.Response:
        words = self._words(token, "notice")
        good = words is not None and words[0] == exchange.actor.id and exchange.actor.known
        there = words[1] if words else ""
        shown = self._token("read", *words) if words and good else ""
        policy = self.policies.current
        return self.pages.page(200, "notice.html", forms=f"'self' {there}".strip(), token=shown, passthroughs=passthroughs(policy))

    async def _read(self, ticket: Ticket, exchange: Exchange) -> http.Response:
        request, actor = ticket.flow.request, exchange.actor.id
        try:
            said, _ = fields(request, ticket.spool)
        except Unfit as unfit:
            return self._problem(request, unfit.status, UNFIT)
        words = self._words(said.get("token", ""), "read")
        if words is None or words[0] != actor:
            return _redirect(303, f"{self.pages.own}/notice")
        await self.readers.has_read(actor, self.policies.current)
        return _redirect(303, words[1] + words[2])

    async def _of(self, actor: str, hold: str) -> Held | None:
        try:
            held = await self.desk.get(hold)
        except HoldRefused:
            return None
        return held if held.actor == printable(actor, 200) else None

    def _wait(self, held: Held) -> Waiting:
        return waiting(held, _now(), self.pages.status_url(held.id))

    def _problem(self, request: http.Request, status: int, words: Words, *, allow: str = "") -> http.Response:
        headers = {"Allow": allow} if allow else {}
        if wants_page(request.headers):
            return self.pages.page(status, "plain.html", headers, title=TITLES.get(status, NOT_TAKEN), words=words)
        return self.pages.problem(status, REASONS.get(status, "not-taken"), words.en, words, headers)

    def _token(self, purpose: str, *words: str) -> str:
        return issue(self.desk.keys.tokens, purpose, *words, now=time.time())

    def _words(self, token: str, purpose: str) -> tuple[str, ...] | None:
        return check(self.desk.keys.tokens, token, purpose, now=time.time())


def _redirect(status: int, where: str) -> http.Response:
    return http.Response.make(status, b"", {"Location": where, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


def _json(status: int, content: object, headers: dict[str, str] | None = None) -> http.Response:
    made = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    return http.Response.make(status, orjson.dumps(content), made)


def _now() -> datetime:
    return datetime.now(UTC)
