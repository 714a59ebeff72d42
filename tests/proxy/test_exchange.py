"""What a request and an answer say of themselves."""

from datetime import UTC, datetime

import pytest
from mitmproxy.http import Headers, Request, Response
from mitmproxy.test import tflow

from proxy.exchange import Exchange, carries_data, codings, endpoint, file_name, media_type, spoken, upgrades
from rules.model import Actor, Destination, Direction

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def request(path: str = "/", **headers: str) -> Request:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    made = Request.make("GET", "https://a.example/", headers=Headers(fields))
    made.path = path
    return made


@pytest.mark.parametrize(
    ("path", "headers", "size", "carries"),
    [
        pytest.param("/", {}, 0, False, id="a page"),
        pytest.param("/assets/app.3f9.js", {}, 0, False, id="a file"),
        pytest.param("/items/123456", {}, 0, False, id="a short number"),
        pytest.param("/", {}, 1, True, id="a body"),
        pytest.param("/?q=x", {}, 0, True, id="a query"),
        pytest.param("/?", {}, 0, True, id="an empty query"),
        pytest.param("/tel/09012345678", {}, 0, True, id="a long number"),
        pytest.param("/%E5%B1%B1", {}, 0, True, id="an escape"),
        pytest.param("/山田", {}, 0, True, id="another script"),
        pytest.param("/taro@example.jp", {}, 0, True, id="an address"),
        pytest.param("/", {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0"}, 0, False, id="a browser"),
        pytest.param("/", {"cookie": "sid=3f9a", "if_modified_since": "Tue, 15 Nov 1994 12:45:26 GMT"}, 0, False, id="a session"),
        pytest.param("/", {"cookie": "t=09%3A00%2B09%3A00%2Fx"}, 0, False, id="a time with escapes"),
        pytest.param("/", {"x-note": "t=%30%39%30-1234%2D5678"}, 0, True, id="a number with escapes"),
        pytest.param("/", {"cookie": "login=operator@example.jp"}, 0, False, id="what a site knows of its own user"),
        pytest.param("/", {"cookie": "login=operator@example.jp" * 50}, 0, True, id="more than that"),
        pytest.param("/", {"x_data": "090-1234-5678"}, 0, True, id="a number in a header"),
        pytest.param("/", {"x-note": "a=%E5%B1%B1"}, 0, True, id="an escape in a header"),
        pytest.param("/", {"referer": "https://a.example/?m=a@b.example"}, 0, True, id="an address in a header"),
        pytest.param("/", {"x_09012345678": "1"}, 0, True, id="a number in the name of a header"),
        pytest.param("/", {"content_disposition": 'attachment; filename="a.csv"'}, 0, True, id="a file name"),
    ],
)
def test_what_moves_data(path: str, headers: dict[str, str], size: int, carries: bool) -> None:
    assert carries_data(request(path, **headers), size) is carries


@pytest.mark.parametrize(("host", "carries"), [("a.example", False), ("192.0.2.10", False), ("090-1234-5678.a.example", True)])
def test_a_host_can_carry_data_to_its_name_servers(host: str, carries: bool) -> None:
    asked = request()
    asked.data.host = host
    assert carries_data(asked, 0) is carries
    assert (host in spoken(asked)) is carries


def test_all_that_is_said_beside_the_body_is_one_target() -> None:
    asked = request("/u?q=1", accept="*/*", x_data="山?", referer="https://b.example/?t=090-1234-5678")
    assert spoken(asked) == "/u\nx-data: %E5%B1%B1%3F\nreferer: https://b.example/%3Ft=090-1234-5678?q=1"
    asked = request("/u", accept="*/*")
    assert spoken(asked) == "/u"
    asked.data.path = "/山".encode("cp932")
    assert spoken(asked) == "/%8ER"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/CSV; charset=cp932", "text/csv"),
        ("  application/json ", "application/json"),
        ("application/vnd.ms-excel;x=山田", "application/vnd.ms-excel"),
        ("山田花子", ""),
        ("text", ""),
        ("text/csv yamada", ""),
        (f"text/{'x' * 100}", ""),
        ("", ""),
    ],
)
def test_a_media_type_holds_no_free_text(header: str, expected: str) -> None:
    assert media_type(request(content_type=header)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('attachment; filename="a.csv"', "a.csv"),
        ("attachment; filename*=UTF-8''%E5%AE%A2.csv", "客.csv"),
        ("attachment; filename*0=a; filename*1=b.csv", "ab.csv"),
        ("inline", ""),
        ("", ""),
        ("filename=odd", "odd"),
        ('attachment; FileName="', '"'),
    ],
)
def test_the_declared_file_name(header: str, expected: str) -> None:
    assert file_name(request(content_disposition=header)) == expected


@pytest.mark.parametrize(
    ("content", "transfer", "expected"),
    [
        ("", "chunked", ""),
        ("gzip", "", "gzip"),
        ("br", "Chunked", "br"),
        ("", "gzip, chunked", "gzip"),
        ("br", "deflate,chunked", "br, deflate"),
        ("", "identity", ""),
        ("", "", ""),
    ],
)
def test_all_codings_of_a_body(content: str, transfer: str, expected: str) -> None:
    found = codings(request(content_encoding=content, transfer_encoding=transfer))
    assert ", ".join(part.strip() for part in found.split(",")) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"connection": "Upgrade", "upgrade": "websocket"}, True),
        ({"connection": "keep-alive, upgrade", "upgrade": "h2c, websocket"}, True),
        ({"connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", "http2_settings": "AAAA"}, False),
        ({"connection": "keep-alive"}, False),
        ({"upgrade": "websocket"}, False),
    ],
)
def test_who_asks_to_leave_http(headers: dict[str, str], expected: bool) -> None:
    assert upgrades(request(**headers)) is expected


def test_a_transfer_of_each_direction() -> None:
    flow = tflow.tflow(req=request("/u", content_type="text/csv"), resp=Response.make(206, b"", {"content-type": "application/json"}))
    exchange = Exchange(actor=Actor(id="sato", known=True), destination=Destination(host="a.example"), refusal="upgrade")
    up = exchange.transfer(flow, id="1", direction=Direction.UPLOAD, size_bytes=5, at=NOW)
    down = exchange.transfer(flow, id="2", direction=Direction.DOWNLOAD, size_bytes=7, at=NOW)
    assert (up.method, up.size_bytes, up.content_type, up.status, up.refusal) == ("GET", 5, "text/csv", 0, "upgrade")
    assert (down.size_bytes, down.content_type, down.status) == (7, "application/json", 206)


KEY = bytes(range(32))
PLACE = Destination(host="a.example")


def told(path: str = "/u", *, host: str = "a.example", key: bytes = KEY, way: Direction = Direction.UPLOAD, size: int = 5) -> str:
    flow = tflow.tflow(req=request(path), resp=Response.make(200, b""))
    del flow.request.headers["content-length"]
    exchange = Exchange(actor=Actor(id="sato", known=True), destination=Destination(host=host))
    return exchange.transfer(flow, id="1", direction=way, size_bytes=size, at=NOW, endpoints=key).endpoint


@pytest.mark.parametrize(
    ("one", "same"),
    [
        pytest.param(told("/u?q=1"), True, id="another-query"),
        pytest.param(told("/v"), False, id="another-path"),
        pytest.param(told(host="b.example"), False, id="another-host"),
        pytest.param(told(size=6), False, id="another-size"),
        pytest.param(told(way=Direction.DOWNLOAD), False, id="its-answer"),
        pytest.param(told(key=bytes(32)), False, id="another-key"),
    ],
)
def test_what_is_asked_for_is_known_again(one: str, same: bool) -> None:
    assert (one == told()) is same


def test_an_answer_is_known_whatever_its_size() -> None:
    assert told(way=Direction.DOWNLOAD, size=5) == told(way=Direction.DOWNLOAD, size=900)


def test_a_body_that_is_still_arriving_is_known_by_what_is_declared() -> None:
    flow = tflow.tflow(req=request("/u"))
    del flow.request.headers["content-length"]
    exchange = Exchange(actor=Actor(id="sato", known=True), destination=PLACE)

    def early(size: int) -> str:
        return exchange.transfer(flow, id="1", direction=Direction.UPLOAD, size_bytes=size, at=NOW, endpoints=KEY, whole=False).endpoint

    undeclared = early(100)
    assert undeclared == early(200)
    flow.request.headers["content-length"] = "5000"
    assert undeclared != early(100) == early(200)


def test_nothing_of_a_path_can_be_read_from_what_is_kept() -> None:
    kept = told("/tel/090-1234-5678/山田")
    assert len(kept) == 32
    assert set(kept) <= set("0123456789abcdef")
    assert not told(key=b""), "without a key nothing is told"
    assert endpoint(KEY, PLACE) != endpoint(KEY, Destination(host="b.example"))
