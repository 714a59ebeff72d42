"""What staff and their programs read when something was stopped: pages for people, problem+json for programs, with the same facts.

Nothing here shows personal data, a file name or a credential. It decides nothing.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from mitmproxy import http

from detectors.model import Inspection
from ledger.escalation import Place
from ledger.held import Held
from proxy.identity.answer import Challenge, Refused
from proxy.pages.facts import problem, stopped
from proxy.pages.negotiate import wants_page
from proxy.pages.tightened import tightened, tightened_problem
from proxy.pages.waiting import CROWDED, crowded_problem, waiting, waiting_problem
from proxy.pages.words import PORT
from rules.model import Transfer, Verdict
from rules.watch import PolicyHolder
from rules.words import Words

TITLES = {
    403: Words("この通信を止めました", "This was stopped"),
    407: Words("だれの操作か確認させてください", "Please say who you are"),
    503: Words("いまは確認できないため、通信を止めました", "This cannot be checked now, so it was stopped"),
}
UNAVAILABLE = Words(
    "個人情報が含まれないかを確認する仕組みが、いま使えません。データは送られていません。少し時間をおいて、もう一度お試しください。",
    "The inspection for personal data is not available. No data has passed. Please try again in a little while.",
)
CHALLENGES = {
    Refused.MISSING: Words("会社のアカウントとパスワードを入力してください。", "Enter your company account and password."),
    Refused.MALFORMED: Words(
        "アカウントを読み取れませんでした。もう一度入力してください。", "The account could not be read. Please enter it again."
    ),
    Refused.BAD_CREDENTIALS: Words("アカウントまたはパスワードが違います。", "The account or the password is wrong."),
    Refused.THROTTLED: Words(
        "入力の誤りが続いたため、しばらく受け付けません。1分ほど待ってから、もう一度お試しください。",
        "There were too many wrong attempts. Wait a minute, then try again.",
    ),
}
RETRY_SECONDS = 30
"""Told to programs: when to try again, or to look again."""
SECURITY = {
    "Cache-Control": "no-store",
    "Content-Language": "ja, en",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Pages:
    """Makes answers; whom to ask is in the notice of the policy in force."""

    def __init__(self, policies: PolicyHolder, *, own: str = "") -> None:
        """`own` is the origin of the pages where people answer, `https://…`; empty where terminals cannot reach it."""
        self._policies = policies
        self.own = own
        templates = FileSystemLoader(Path(__file__).parent / "templates")
        self._templates = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    def refusal(
        self,
        request: http.Request,
        transfer: Transfer,
        inspection: Inspection,
        verdict: Verdict,
        held: Held | None = None,
        place: Place | None = None,
        *,
        crowded: bool = False,
    ) -> http.Response:
        """Return the answer to a transfer that the policy stopped (403), and that waits as `held` if it may pass later.

        `place` is where the person stands after repeated attempts; `crowded`, that as much waits for them as may.
        """
        notice, headers = self._policies.current.notice, {"Sekimori-Incident": transfer.id}
        wait = waiting(held, transfer.at, self.status_url(held.id)) if held else None
        if wants_page(request.headers):
            facts = stopped(transfer, inspection, verdict, notice)
            full = CROWDED if crowded else None
            return self.page(403, "stopped.html", headers, facts=facts, wait=wait, crowded=full, own=self.own, tightened=tightened(place))
        content = problem(transfer, inspection, verdict, notice) | tightened_problem(place) | (crowded_problem(self.own) if crowded else {})
        if wait and wait.state.open:
            headers["Retry-After"] = str(RETRY_SECONDS)
        return answer_problem(403, content | waiting_problem(wait) if wait else content, headers)

    def status_url(self, hold: str) -> str:
        """Return where the state of a waiting transfer is shown; empty where terminals cannot reach it."""
        return f"{self.own}/held/{hold}" if self.own else ""

    def plain(self, request: http.Request, status: int, reason: str) -> http.Response:
        """Return an answer without a verdict: `unavailable` (503), or a CONNECT to a `port` that is not meant (403)."""
        words = UNAVAILABLE if status == 503 else PORT
        return self._plain(request, status, reason, words, {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {})

    def challenge(self, request: http.Request, challenge: Challenge) -> http.Response:
        """Return the request for credentials (407)."""
        words = CHALLENGES[challenge.reason]
        return self._plain(request, 407, challenge.reason, words, {"Proxy-Authenticate": challenge.authenticate})

    def _plain(self, request: http.Request, status: int, reason: str, words: Words, headers: dict[str, str]) -> http.Response:
        if wants_page(request.headers):
            return self.page(status, "plain.html", headers, title=TITLES[status], words=words)
        return self.problem(status, reason, TITLES[status].en, words, headers)

    def problem(
        self,
        status: int,
        reason: str,
        title: str,
        words: Words,
        headers: dict[str, str] | None = None,
        *,
        more: Mapping[str, Any] | None = None,
    ) -> http.Response:
        """Return problem details for a program, with `more` members of our own."""
        content = {
            "type": f"urn:sekimori:problem:{reason.replace('_', '-')}",
            "title": title,
            "status": status,
            "detail": "\n".join(words),
            "contact": self._policies.current.notice.contact,
        }
        return answer_problem(status, {**content, **(more or {})}, headers or {})

    def page(self, status: int, template: str, headers: dict[str, str] | None = None, *, forms: str = "", **content: Any) -> http.Response:
        """Return a page. `forms` are the origins that its forms may be sent to, in the words of a content security policy."""
        html = self._templates.get_template(template).render(notice=self._policies.current.notice, **content)
        made = {**SECURITY, "Content-Type": "text/html; charset=utf-8", **(headers or {})}
        if forms:
            policy = SECURITY["Content-Security-Policy"].replace("form-action 'none'", f"form-action {forms}")
            made["Content-Security-Policy"] = policy.replace("frame-ancestors 'self'", "frame-ancestors 'none'")
        return http.Response.make(status, html.encode(), made)


def answer_problem(status: int, content: dict[str, Any], headers: dict[str, str]) -> http.Response:
    """Return `content` as RFC 9457 has it."""
    return http.Response.make(status, orjson.dumps(content), {**SECURITY, "Content-Type": "application/problem+json", **headers})
