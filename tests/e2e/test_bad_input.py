"""Bad traffic: each is a gap or a finding in the record, decided by policy; never a traceback, never a silent pass."""

import gzip
import json
import ssl
import zlib

import pytest

from tests.support.deployment import Deployment, run
from tests.support.people import as_csv, as_json, as_xlsx, as_zip, customers
from tests.support.waiting import until
from tests.support.wire import connect

TEN = customers(7000, 10)
XLSX = as_xlsx(customers(7000, 200))


def many_parts(number: int) -> bytes:
    parts = (b'--b\r\nContent-Disposition: form-data; name="p%d"\r\n\r\nx\r\n' % n for n in range(number))
    return b"".join(parts) + b"--b--\r\n"


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(1200)) + packer.flush()


STOPPED = [
    pytest.param("application/json", b'{"a":' * 100_000 + as_json(TEN), id="deep json with people"),
    pytest.param("application/json", as_json(TEN)[:-40], id="broken json with people"),
    pytest.param("text/csv; charset=us-ascii", as_csv(TEN, "cp932"), id="wrong charset label"),
    pytest.param("image/jpeg", as_csv(TEN, "utf-8"), id="lying content type"),
    pytest.param("application/zip", as_zip("a.csv", as_csv(customers(7000, 900), "utf-8"))[:-300], id="truncated zip"),
    pytest.param("application/octet-stream", XLSX[: len(XLSX) // 2], id="truncated xlsx"),
    pytest.param("text/csv", ",".join(f"c{n}" for n in range(100_000)).encode(), id="100,000 columns"),
    pytest.param("application/gzip", bomb(), id="gzip bomb"),
    pytest.param("application/gzip", gzip.compress(as_csv(TEN, "utf-8"))[:-20], id="truncated gzip"),
    pytest.param("application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, id="a format that is not read"),
    pytest.param("text/plain", b"\x00" + as_csv(TEN, "utf-8").replace("山".encode(), "\x00山".encode()), id="nul bytes with people"),
]

PASSED = [
    pytest.param("text/plain", b"", id="empty"),
    pytest.param("multipart/form-data; boundary=b", many_parts(10_000), id="10,000 small parts"),
    pytest.param("text/csv", "氏名,電話番号,住所\r\n".encode(), id="header-only csv"),
    pytest.param("application/json", b"[" * 100_000, id="deep json"),
    pytest.param("application/json", b'{"a": 1,', id="broken json without people"),
    pytest.param("text/plain", b"a\x00b\x00c plain words", id="nul bytes"),
]


@pytest.mark.parametrize(("content_type", "body"), STOPPED)
def test_what_cannot_be_read_safely_stays_here(deployment: Deployment, content_type: str, body: bytes) -> None:
    with deployment.client() as client:
        answer = client.post(deployment.url("personal-storage", "/u"), content=body, headers={"content-type": content_type})
    assert answer.status_code == 403
    assert deployment.origins["personal-storage"].connections == 0
    assert not [line for line in deployment.lines if "Traceback" in json.dumps(line)]


@pytest.mark.parametrize(("content_type", "body"), PASSED)
def test_what_holds_nobody_passes(deployment: Deployment, content_type: str, body: bytes) -> None:
    with deployment.client() as client:
        answer = client.post(deployment.url("personal-storage", "/u"), content=body, headers={"content-type": content_type})
    assert answer.status_code == 200
    assert deployment.origins["personal-storage"].bodies == body


def test_a_body_beyond_the_limit_is_on_record(deployment: Deployment) -> None:
    with deployment.client() as client:
        answer = client.post(deployment.url("approved", "/u"), content=(b"x" * (1 << 20) for _ in range(513)))
    assert answer.status_code == 403
    assert deployment.origins["approved"].connections == 0
    found = run("ledger", "search", "--home", str(deployment.home), "--action", "block", "--format", "json").stdout
    assert "refused-too-large" in found


def test_a_program_that_does_not_trust_our_authority_gets_nowhere_and_is_counted(deployment: Deployment) -> None:
    origin = deployment.origins["approved"]
    before = deployment.metric("sekimori_uninspected_total", reason="pinned")
    raw, _ = connect(deployment, f"{origin.host}:{origin.port}")
    with raw, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(raw, server_hostname=origin.host)
    until(lambda: deployment.metric("sekimori_uninspected_total", reason="pinned") == before + 1)
    assert origin.connections == 0
