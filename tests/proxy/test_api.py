"""The router of the API: who asks, and what for."""

from http import HTTPStatus

import pytest

from ledger import escalation, orders
from ledger.errors import LedgerError
from ledger.escalation import ResetRefused
from ledger.held import Approver, HoldRefused, Refusal
from ledger.orders import OrderRefused
from proxy.api import Api, ApiRefused, Reply, json_of, words_of


class Echo:
    """Answers with what it was asked."""

    known = "GET /api/echo/WORD"

    async def answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply | None:
        match method, *parts:
            case "GET", word:
                return HTTPStatus.OK, {"word": word, "who": who.account}
            case "POST", "fail":
                raise LedgerError("down")
            case "POST", "refuse":
                raise ApiRefused(HTTPStatus.CONFLICT, "not now")
            case "POST", "hold", why:
                raise HoldRefused(Refusal[why])
            case "POST", "order", why:
                raise OrderRefused(orders.Refusal[why])
            case "POST", "reset", why:
                raise ResetRefused(escalation.Refusal[why])
            case "POST", "reason":
                return HTTPStatus.OK, words_of(body, "reason")
        return None


def approver_of(header: str) -> Approver | None:
    only = {"Bearer good": None, "Bearer machine": frozenset({"calls"}), "Bearer echo": frozenset({"echo"})}
    return Approver(account="sv-1", tenants=None, only=only[header]) if header in only else None


ONLY_WORDS = {"error": "the body is a JSON object of words under these names, and no others: reason"}
API = Api(approver_of=approver_of, endpoints={"echo": Echo()})


@pytest.mark.parametrize(
    ("method", "path", "header", "body", "status", "said"),
    [
        pytest.param("GET", "/api/echo/a", "Bearer good", b"", 200, {"word": "a", "who": "sv-1"}, id="answered"),
        pytest.param("GET", "/api/echo/a/", "Bearer good", b"", 200, {"word": "a", "who": "sv-1"}, id="slash-at-the-end"),
        pytest.param("GET", "/api/echo/a", "Bearer echo", b"", 200, None, id="a-token-for-this"),
        pytest.param("GET", "/api/echo/a", "Bearer machine", b"", 403, {"error": "this token is not good for /api/echo"}, id="for-another"),
        pytest.param("GET", "/api/echo/a", "", b"", 401, None, id="no-token"),
        pytest.param("GET", "/api/nothing", "", b"", 401, None, id="no-token-tells-no-names"),
        pytest.param("GET", "/api/nothing", "Bearer good", b"", 404, {"error": "known: /api/echo"}, id="unknown-name"),
        pytest.param("GET", "/api/", "Bearer good", b"", 404, {"error": "known: /api/echo"}, id="no-name"),
        pytest.param("PUT", "/api/echo/a", "Bearer good", b"", 404, {"error": "known: GET /api/echo/WORD"}, id="unknown-method"),
        pytest.param("POST", "/api/echo/fail", "Bearer good", b"", 503, None, id="ledger-down"),
        pytest.param("POST", "/api/echo/refuse", "Bearer good", b"", 409, {"error": "not now"}, id="refused"),
        pytest.param("POST", "/api/echo/hold/UNKNOWN", "Bearer good", b"", 404, {"error": "no such transfer waits"}, id="no-hold"),
        pytest.param("POST", "/api/echo/hold/OWN", "Bearer good", b"", 403, {"error": Refusal.OWN.value}, id="own-hold"),
        pytest.param("POST", "/api/echo/hold/TENANT", "Bearer good", b"", 403, {"error": Refusal.TENANT.value}, id="hold-of-others"),
        pytest.param("POST", "/api/echo/hold/DENIED", "Bearer good", b"", 409, {"error": Refusal.DENIED.value}, id="hold-is-over"),
        pytest.param("POST", "/api/echo/order/UNKNOWN", "Bearer good", b"", 404, None, id="no-order"),
        pytest.param("POST", "/api/echo/order/OWN", "Bearer good", b"", 403, None, id="own-order"),
        pytest.param("POST", "/api/echo/order/TENANT", "Bearer good", b"", 403, None, id="order-of-others"),
        pytest.param("POST", "/api/echo/order/PAST", "Bearer good", b"", 409, None, id="order-is-over"),
        pytest.param("POST", "/api/echo/reset/OWN", "Bearer good", b"", 403, None, id="own-step"),
        pytest.param("POST", "/api/echo/reset/NOTHING", "Bearer good", b"", 409, None, id="no-step"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b'{"reason":"x"}', 200, {"reason": "x"}, id="reason"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b"", 200, {"reason": ""}, id="no-reason"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b"[1]", 400, ONLY_WORDS, id="no-object"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b"null", 400, ONLY_WORDS, id="nothing"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b'{"reason":5}', 400, ONLY_WORDS, id="a-number"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b'{"reasn":"x"}', 400, ONLY_WORDS, id="misspelt"),
        pytest.param("POST", "/api/echo/reason", "Bearer good", b"{", 400, {"error": "the body is no JSON"}, id="no-json"),
    ],
)
async def test_answers(method: str, path: str, header: str, body: bytes, status: int, said: dict[str, str] | None) -> None:
    found, answer = await API.answer(method, path, header, body)
    assert found == status
    assert said is None or answer == said


def test_an_empty_body_is_an_empty_object() -> None:
    assert json_of(b"") == {}
