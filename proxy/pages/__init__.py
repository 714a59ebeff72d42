"""What staff and their programs read when something was stopped: pages for people, problem+json for programs, with the same facts.

Nothing here shows personal data, a file name or a credential. It decides nothing.
"""

from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from mitmproxy import http

from detectors.model import Inspection
from proxy.identity.answer import Challenge, Refused
from proxy.pages.facts import problem, stopped
from proxy.pages.negotiate import wants_page
from proxy.pages.words import PORT, Words
from rules.model import Transfer, Verdict
from rules.watch import PolicyHolder

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
"""Told to programs with a 503."""
SECURITY = {
    "Cache-Control": "no-store",
    "Content-Language": "ja, en",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Pages:
    """Makes answers; whom to ask is in the notice of the policy in force."""

    def __init__(self, policies: PolicyHolder) -> None:
        self._policies = policies
        templates = FileSystemLoader(Path(__file__).parent / "templates")
        self._templates = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    def refusal(self, request: http.Request, transfer: Transfer, inspection: Inspection, verdict: Verdict) -> http.Response:
        """Return the answer to a transfer that the policy stopped (403)."""
        notice, headers = self._policies.current.notice, {"Sekimori-Incident": transfer.id}
        if wants_page(request.headers):
            facts = stopped(transfer, inspection, verdict, notice)
            return self._page(403, "stopped.html", headers, facts=facts, notice=notice)
        return _problem(403, problem(transfer, inspection, verdict, notice), headers)

    def plain(self, request: http.Request, status: int, reason: str) -> http.Response:
        """Return an answer without a verdict: `unavailable` (503), or a CONNECT to a `port` that is not meant (403)."""
        words = UNAVAILABLE if status == 503 else PORT
        return self._plain(request, status, reason, words, {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {})

    def challenge(self, request: http.Request, challenge: Challenge) -> http.Response:
        """Return the request for credentials (407)."""
        words = CHALLENGES[challenge.reason]
        return self._plain(request, 407, challenge.reason, words, {"Proxy-Authenticate": challenge.authenticate})

    def _plain(self, request: http.Request, status: int, reason: str, words: Words, headers: dict[str, str]) -> http.Response:
        notice = self._policies.current.notice
        if wants_page(request.headers):
            return self._page(status, "plain.html", headers, title=TITLES[status], words=words, notice=notice)
        content = {
            "type": f"urn:sekimori:problem:{reason.replace('_', '-')}",
            "title": TITLES[status].en,
            "status": status,
            "detail": "\n".join(words),
            "contact": notice.contact,
        }
        return _problem(status, content, headers)

    def _page(self, status: int, template: str, headers: dict[str, str], **content: Any) -> http.Response:
        html = self._templates.get_template(template).render(**content)
        return http.Response.make(status, html.encode(), {**SECURITY, "Content-Type": "text/html; charset=utf-8", **headers})


def _problem(status: int, content: dict[str, Any], headers: dict[str, str]) -> http.Response:
    return http.Response.make(status, orjson.dumps(content), {**SECURITY, "Content-Type": "application/problem+json", **headers})
