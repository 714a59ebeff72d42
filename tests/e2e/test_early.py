"""A clear case does not wait for its end: the answer comes while the body is still on its way, and the record gets the full count."""

import json
import re
import ssl
import time

from tests.support.deployment import Deployment, run
from tests.support.origin import Answer
from tests.support.people import as_csv, customers
from tests.support.waiting import until
from tests.support.wire import connect, inside, read_all, read_head, status

HEAD = as_csv(customers(40_000, 8000), "utf-8")
TAIL = as_csv(customers(48_000, 500), "utf-8").split(b"\r\n", 1)[1]
DRAFT = """\
notice: {purpose: お客様の情報を守る, owner: 管理者, contact: 窓口}
rules:
  - {id: looser, when: {direction: upload, class: [unknown, personal-storage, webmail, paste, generative-ai]},
     over: {people: {transfer: 8400}}, action: block}
"""
FILLER = b",,,,,,,\r\n" * 2000


def arrived(stream: ssl.SSLSocket) -> bytes:
    """Return what has come, without waiting for it; session tickets make a socket readable that has nothing to say."""
    stream.settimeout(0.02)
    try:
        return stream.recv(1)
    except TimeoutError:
        return b""
    finally:
        stream.settimeout(20)


def upload(deployment: Deployment, seconds: float) -> tuple[bytes, float]:
    """Send people first, then filler for at most `seconds`; return the head of the answer and how long it took."""
    origin = deployment.origins["unknown"]
    raw, _ = connect(deployment, f"{origin.host}:{origin.port}")
    began = time.monotonic()
    with inside(deployment, raw, None) as stream:
        stream.sendall(f"POST /u HTTP/1.1\r\nHost: {origin.host}\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        stream.sendall(b"%x\r\n%s\r\n" % (len(HEAD), HEAD))
        answer = b""
        while time.monotonic() < began + seconds and not answer:
            stream.sendall(b"%x\r\n%s\r\n" % (len(FILLER), FILLER))
            answer = arrived(stream)
        took = time.monotonic() - began
        answer += read_head(stream)
        stream.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(TAIL), TAIL))
        read_all(stream)  # closing with an answer unread would reset the connection, and the end of the body with it
        return answer, took


def released_by(text: str, deployment: Deployment) -> int:
    """Return the people whom a draft would have let out of all that was stopped so far, by whatever test."""
    draft = deployment.home / "draft.yaml"
    draft.write_text(text, encoding="utf-8")
    replayed = run("rules", "replay", "--since", "1d", "--policy", str(draft), "--format", "json", "--home", str(deployment.home))
    return sum(line["people"]["released"] for line in json.loads(replayed.stdout)["changes"] if line["name"] == "released")


def test_the_answer_does_not_wait_for_what_follows_and_the_count_goes_on(deployment: Deployment) -> None:
    before = released_by(DRAFT, deployment)
    answer, took = upload(deployment, 40)
    assert status(answer) == 403
    assert took < 30, "the body would have taken 40 seconds"
    assert deployment.origins["unknown"].connections == 0
    incident = next(line for line in answer.decode().splitlines() if line.lower().startswith("sekimori-incident")).split(": ")[1]

    def counted() -> bool:
        return re.search(r"8,?500", run("incident", incident, "--home", str(deployment.home)).stdout) is not None

    until(counted, 90)
    assert released_by(DRAFT, deployment) - before < 8000, "a draft is tried on all 8,500 people, not on those who were enough to stop them"


def test_a_bulk_download_is_cut_off_early(deployment: Deployment) -> None:
    body = as_csv(customers(50_000, 60_000), "utf-8")
    deployment.origins["crm"].answer = lambda _: Answer(body=body, headers=(("content-type", "text/csv"),))
    with deployment.client() as client:
        answer = client.get(deployment.url("crm", "/all.csv"))
    assert answer.status_code == 403
    assert len(answer.content) < 20_000
