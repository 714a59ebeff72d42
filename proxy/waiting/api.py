"""What approvers ask of transfers that wait: list, show, approve, deny. It must not know who may approve what: the ledger does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import orjson

from ledger.held import Approver, Held, State
from proxy.api import Reply, words_of
from proxy.waiting.desk import Desk
from proxy.waiting.share import share


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsApi:
    """Answers requests below `/api/holds`."""

    desk: Desk
    known: str = "GET /api/holds, GET /api/holds/ID, POST /api/holds/ID/approve, POST /api/holds/ID/deny"

    async def answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply | None:
        """Return status and JSON. Raises ApiRefused or HoldRefused."""
        match method, *parts:
            case ("GET",):
                return HTTPStatus.OK, {"holds": [shown(held) for held in await self.desk.listed_to(who)]}
            case "GET", hold:
                held = await self.desk.shown_to(hold, who)
                record = await self.desk.record(hold)
                return HTTPStatus.OK, shown(held) | {"transfer": orjson.loads(share(record, who).body()) if record else None}
            case "POST", hold, "approve":
                return HTTPStatus.OK, shown(await self.desk.approve(hold, by=who, text=words_of(body, "reason")["reason"]))
            case "POST", hold, "deny":
                return HTTPStatus.OK, shown(await self.desk.deny(hold, by=who, text=words_of(body, "reason")["reason"]))
        return None


def shown(held: Held) -> dict[str, Any]:
    """Return what is told of one that waits."""
    told: dict[str, Any] = orjson.loads(orjson.dumps(held))
    state = held.at(datetime.now(UTC))
    return told | {"state": state, "missing": max(0, held.needed - len(held.approvers)) if state is State.WAITING else 0}
