"""The API of approvers: list, show, approve, deny, as JSON, by bearer token. It must not know who may approve what: the ledger does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import orjson

from ledger.errors import LedgerError
from ledger.held import Approver, Held, HoldRefused, Refusal, State
from proxy.waiting.desk import Desk

PREFIX = "/api/holds"

STATUS = {Refusal.UNKNOWN: HTTPStatus.NOT_FOUND, Refusal.OWN: HTTPStatus.FORBIDDEN, Refusal.TENANT: HTTPStatus.FORBIDDEN}
"""Of what is refused; all else conflicts with the state that it is in."""

type Reply = tuple[HTTPStatus, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsApi:
    """Answers requests below `/api/holds`."""

    desk: Desk
    approver_of: Callable[[str], Approver | None]
    """Who bears an Authorization header."""

    async def answer(self, method: str, path: str, authorization: str, body: bytes) -> Reply:
        """Return status and JSON."""
        who = self.approver_of(authorization)
        if who is None:
            return HTTPStatus.UNAUTHORIZED, {"error": "a token is needed: `sekimori holds token ACCOUNT` makes one"}
        try:
            return await self._answer(method, path.removeprefix(PREFIX).strip("/").split("/"), who, body)
        except HoldRefused as refused:
            return STATUS.get(refused.refusal, HTTPStatus.CONFLICT), {"error": refused.refusal.value}
        except LedgerError:
            return HTTPStatus.SERVICE_UNAVAILABLE, {"error": "the ledger cannot be used: nothing was changed"}

    async def _answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply:
        match method, *parts:
            case "GET", "":
                return HTTPStatus.OK, {"holds": [shown(held) for held in await self.desk.listed_to(who)]}
            case "GET", hold:
                held = await self.desk.shown_to(hold, who)
                record = await self.desk.record(hold)
                return HTTPStatus.OK, shown(held) | {"transfer": orjson.loads(record.body()) if record else None}
            case "POST", hold, "approve":
                return HTTPStatus.OK, shown(await self.desk.approve(hold, by=who, text=_reason(body)))
            case "POST", hold, "deny":
                return HTTPStatus.OK, shown(await self.desk.deny(hold, by=who, text=_reason(body)))
        return HTTPStatus.NOT_FOUND, {
            "error": "known: GET /api/holds, GET /api/holds/ID, POST /api/holds/ID/approve, POST /api/holds/ID/deny"
        }


def shown(held: Held) -> dict[str, Any]:
    """Return what is told of one that waits."""
    told: dict[str, Any] = orjson.loads(orjson.dumps(held))
    state = held.at(datetime.now(UTC))
    return told | {"state": state, "missing": max(0, held.needed - len(held.approvers)) if state is State.WAITING else 0}


def _reason(body: bytes) -> str:
    try:
        said = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        return ""
    reason = said.get("reason", "") if isinstance(said, dict) else ""
    return reason if isinstance(reason, str) else ""
