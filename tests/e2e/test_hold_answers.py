"""Who may answer for a transfer that waits, and until when: by what the far side received, through the real proxy."""

import httpx
import orjson
import pytest

from tests.support.deployment import Deployment, run
from tests.support.people import as_json, canaries, customers
from tests.support.together import together
from tests.support.waiting import OWN, api, end, events, kept, look, post, token, until


def waits(site: Deployment, account: str, start: int, number: int = 40) -> tuple[bytes, dict[str, str]]:
    """Send people of one's own, and return the body and what the program was told."""
    body = as_json(customers(start, number))
    stopped = post(site, body, account=account)
    assert stopped.status_code == 403
    return body, stopped.json()


def test_two_people_approve_and_it_passes_exactly_once(waiting: Deployment) -> None:
    body, stopped = waits(waiting, "a00", 10_000)
    hold, origin = stopped["held"], waiting.origins["approved"]
    assert (stopped["type"], stopped["approvals_missing"]) == ("urn:sekimori:problem:approval-needed", 2)
    before = as_json(customers(12_000, 12))
    assert post(waiting, before, account="a00").json()["type"] == "urn:sekimori:problem:reason-needed", "what waits is not counted yet"
    first, second, own = (token(waiting, account) for account in ("sv01", "sv02", "a00"))

    assert api(waiting, own, "POST", f"/{hold}/approve").json() == {"error": "nobody answers for a transfer of their own"}
    assert api(waiting, own, "POST", f"/{hold}/approve").status_code == 403
    once = api(waiting, first, "POST", f"/{hold}/approve")
    assert (once.status_code, once.json()["state"], once.json()["missing"]) == (200, "waiting", 1)
    state = look(waiting, stopped, "a00")
    assert (state.status_code, state.json()["state"], state.json()["approvals_missing"]) == (202, "waiting", 1)
    assert "release" not in state.json()
    twice = api(waiting, first, "POST", f"/{hold}/approve")
    assert (twice.status_code, twice.json()["error"]) == (409, "this person has approved already: another one must")
    assert post(waiting, body, account="a00").json()["held"] == hold
    assert not origin.received

    assert api(waiting, second, "POST", f"/{hold}/approve").json()["state"] == "ready"
    ready = look(waiting, stopped, "a00")
    assert (ready.status_code, ready.json()["approvals_missing"]) == (200, 0)
    with waiting.client(account="a00") as client:
        assert client.post(ready.json()["release"]["href"]).text == "ok"
        assert client.post(ready.json()["release"]["href"]).status_code == 403
    assert [bytes(one.body) for one in origin.received] == [body]
    assert not kept(waiting, hold)
    late = api(waiting, second, "POST", f"/{hold}/approve")
    assert (late.status_code, late.json()["error"]) == (409, "it was released already")
    told = "asked a00, refused a00, refused a00, approved sv01, refused sv01, approved sv02, released a00, refused sv02"
    assert ", ".join(" ".join(one) for one in events(waiting, hold)) == told

    again = post(waiting, body, account="a00").json()
    assert again["type"] == "urn:sekimori:problem:approval-needed"
    assert (again["held"] == hold, again["approvals_missing"]) == (False, 2), "a repeat waits again"
    counted = post(waiting, before, account="a00").json()
    assert counted["type"] == "urn:sekimori:problem:stopped", "40 released and 12 more are over 45 a day"
    assert ("day", 52) in [(rule["rule"], rule["found"]) for rule in counted["rules"]]
    assert [bytes(one.body) for one in origin.received] == [body]


@pytest.mark.parametrize(
    ("account", "start", "number", "kind"),
    [pytest.param("b01", 14_000, 40, "hold", id="hold"), pytest.param("b02", 15_000, 12, "justify", id="justify")],
)
def test_when_its_time_is_over_nothing_is_left_and_nothing_passes(
    waiting: Deployment, account: str, start: int, number: int, kind: str
) -> None:
    body, stopped = waits(waiting, account, start, number)
    hold, bearer = stopped["held"], token(waiting, "sv01")
    assert kept(waiting, hold)
    assert look(waiting, stopped, account).json()["expires"] == stopped["expires"]
    before = waiting.metric("sekimori_holds_total", kind=kind, event="expired")
    end(waiting, hold)
    state = look(waiting, stopped, account)
    assert (state.status_code, state.json()["type"], state.json()["state"]) == (403, "urn:sekimori:problem:expired", "expired")
    for answer in ("approve", "deny"):
        late = api(waiting, bearer, "POST", f"/{hold}/{answer}")
        assert late.status_code == 409
        assert late.json()["error"] == "its time is over: nothing passes, and it cannot be answered any more"
    with waiting.client(account=account) as client:
        given = client.post(f"{OWN}/held/{hold}/reason", json={"reason": "regular-work"})
    assert (given.status_code, given.json()["type"]) == (409, "urn:sekimori:problem:closed")
    until(lambda: not kept(waiting, hold))
    until(lambda: waiting.metric("sekimori_holds_total", kind=kind, event="expired") > before)
    assert api(waiting, bearer, "GET", f"/{hold}").json()["state"] == "expired"
    assert events(waiting, hold).count(("expired", "sekimori")) == 1
    again = post(waiting, body, account=account).json()
    assert again["held"] != hold, "it waits anew"
    assert not waiting.origins["approved"].received


def test_an_approval_that_nobody_uses_ends_too(waiting: Deployment) -> None:
    body, stopped = waits(waiting, "b03", 16_000)
    hold = stopped["held"]
    api(waiting, token(waiting, "sv01"), "POST", f"/{hold}/approve")
    with waiting.client(account="b03") as client:
        release = client.get(stopped["status_url"]).json()["release"]["href"]
        end(waiting, hold)
        assert client.post(release).status_code == 403
    assert post(waiting, body, account="b03").json()["held"] != hold
    until(lambda: not kept(waiting, hold))
    assert look(waiting, stopped, "b03").json()["state"] == "expired"
    assert not waiting.origins["approved"].received


def test_an_approval_waives_no_block_that_came_meanwhile(waiting: Deployment) -> None:
    body, stopped = waits(waiting, "b07", 22_000)
    api(waiting, token(waiting, "sv01"), "POST", f"/{stopped['held']}/approve")
    less, why = waits(waiting, "b07", 23_000, 12)
    with waiting.client(account="b07") as client:
        assert client.post(f"{why['status_url']}/reason", json={"reason": "regular-work"}).status_code == 303
        assert post(waiting, less, account="b07").text == "ok"
        release = client.get(stopped["status_url"]).json()["release"]["href"]
        for refused in (client.post(release), post(waiting, body, account="b07")):
            assert (refused.status_code, refused.json()["type"]) == (403, "urn:sekimori:problem:stopped"), "12 and 40 are over 45 a day"
    assert [bytes(one.body) for one in waiting.origins["approved"].received] == [less]
    assert kept(waiting, stopped["held"]), "the pass was not used"


def test_a_no_is_told_to_all_and_leaves_nothing(waiting: Deployment) -> None:
    body, stopped = waits(waiting, "b04", 17_000)
    hold, other = stopped["held"], token(waiting, "sv02")
    assert api(waiting, token(waiting, "sv01"), "POST", f"/{hold}/deny").json()["state"] == "denied"
    assert not kept(waiting, hold)
    state = look(waiting, stopped, "b04")
    assert (state.status_code, state.json()["type"], state.json()["state"]) == (403, "urn:sekimori:problem:denied", "denied")
    assert "retry-after" not in state.headers
    for answer in ("approve", "deny"):
        late = api(waiting, other, "POST", f"/{hold}/{answer}")
        assert (late.status_code, late.json()["error"]) == (409, "it was denied, and stays so")
    assert post(waiting, body, account="b04").json()["type"] == "urn:sekimori:problem:denied"
    assert not waiting.origins["approved"].received


def test_an_approver_of_one_client_learns_nothing_of_another(waiting: Deployment) -> None:
    _, ours = waits(waiting, "b05", 18_000)
    _, theirs = waits(waiting, "a05", 19_000)
    _, nobodys = waits(waiting, "of-no-client", 20_000)
    limited, both, boss = ordered(waiting, "sv-b", "beta"), token(waiting, "sv-ab", "alpha", "beta"), token(waiting, "boss")
    sees = {
        name: {one["tenant"] for one in api(waiting, bearer, "GET").json()["holds"]}
        for name, bearer in (("limited", limited), ("both", both), ("boss", boss))
    }
    assert sees == {"limited": {"beta"}, "both": {"alpha", "beta"}, "boss": {"alpha", "beta", "unassigned"}}
    for number in (theirs["held"], nobodys["held"]):
        for method, path in (("GET", ""), ("POST", "/approve"), ("POST", "/deny")):
            refused = api(waiting, limited, method, f"/{number}{path}")
            assert refused.status_code == 403
            assert refused.json() == {"error": "it concerns a client that this approver does not answer for"}
        assert [one for one in events(waiting, number) if one[0] != "asked"] == [("refused", "sv-b")] * 3
    assert api(waiting, limited, "GET", "/ABCD-EFGH-JKMN-PQRS").status_code == 404
    assert api(waiting, limited, "GET", f"/{ours['held']}").json()["state"] == "waiting"
    assert api(waiting, limited, "POST", f"/{ours['held']}/approve").json()["state"] == "ready"
    assert api(waiting, both, "POST", f"/{theirs['held']}/approve").json()["missing"] == 1
    assert api(waiting, boss, "POST", f"/{nobodys['held']}/deny").json()["state"] == "denied"
    shown = run("holds", "list", "--home", str(waiting.home), "--url", waiting.management, "--token", limited).stdout
    assert ours["held"] in shown
    assert theirs["held"] not in shown
    spoken = ours["held"].lower().replace("-", " ")
    as_limited = ("--home", str(waiting.home), "--url", waiting.management, "--token", limited)
    one = run("holds", "show", spoken, *as_limited).stdout
    assert ours["held"] in one, "read out on the telephone"
    assert "ask-somebody: hold; people.transfer 40 over 30" in one
    told = orjson.loads(run("holds", "show", spoken, "--format", "json", *as_limited).stdout)
    assert (told["id"], told["transfer"]["people"]) == (ours["held"], 40)
    assert not [value for value in canaries(customers(18_000, 40)) if value in shown + one]
    denied = run("holds", "deny", theirs["held"], *as_limited[:-1], both).stdout
    assert "state denied" in " ".join(denied.split())


def ordered(site: Deployment, account: str, *tenants: str, status: int = 0) -> str:
    """Make a token by the command line."""
    limits = [word for tenant in tenants for word in ("--tenant", tenant)]
    done = run("holds", "token", account, *limits, "--home", str(site.home), status=status)
    return (done.stderr if status else done.stdout).strip()


def test_a_client_that_the_policy_does_not_know_is_a_mistake(waiting: Deployment) -> None:
    former = token(waiting, "sv-c")
    assert ordered(waiting, "sv-c", "bata", status=2) == "sekimori holds: no client of the policy: bata (known: alpha, beta, unassigned)"
    assert api(waiting, former, "GET").status_code == 200, "nothing was changed"


def test_two_approvals_and_two_releases_at_once_are_one_each(waiting: Deployment) -> None:
    body, stopped = waits(waiting, "a06", 21_000)
    hold, bearers = stopped["held"], [token(waiting, f"sv{number}") for number in range(2)]
    answers = together(*[lambda bearer=bearer: api(waiting, bearer, "POST", f"/{hold}/approve") for bearer in bearers * 2])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    assert sum(answer.status_code == 200 and answer.json()["state"] == "ready" for answer in answers) == 1
    release = look(waiting, stopped, "a06").json()["release"]["href"]

    def released() -> httpx.Response:
        with waiting.client(account="a06") as client:
            return client.post(release)

    answers = together(*[released] * 4, *[lambda: post(waiting, body, account="a06")] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, *[403] * 7]
    assert [bytes(one.body) for one in waiting.origins["approved"].received] == [body]
