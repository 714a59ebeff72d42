"""The API on the management address: finds out who asks, and hands each request to what it is for. It must not know what may be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

import orjson

from ledger.errors import LedgerError, Refused
from ledger.held import Approver

PREFIX = "/api/"
STATUS = {"UNKNOWN": HTTPStatus.NOT_FOUND, "OWN": HTTPStatus.FORBIDDEN, "TENANT": HTTPStatus.FORBIDDEN}
"""Of what the ledger refuses; all else conflicts with the state that it is in."""

type Reply = tuple[HTTPStatus, dict[str, Any]]


class ApiRefused(Exception):
    """A request that is not done, and why. The words hold nothing of what was sent."""

    def __init__(self, status: HTTPStatus, error: str) -> None:
        self.status = status
        super().__init__(error)


class Endpoint(Protocol):
    """What answers below one name."""

    async def answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply | None:
        """Return status and JSON; None for a path or method that it does not know. Raises ApiRefused or Refused."""
        ...

    @property
    def known(self) -> str:
        """What it answers to, for whoever asked for something else."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Answers requests below `/api/`, by bearer token (RFC 6750)."""

    approver_of: Callable[[str], Approver | None]
    """Who bears an Authorization header."""
    endpoints: Mapping[str, Endpoint]
    """By the first word of the path."""

    async def answer(self, method: str, path: str, authorization: str, body: bytes) -> Reply:
        """Return status and JSON."""
        who = self.approver_of(authorization)
        if who is None:
            return HTTPStatus.UNAUTHORIZED, {"error": "a token is needed: `sekimori holds token ACCOUNT` makes one"}
        name, *parts = path.removeprefix(PREFIX).strip("/").split("/")
        endpoint = self.endpoints.get(name)
        if endpoint is None:
            return HTTPStatus.NOT_FOUND, {"error": f"known: {', '.join(PREFIX + one for one in sorted(self.endpoints))}"}
        if who.only is not None and name not in who.only:
            return HTTPStatus.FORBIDDEN, {"error": f"this token is not good for {PREFIX}{name}"}
        try:
            reply = await endpoint.answer(method, parts, who, body)
        except ApiRefused as refused:
            return refused.status, {"error": str(refused)}
        except Refused as refused:
            return STATUS.get(refused.refusal.name, HTTPStatus.CONFLICT), {"error": refused.refusal.value}
        except LedgerError:
            return HTTPStatus.SERVICE_UNAVAILABLE, {"error": "the ledger cannot be used: nothing was changed"}
        return reply or (HTTPStatus.NOT_FOUND, {"error": f"known: {endpoint.known}"})


def json_of(body: bytes) -> Any:
    """Return what a body says; nothing at all is an empty object. Raises ApiRefused."""
    try:
        return orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        raise ApiRefused(HTTPStatus.BAD_REQUEST, "the body is no JSON") from None


def words_of(body: bytes, *names: str) -> dict[str, str]:
    """Return what a body says under `names`, each empty if it is left out. Raises ApiRefused: a misspelt word is not passed over."""
    said = json_of(body)
    if not isinstance(said, dict) or said.keys() - set(names) or not all(isinstance(words, str) for words in said.values()):
        raise ApiRefused(HTTPStatus.BAD_REQUEST, f"the body is a JSON object of words under these names, and no others: {', '.join(names)}")
    return {name: said.get(name, "") for name in names}
