"""Who is at the terminal, over TLS to the proxy's own port: passwords, addresses, a front proxy's header; and what others see of it."""

import base64
import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import bcrypt
import httpx
import pytest
import trustme

from tests.support.deployment import ACCOUNT_HEADER, Deployment, run
from tests.support.origin import Origin
from tests.support.people import as_json, customers
from tests.support.wire import dial, read_all, read_head, status

ACCOUNTS = {"op0042": "correct-horse-4f1c", "colon": "a:b:c-77aa", "日本": "合言葉-9c3e"}
FRONT, DESK, DESKS, ELSEWHERE = "127.0.0.21", "127.0.0.33", "127.0.0.34", "127.0.0.77"
WRONG = "wrong-guess-51d0"
PROOFS = {b"proxy-authorization", ACCOUNT_HEADER.lower().encode()}


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """The site's own authority, and the folder of the proxy's certificate."""
    folder, authority = tmp_path_factory.mktemp("site"), trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    for blob in issued.cert_chain_pems:
        blob.write_to_path(str(folder / "proxy.pem"), append=True)
    issued.private_key_pem.write_to_path(str(folder / "proxy.key"))
    (folder / "proxy.key").chmod(0o600)
    lines = [f"{account}:{bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()}\n" for account, password in ACCOUNTS.items()]
    (folder / "htpasswd").write_text("".join(lines), encoding="utf-8")
    (folder / "htpasswd").chmod(0o600)
    return authority, folder


@pytest.fixture(scope="module")
def site(trust: tuple[trustme.CA, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = trust[1]
    identity = {
        "htpasswd": str(folder / "htpasswd"),
        "header": {"name": ACCOUNT_HEADER, "from": [f"{FRONT}/32"]},
        "addresses": {"127.0.0.32/28": "floor", f"{DESK}/32": "desk"},
    }
    tls = {"certificate": str(folder / "proxy.pem"), "key": str(folder / "proxy.key")}
    deployment = Deployment(tmp_path_factory.mktemp("identity"), settings={"model": False, "identity": identity, "tls": tls})
    deployment.origins["plain"] = Origin(tls=False, host="127.0.0.3")
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture(autouse=True)
def wiped(site: Deployment) -> None:
    for origin in site.origins.values():
        origin.forget()


@pytest.fixture
def tls(trust: tuple[trustme.CA, Path]) -> ssl.SSLContext:
    """What a terminal trusts of the proxy: the site's authority alone."""
    context = ssl.create_default_context()
    trust[0].configure_trust(context)
    return context


def browser(site: Deployment, tls: ssl.SSLContext, auth: tuple[str, str] | None = None) -> httpx.Client:
    """A terminal that reaches the proxy over TLS and trusts what it makes inside."""
    proxy = httpx.Proxy(site.proxy.replace("http:", "https:"), auth=auth, ssl_context=tls)
    inside = ssl.create_default_context(cafile=str(site.home / "ca" / "root.pem"))
    return httpx.Client(proxy=proxy, verify=inside, timeout=60)


def basic(account: str, password: str) -> str:
    return "Proxy-Authorization: Basic " + base64.b64encode(f"{account}:{password}".encode()).decode()


def ask(site: Deployment, tls: ssl.SSLContext, *requests: tuple[str, ...], source: str = ELSEWHERE) -> list[int]:
    """Send requests in clear HTTP over one connection to the proxy, each with its header lines; return the statuses."""
    origin, found = site.origins["plain"], []
    with dial(site, source=source, tls=tls) as stream:
        for lines in requests:
            target = f"{origin.host}:{origin.port}"
            head = "\r\n".join([f"POST http://{target}/q HTTP/1.1", f"Host: {target}", f"Content-Length: {len(BODY)}", *lines, "", ""])
            stream.sendall(head.encode() + BODY)
            answer = read_head(stream)
            found.append(status(answer))
            length = next((int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
            while length > 0 and (piece := stream.recv(length)):
                length -= len(piece)
    return found


BODY = as_json(customers(61_000, 2))


def recorded(site: Deployment) -> list[str]:
    """Return the accounts on record, newest first."""
    said = run("ledger", "search", "--home", str(site.home), "--format", "json", "--limit", "0").stdout
    return [json.loads(line)["actor"] for line in said.splitlines() if line.startswith("{")]


def test_a_terminal_that_speaks_in_clear_gets_no_answer(site: Deployment) -> None:
    with dial(site) as stream:
        stream.settimeout(10)
        stream.sendall(b"CONNECT 127.0.0.3:443 HTTP/1.1\r\nHost: 127.0.0.3:443\r\n\r\n")
        assert read_all(stream) == b""


def test_the_proxy_shows_the_certificate_of_the_site(site: Deployment, tls: ssl.SSLContext) -> None:
    with dial(site, tls=tls) as stream:
        names = stream.getpeercert()["subjectAltName"]  # type: ignore[attr-defined]
    assert ("IP Address", "127.0.0.1") in names


@pytest.mark.parametrize("scheme", ["tunnel", "plain"])
def test_a_password_is_asked_for_and_then_proven(site: Deployment, tls: ssl.SSLContext, scheme: str) -> None:
    url = site.url("approved", "/u") if scheme == "tunnel" else f"http://127.0.0.3:{site.origins['plain'].port}/u"

    def attempt(auth: tuple[str, str] | None) -> int:
        try:
            with browser(site, tls, auth) as client:
                return client.post(url, content=b"plain words").status_code
        except httpx.ProxyError as error:
            return int(str(error).split()[0])

    assert attempt(None) == 407
    assert attempt(("op0042", WRONG)) == 407
    assert attempt(("nobody", ACCOUNTS["op0042"])) == 407
    assert not site.origins["approved"].connections + site.origins["plain"].connections
    assert {attempt((account, password)) for account, password in ACCOUNTS.items() if account.isascii()} == {200}
    received = site.origins["approved" if scheme == "tunnel" else "plain"].received
    assert len(received) == 2
    assert not [
        name for one in received for name, _ in one.headers if name.startswith(b"proxy-auth") or name == ACCOUNT_HEADER.lower().encode()
    ]


def test_the_challenge_says_how(site: Deployment, tls: ssl.SSLContext) -> None:
    with dial(site, tls=tls) as stream:
        for number in range(2):  # the same connection may try again
            stream.sendall(b"CONNECT 127.0.0.3:443 HTTP/1.1\r\nHost: 127.0.0.3:443\r\n\r\n")
            head = read_head(stream)
            assert status(head) == 407, number
            assert b'proxy-authenticate: basic realm="sekimori"' in head.lower()
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            while length > 0:
                length -= len(stream.recv(length))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Proxy-Authorization: Basic \xff\xfe", id="not ascii"),
        pytest.param("Proxy-Authorization: Basic ****", id="not base64"),
        pytest.param(basic("op0042", "a\0b"), id="nul"),
        pytest.param("Proxy-Authorization: Negotiate abc", id="another scheme"),
        pytest.param(basic("op0042", ACCOUNTS["op0042"]) + "\r\n" + basic("colon", WRONG), id="two of them"),
        pytest.param(f"{ACCOUNT_HEADER}: op0042", id="forged header"),
    ],
)
def test_what_proves_nothing_is_asked_again(site: Deployment, tls: ssl.SSLContext, line: str) -> None:
    assert ask(site, tls, (line,)) == [407]
    assert site.origins["plain"].connections == 0


def test_each_way_leads_to_its_account(site: Deployment, tls: ssl.SSLContext) -> None:
    header = f"{ACCOUNT_HEADER}: "
    proof = basic("op0042", ACCOUNTS["op0042"])
    assert ask(site, tls, (header + "front1",), (header + "front2",), (), source=FRONT) == [200, 200, 407]
    assert ask(site, tls, (), (header + "forged",), source=DESK) == [200, 200]
    assert ask(site, tls, (), (proof,), source=DESKS) == [200, 200]
    assert ask(site, tls, (proof, header + "forged"), ()) == [200, 407]
    assert recorded(site)[:7] == ["op0042", "op0042", "floor", "desk", "desk", "front2", "front1"]
    sent = {name for one in site.origins["plain"].received for name, _ in one.headers}
    assert not sent & PROOFS


def test_a_header_inside_a_tunnel_changes_nobody(site: Deployment, tls: ssl.SSLContext) -> None:
    with browser(site, tls, ("colon", ACCOUNTS["colon"])) as client:
        headers = {ACCOUNT_HEADER: "forged", "proxy-authorization": basic("op0042", ACCOUNTS["op0042"]).partition(" ")[2]}
        client.post(site.url("approved", "/u"), content=BODY, headers=headers)
    assert recorded(site)[0] == "colon"
    (one,) = site.origins["approved"].received
    assert not {name for name, _ in one.headers} & PROOFS


def test_no_password_is_written_anywhere(site: Deployment) -> None:
    written = site.said().encode() + b"".join(path.read_bytes() for path in site.home.rglob("*") if path.is_file())
    wanted = {*ACCOUNTS.values(), WRONG}
    encoded = {base64.b64encode(f"{account}:{word}".encode()).decode() for account in ACCOUNTS for word in wanted}
    assert not [word[:3] for word in wanted | encoded if word.encode() in written]
