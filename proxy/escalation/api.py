"""The API of steps after repeated attempts: who stands on one, and a reset, as JSON. It must not know how steps are kept.

Steps are those of a person, whatever client they work for: an approver who is limited to some clients may not ask for them.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from ledger.escalation import Place
from ledger.held import Approver
from proxy.api import ApiRefused, Reply, words_of
from proxy.escalation.board import Board
from rules.model import JST


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsApi:
    """Answers requests below `/api/escalation`."""

    board: Board
    known: str = "GET /api/escalation, POST /api/escalation/reset"

    async def answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply | None:
        """Return status and JSON. Raises ApiRefused, ResetRefused or LedgerError: then nothing was changed."""
        if who.tenants is not None:
            raise ApiRefused(HTTPStatus.FORBIDDEN, "this approver answers for some clients only, and steps are those of all")
        match method, *parts:
            case ("GET",):
                await self.board.desk.note_reading(who, "escalation list")
                return HTTPStatus.OK, {"accounts": [shown(place) for place in await self.board.listed()]}
            case "POST", "reset":
                return HTTPStatus.OK, await self._reset(who, body)
        return None

    async def _reset(self, who: Approver, body: bytes) -> dict[str, Any]:
        said = words_of(body, "account", "reason")
        account, reason = said["account"].strip(), said["reason"].strip()
        if not account or not reason:
            raise ApiRefused(HTTPStatus.BAD_REQUEST, "say whose ('account') and why ('reason')")
        return shown(await self.board.reset(account, by=who.account, text=reason))


def shown(place: Place) -> dict[str, Any]:
    """Return what is told of where somebody stands; times are those of Japan."""
    return {
        "account": place.account,
        "step": place.step,
        "points": place.points,
        "divided_by": place.divisor,
        "locked": place.locked,
        "since": _time(place.since),
        "falls_at": _time(place.falls_at),
        "normal_at": _time(place.normal_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(JST).isoformat(timespec="seconds") if at else None
