"""What a program is told of a transfer that waits, field by field, and what it is not told of somebody else's."""

import json
from datetime import datetime, timedelta

import httpx
import pytest

from rules.model import JST
from tests.support.deployment import STRANGER, Deployment
from tests.support.people import as_json, customers
from tests.support.waiting import BROWSER, OWN, api, form, look, post, token

NOBODYS = f"{OWN}/held/ABCD-EFGH-JKMN-PQRS"
RETRY = "30"


def asked(site: Deployment, account: str, start: int, number: int) -> httpx.Response:
    return post(site, as_json(customers(start, number)), account=account)


@pytest.mark.parametrize(
    ("account", "start", "number", "kind", "type_", "missing", "lasts"),
    [
        pytest.param("b10", 30_000, 12, "justify", "reason-needed", 0, timedelta(minutes=10), id="justify"),
        pytest.param("b11", 31_000, 40, "hold", "approval-needed", 1, timedelta(hours=24), id="hold"),
        pytest.param("a11", 32_000, 40, "hold", "approval-needed", 2, timedelta(hours=24), id="two approvals"),
    ],
)
def test_a_refusal_says_all_that_a_program_needs(
    waiting: Deployment, account: str, start: int, number: int, kind: str, type_: str, missing: int, lasts: timedelta
) -> None:
    before = datetime.now(JST)
    answer = asked(waiting, account, start, number)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == (RETRY, "no-store")
    said = answer.json()
    hold = said["held"]
    assert answer.headers["sekimori-incident"] == said["incident"] == hold
    assert (said["type"], said["status"]) == (f"urn:sekimori:problem:{type_}", 403)
    assert said["title"].isascii()
    assert len(said["detail"].splitlines()) == 2
    assert said["instance"] == f"urn:sekimori:incident:{hold}"
    assert (said["kind"], said["state"], said["approvals_missing"]) == (kind, "waiting", missing)
    assert said["status_url"] == f"{OWN}/held/{hold}"
    ends = datetime.fromisoformat(said["expires"])
    assert ends.utcoffset() == timedelta(hours=9)
    assert before <= ends - lasts <= datetime.now(JST)
    assert (said["people"], said["people_exact"], said["direction"]) == (number, True, "upload")
    assert said["contact"]
    assert said["advice"]


def test_the_state_is_polled_from_waiting_to_released(waiting: Deployment) -> None:
    stopped = asked(waiting, "b12", 33_000, 40).json()
    polled = look(waiting, stopped, "b12")
    assert (polled.status_code, polled.headers["retry-after"], polled.headers["content-type"]) == (202, RETRY, "application/json")
    assert set(polled.json()) == {"held", "kind", "state", "expires", "approvals_missing", "status_url", "detail"}
    api(waiting, token(waiting, "sv01"), "POST", f"/{stopped['held']}/approve")
    with waiting.client(account="b12") as client:
        ready = client.get(stopped["status_url"])
        assert (ready.status_code, ready.json()["state"], ready.json()["release"]["method"]) == (200, "ready", "POST")
        release = ready.json()["release"]["href"]
        assert client.post(release.replace("https:", "http:")).status_code == 403, "not in clear"
        assert client.post(release).text == "ok"
        over = client.get(stopped["status_url"])
    assert (over.status_code, over.json()["state"]) == (200, "released")
    assert "retry-after" not in over.headers
    assert "release" not in over.json()


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_head_is_get_without_a_body(waiting: Deployment, accept: str) -> None:
    stopped = asked(waiting, "b13", 34_000, 12).json()
    with waiting.client(account="b13") as client:
        for url in (stopped["status_url"], NOBODYS, f"{OWN}/"):
            got, head = (client.request(method, url, headers={"accept": accept}) for method in ("GET", "HEAD"))
            assert head.content == b""
            assert head.status_code == got.status_code
            assert dict(head.headers) | {"date": 0} == dict(got.headers) | {"date": 0}
        assert client.get(stopped["status_url"]).status_code == 202, "the connection is still in step"


def test_http2_is_answered_alike(narrow: Deployment) -> None:
    with narrow.client(http2=True) as client:
        for url, status in ((f"{OWN}/", 200), (NOBODYS, 404)):
            got, head = (client.request(method, url) for method in ("GET", "HEAD"))
            assert (got.http_version, got.status_code, head.status_code, head.content) == ("HTTP/2", status, status, b"")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        pytest.param("POST", "/held/{}", "GET, HEAD", id="state"),
        pytest.param("DELETE", "/held/{}", "GET, HEAD", id="no deleting"),
        pytest.param("OPTIONS", "/held/{}/reason", "POST", id="no question of another site is answered"),
        pytest.param("GET", "/held/{}/reason", "POST", id="reason"),
        pytest.param("PUT", "/", "GET, HEAD", id="list"),
        pytest.param("DELETE", "/notice", "GET, HEAD, POST", id="notice"),
    ],
)
def test_another_method_is_told_which_one_is_taken(waiting: Deployment, method: str, path: str, allow: str) -> None:
    with waiting.client(account="b17") as client:
        refused = client.request(method, OWN + path.format("ABCD-EFGH-JKMN-PQRS"))
    assert (refused.status_code, refused.headers["allow"], refused.json()["type"]) == (405, allow, "urn:sekimori:problem:method")
    assert "access-control-allow-origin" not in refused.headers


def facts(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    return answer.status_code, answer.text, {name: value for name, value in answer.headers.items() if name != "date"}


@pytest.mark.parametrize(
    ("account", "start"),
    [
        pytest.param("b18", 36_000, id="same client"),
        pytest.param("a18", 36_100, id="another client"),
        pytest.param(STRANGER, 36_200, id="nobody known"),
    ],
)
def test_somebody_elses_is_told_from_nothing_by_no_answer(waiting: Deployment, account: str, start: int) -> None:
    justify, hold = (asked(waiting, "b19", 35_000 + 100 * number, number).json() for number in (12, 40))
    ready = asked(waiting, "b20", start, 40).json()
    api(waiting, token(waiting, "sv01"), "POST", f"/{ready['held']}/approve")
    with waiting.client(account="b19") as client:
        page = client.get(justify["status_url"], headers=BROWSER).text
    with waiting.client(account="b20") as client:
        release = client.get(ready["status_url"]).json()["release"]["href"]
    with waiting.client(account=account) as client:
        for accept in ({}, BROWSER):
            nothing = [facts(one) for one in probes(client, NOBODYS, form(page), accept)]
            for stopped in (justify, hold, ready):
                assert [facts(one) for one in probes(client, stopped["status_url"], form(page), accept)] == nothing
        assert nothing[0][0] == 404
        for link in (release, release[:-3] + "AAA", release.partition("?")[0], f"{release.partition('?')[0]}?t="):
            refused = client.post(link)
            assert (refused.status_code, refused.json()["type"]) == (403, "urn:sekimori:problem:not-taken")
            assert client.get(link).status_code == 403
        assert client.get(f"{OWN}/", headers={"accept": "*/*"}).json() == {"holds": []}
    assert not waiting.origins["approved"].received


def probes(client: httpx.Client, url: str, token_of_another: dict[str, str], accept: dict[str, str]) -> list[httpx.Response]:
    return [
        client.get(url, headers=accept),
        client.head(url, headers=accept),
        client.post(f"{url}/reason", json={"reason": "regular-work"}, headers=accept),
        client.post(f"{url}/reason", json={"reason": "no such reason"}, headers=accept),
        client.post(f"{url}/reason", data=token_of_another | {"reason": "regular-work"}, headers=accept),
        client.post(f"{url}/reason", content=b"{", headers={**accept, "content-type": "application/json"}),
    ]


@pytest.mark.parametrize("number", ["%ff", "ABCD-EFGH-JKMN-PQRS" * 40, "..%2f..", "'", "ABCD-EFGH-JKMN-PQRS%00"])
def test_a_number_that_is_none_is_not_found(waiting: Deployment, number: str) -> None:
    with waiting.client(account="b21") as client:
        assert client.get(f"{OWN}/held/{number}").status_code == 404


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param(json.dumps({"reason": "no such"}).encode(), "application/json", 400, id="unknown reason"),
        pytest.param(json.dumps({"reason": "other"}).encode(), "application/json", 400, id="words are missing"),
        pytest.param(b'{"reason": ["regular-work"]}', "application/json", 400, id="a list for a reason"),
        pytest.param(b"reason=regular-work", "application/x-www-form-urlencoded", 400, id="a form without a token"),
        pytest.param(b"reason=regular-work", "text/plain", 415, id="another type"),
        pytest.param(b"[]", "application/json", 400, id="no object"),
        pytest.param(b'{"reason": "' + b"x" * 20_000 + b'"}', "application/json", 413, id="too large"),
    ],
)
def test_a_reason_that_is_none_changes_nothing(waiting: Deployment, content: bytes, kind: str, status: int) -> None:
    stopped = asked(waiting, "b22", 37_000, 12).json()
    with waiting.client(account="b22") as client:
        answer = client.post(f"{stopped['status_url']}/reason", content=content, headers={"content-type": kind})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert client.get(stopped["status_url"]).json()["state"] == "waiting"
