"""The other ways to stand in the way: behind a parent proxy, before one destination, as SOCKS, or unseen in the network."""

import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.support.deployment import ACCOUNT, ACCOUNT_HEADER, Deployment
from tests.support.origin import Answer, Origin
from tests.support.parent import Parent
from tests.support.people import as_csv, as_json, customers
from tests.support.wire import dial, inside, read_all, read_head, status

BODY = as_json(customers(62_000, 10))
EXPORT = as_csv(customers(63_000, 300), "utf-8")
JSON = {"content-type": "application/json"}
NAMESPACE, TERMINAL, GATEWAY, FAR = "sekimori-test", "10.99.7.1", "10.99.7.2", "10.99.8.5"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One home that is served in one mode after the other."""
    known = {"crm": "127.0.0.2", "approved": ["127.0.0.3", "localhost"]}
    policy = {
        "destinations": [{"class": name, "hosts": hosts} for name, hosts in known.items()],
        "internal_destinations": ["127.0.0.0/8", "10.99.8.0/24"],
    }
    deployment = Deployment(tmp_path_factory.mktemp("modes"), settings={"model": False}, policy=policy)
    deployment.origins["plain"] = Origin(tls=False, host="127.0.0.3")
    deployment.origins["dns"] = Origin(tls=False, host="127.0.0.5")
    yield deployment
    deployment.close()


def serve(base: Deployment, mode: str, **settings: object) -> Deployment:
    """Serve in another mode."""
    base.stop()
    base.configure(mode=mode, **settings)
    base.start()
    for origin in base.origins.values():
        origin.forget()
    return base


def test_behind_a_parent_proxy(base: Deployment) -> None:
    parent = Parent()
    site = serve(base, f"upstream:http://127.0.0.1:{parent.port}")
    headers = {ACCOUNT_HEADER: ACCOUNT, "proxy-authorization": "Basic cGFyZW50OmNhbmFyeQ=="}
    plain = f"http://127.0.0.3:{site.origins['plain'].port}/u"
    with site.client() as client:
        assert client.post(site.url("unknown", "/u"), content=BODY, headers=JSON).status_code == 403
        assert client.post(f"http://127.0.0.5:{site.origins['dns'].port}/u", content=BODY, headers=JSON).status_code == 403
        assert not parent.heads, "nothing is asked of the parent before the verdict"
        assert client.post(site.url("approved", "/u"), content=b"plain words", headers=headers).text == "ok"
        assert client.post(plain, content=b"plain words", headers=headers).text == "ok"
        site.origins["crm"].answer = lambda _: Answer(body=EXPORT, headers=(("content-type", "text/csv"),))
        assert client.get(site.url("crm", "/export"), headers=headers).status_code == 403
    assert [head.split(b" ")[0] for head in parent.heads] == [b"CONNECT", b"POST", b"CONNECT"]
    assert b"plain words" not in parent.tunnelled
    told = b"".join(parent.heads) + b"".join(origin.raw for origin in site.origins.values())
    assert b"cGFyZW50OmNhbmFyeQ==" not in told
    assert ACCOUNT_HEADER.lower().encode() not in told.lower()
    assert not site.origins["unknown"].connections
    parent.close()


def test_before_one_destination(base: Deployment) -> None:
    site = serve(base, f"reverse:https://127.0.0.2:{base.origins['crm'].port}")
    origin = site.origins["crm"]
    origin.answer = lambda r: Answer(body=EXPORT if "export" in r.target else b"ok", headers=(("content-type", "text/csv"),))
    trust = ssl.create_default_context(cafile=str(site.home / "ca" / "root.pem"))
    trust.check_hostname = False
    for scheme in ("http", "https"):
        with httpx.Client(base_url=site.proxy.replace("http:", f"{scheme}:"), verify=trust, trust_env=False, timeout=60) as client:
            assert client.get("/page", headers={ACCOUNT_HEADER: ACCOUNT}).text == "ok"
            answer = client.get("/export", headers={ACCOUNT_HEADER: ACCOUNT, "accept": "application/json"})
            assert answer.status_code == 403
            assert answer.json()["people"] == 300
            assert client.get("/page").status_code == 403, "nobody known"
    assert {dict(one.headers)[b"host"].decode() for one in origin.received} == {f"127.0.0.2:{origin.port}"}
    assert not [name for one in origin.received for name, _ in one.headers if name == ACCOUNT_HEADER.lower().encode()]
    elsewhere = site.origins["unknown"]
    with dial(site) as stream:
        stream.settimeout(10)
        target = f"http://127.0.0.5:{elsewhere.port}/u"
        stream.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.5\r\n{ACCOUNT_HEADER}: {ACCOUNT}\r\n\r\n".encode())
        assert status(read_head(stream)) == 403
    assert not elsewhere.connections
    assert not [one for one in origin.received if one.target.startswith("http")]


@pytest.fixture(scope="module")
def socks(base: Deployment) -> Deployment:
    return serve(base, "socks5", identity={"addresses": {"127.0.0.1/32": ACCOUNT}})


def ask(site: Deployment, host: str, port: int) -> socket.socket:
    """Open a connection through SOCKS5, as RFC 1928 says."""
    raw = dial(site)
    raw.settimeout(20)
    raw.sendall(b"\x05\x01\x00")
    assert raw.recv(2) == b"\x05\x00"
    raw.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + struct.pack("!H", port))
    assert raw.recv(10)[1] == 0
    return raw


def post(host: str, body: bytes, target: str = "/u") -> bytes:
    head = f"POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("place", "body", "expected"),
    [
        pytest.param("unknown", BODY, 403, id="blocked"),
        pytest.param("approved", b"plain words", 200, id="released"),
    ],
)
def test_as_socks(socks: Deployment, place: str, body: bytes, expected: int) -> None:
    origin = socks.origins[place]
    with inside(socks, ask(socks, origin.host, origin.port), None) as stream:
        stream.sendall(post(origin.host, body))
        assert status(read_head(stream)) == expected
    assert origin.bodies == (body if expected == 200 else b"")


def test_socks_takes_clear_http_and_judges_where_it_goes(socks: Deployment) -> None:
    target = socks.origins["dns"]
    for sent in (post("127.0.0.5", BODY), post("127.0.0.3", BODY), post("127.0.0.5", BODY, "http://127.0.0.3/u")):
        with ask(socks, "127.0.0.5", target.port) as stream:
            stream.sendall(sent)
            assert status(read_head(stream)) == 403
    assert not target.connections


def test_socks_carries_nothing_but_http(socks: Deployment) -> None:
    target = socks.origins["dns"]
    for data in (b"\x00\x01\x02" + BODY, b"SSH-2.0-x\r\n" + BODY, b"EHLO x\r\n" + BODY):
        with ask(socks, "127.0.0.5", target.port) as stream:
            stream.sendall(data)
            stream.shutdown(socket.SHUT_WR)
            assert status(read_all(stream)) in (0, 400)
    assert not target.connections


def test_socks_carries_no_names_questions(socks: Deployment) -> None:
    """A DNS message over TCP, to port 53, has room for anything."""
    question = struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + b"\x3f" + b"x" * 63 + b"\x07example\x00" + struct.pack("!HH", 16, 1)
    try:
        listener = socket.create_server(("127.0.0.5", 53))
    except OSError as error:
        pytest.skip(f"port 53 cannot be opened: {error.strerror}")
    with listener, ask(socks, "127.0.0.5", 53) as stream:
        stream.sendall(struct.pack("!H", len(question)) + question)
        assert read_all(stream) == b""
        listener.settimeout(0.5)
        with pytest.raises(TimeoutError):
            listener.accept()


IN_NETWORK = """
import socket, ssl, sys
address, port, name, host, cafile, body = sys.argv[1:]
raw = socket.create_connection((address, int(port)), timeout=20)
if name:
    raw = ssl.create_default_context(cafile=cafile).wrap_socket(raw, server_hostname=name)
data = body.encode()
raw.sendall(f"POST /u HTTP/1.1\\r\\nHost: {host}\\r\\nContent-Length: {len(data)}\\r\\nConnection: close\\r\\n\\r\\n".encode() + data)
got = b""
while piece := raw.recv(65536):
    got += piece
print(got.split(b" ")[1].decode())
"""


def shell(line: str, *more: str, must: bool = True) -> str:
    done = subprocess.run([*line.split(), *more], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 or not must, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def network(base: Deployment) -> Iterator[Deployment]:
    """A terminal in a network of its own, whose way out leads to the proxy without its knowing."""
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("iptables"):
        pytest.skip("needs root, iproute2 and iptables")
    site = serve(base, "transparent", listen="0.0.0.0:0", identity={"addresses": {f"{TERMINAL}/32": ACCOUNT}})
    redirect = f"PREROUTING -t nat -i sekimori0 -p tcp -d {FAR} -j REDIRECT --to-port {site.proxy.rpartition(':')[2]}"
    try:
        shell(f"ip netns add {NAMESPACE}")
        shell(f"ip link add sekimori0 type veth peer name sekimori1 netns {NAMESPACE}")
        shell(f"ip addr add {GATEWAY}/24 dev sekimori0")
        shell(f"ip addr add {FAR}/32 dev lo")
        shell("ip link set sekimori0 up")
        shell(f"ip -n {NAMESPACE} addr add {TERMINAL}/24 dev sekimori1")
        shell(f"ip -n {NAMESPACE} link set sekimori1 up")
        shell(f"ip -n {NAMESPACE} route add default via {GATEWAY}")
        shell(f"iptables -A {redirect}")
        site.origins["far"] = Origin(host=FAR, ca=site.ca)
        site.origins["far plain"] = Origin(host=FAR, tls=False)
    except (AssertionError, OSError) as error:
        pytest.skip(f"no network of its own here: {error}")
    else:
        yield site
    finally:
        shell(f"iptables -D {redirect}", must=False)
        shell("ip link del sekimori0", must=False)
        shell(f"ip addr del {FAR}/32 dev lo", must=False)
        shell(f"ip netns del {NAMESPACE}", must=False)


@pytest.mark.parametrize(
    ("place", "name", "host", "expected"),
    [
        pytest.param("far", "localhost", "localhost", "200", id="a verified server name has its class"),
        pytest.param("far", "localhost", "127.0.0.5", "403", id="another host in the request"),
        pytest.param("far", "approved.invalid", "approved.invalid", "403", id="a server name without a class"),
        pytest.param("far plain", "", "localhost", "403", id="in clear only the address counts"),
    ],
)
def test_unseen_in_the_network(network: Deployment, place: str, name: str, host: str, expected: str) -> None:
    origin = network.origins[place]
    origin.forget()
    root, people = str(network.home / "ca" / "root.pem"), BODY.decode()
    found = shell(f"ip netns exec {NAMESPACE} {sys.executable} -c", IN_NETWORK, FAR, str(origin.port), name, host, root, people)
    assert found == expected
    assert origin.bodies == (BODY if expected == "200" else b"")


def test_a_server_name_that_the_certificate_does_not_prove_leads_nowhere(network: Deployment) -> None:
    forged = Origin(host=FAR)  # of another authority, for the same name
    root = str(network.home / "ca" / "root.pem")
    run = f"ip netns exec {NAMESPACE} {sys.executable} -c"
    assert shell(run, IN_NETWORK, FAR, str(forged.port), "localhost", "localhost", root, BODY.decode()) == "502"
    assert not forged.raw
    forged.close()
