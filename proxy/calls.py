"""Calls as the telephone system sends them while the day runs: taken in over the API. It must not know what they are divided into."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus

from ledger.callsheet import SheetError, of_json
from ledger.chain import digest
from ledger.committer import Committer
from ledger.held import Approver
from proxy.api import ApiRefused, Reply
from rules.model import JST


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsApi:
    """Answers requests to `/api/calls`."""

    committer: Committer
    known: str = 'POST /api/calls with [{"account": "op0042", "day": "2026-04-01", "calls": 40}]'

    async def answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply | None:
        """Take in a list of calls, all of it or nothing."""
        if method != "POST" or parts:
            return None
        if who.tenants is not None:
            raise ApiRefused(HTTPStatus.FORBIDDEN, "calls are those of all clients, and this token is limited to some")
        try:
            sheet = await asyncio.to_thread(of_json, body, datetime.now(JST).date().isoformat())
        except SheetError as error:
            return HTTPStatus.BAD_REQUEST, {"error": "nothing was taken in", "faults": list(error.told)}
        taken = await self.committer.do(
            lambda ledger: ledger.take_in_calls(sheet, by=who.account, digest=digest(body), reason="POST /api/calls")
        )
        return HTTPStatus.OK, asdict(taken)
