"""What goes wrong between an approver's terminal and the API: a plain sentence and an exit status, never a traceback, never the token."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import typer

from ledger.commands import Format
from proxy.apiclient import Caller, show_list

ANSWERS = {
    "/api/good": (200, b'{"all": "well"}'),
    "/api/stranger": (401, b'{"error": "a token is needed"}'),
    "/api/malformed": (400, b'{"error": "this is no work order", "faults": ["people: too few", "ends: no time"]}'),
    "/api/refused": (409, b'{"error": "it is over already"}'),
    "/api/elsewhere": (200, b"<!doctype html>"),
}


class Answering(BaseHTTPRequestHandler):
    """Says what is laid down for a path."""

    def do_GET(self) -> None:
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def caller(url: str, name: str, token: str = "secret-token") -> Caller:
    return Caller(name=name, command="orders", home=None, url=url, token=token)


def test_an_answer_is_given_as_it_is(url: str) -> None:
    assert caller(f"{url}/", "good").call("GET") == {"all": "well"}


@pytest.mark.parametrize(
    ("name", "token", "status", "said"),
    [
        pytest.param("good", "", 2, "sekimori orders: your token is needed", id="no token"),
        pytest.param("good", "とーくん", 2, "sekimori orders: your token is needed", id="what no token looks like"),
        pytest.param("stranger", "secret-token", 2, "sekimori orders: this token is not known", id="a token that is not known"),
        pytest.param("malformed", "secret-token", 2, "this is no work order\npeople: too few\nends: no time", id="every fault"),
        pytest.param("refused", "secret-token", 1, "sekimori orders: it is over already", id="refused"),
        pytest.param("elsewhere", "secret-token", 2, "is no management address of a proxy", id="another service"),
    ],
)
def test_what_goes_wrong_is_said(url: str, name: str, token: str, status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        caller(url, name, token).call("GET")
    told = capsys.readouterr().err
    assert said in told
    assert ended.value.exit_code == status
    assert not token or token not in told


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:1", id="nobody there"),
        pytest.param("127.0.0.1:9464", id="no scheme"),
        pytest.param("http://[::1", id="no address"),
    ],
)
def test_an_address_that_cannot_be_asked_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        caller(url, "good").call("GET")
    assert f"sekimori orders: {url} cannot be asked: " in capsys.readouterr().err
    assert ended.value.exit_code == 2


ORDER = {
    "ticket": "W-1",
    "accounts": ["a", "b"],
    "ends": "2027-04-12T17:00:00+00:00",
    "locked": True,
    "passed": {"upload": 0, "download": 1_200},
}


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        pytest.param(Format.TABLE, "W-1 a b 2027-04-13 02:00 yes upload 0, download 1,200", id="table, the clock of Japan"),
        pytest.param(Format.JSON, '{"ticket":"W-1","accounts":["a","b"],"ends":"2027-04-12T17:00:00+00:00"', id="json"),
    ],
)
def test_a_list_is_for_people_or_programs(shape: Format, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_list([ORDER], {word: word for word in ORDER}, shape)
    assert said in " ".join(capsys.readouterr().out.split())
