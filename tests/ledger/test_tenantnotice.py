from dataclasses import replace
from datetime import date, timedelta

import pytest

from detectors.model import GapReason
from ledger.egress import Egress
from ledger.incidents import Story
from ledger.records import GapNote, Record, Sample
from ledger.tenantnotice import Draft, Rule, draft
from rules.model import Action, DestinationClass, Verdict
from rules.schema import Tenant
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.ledger.recorded import of_tenant, record

COMPANY = Tenant(id="alpha", name="見本商事", sector="private")
CITY = Tenant(id="alpha", name="見本市", sector="public")


def kept(*, people: int = 101, decided: Verdict | None = None, category: DestinationClass = DestinationClass.PASTE) -> Record:
    return record(transfer(category=category), inspection(*range(people)), decided or verdict(Action.BLOCK))


def made(one: Record, tenant: str = "alpha", client: Tenant | None = COMPANY, **kwargs: object) -> Draft:
    found = draft(Story(record=one), tenant, client, "person-1a2b3c4d", NOON if kwargs.get("known") else None)
    assert found
    return found


def test_what_the_ledger_knows_of_its_only_client_is_filled_in() -> None:
    found = made(kept())
    assert (found.name, found.unit, found.who) == ("見本商事", "第一課", "person-1a2b3c4d")
    assert (found.people, found.people_exact, found.matched, found.names_only) == (101, True, False, 0)
    assert (found.kinds, found.egress, found.bytes) == (("PHONE_NUMBER",), Egress.BLOCKED, 0)
    assert [(c.case.value, c.client) for c in found.candidates] == [("t3", "")]
    assert "op-17" not in repr(found)


def test_what_is_not_on_record_is_none() -> None:
    one = replace(kept(decided=verdict(Action.ALERT)), unit="", size_bytes=0)
    found = made(one, client=None)
    assert (found.name, found.unit, found.employment, found.bytes, found.due) == (None, None, None, None, None)


def test_a_count_that_is_not_whole_is_at_least_so_many() -> None:
    assert made(replace(kept(), complete=False)).people_exact is False


SAMPLE = Sample(entity="JP_ADDRESS", masked="*", place="", score=0.9, recogniser="r", tenants=("beta",))


@pytest.mark.parametrize(
    ("tenant", "people", "kinds"),
    [
        pytest.param("alpha", 70, None, id="the-places-client"),
        pytest.param("beta", 31, ("JP_ADDRESS",), id="another-by-match"),
    ],
)
def test_of_several_clients_each_sees_its_own_alone(tenant: str, people: int, kinds: tuple[str, ...] | None) -> None:
    decided = verdict(Action.BLOCK)
    named = replace(decided, matches=tuple(replace(decided.matches[0], rule=f"{client}-list") for client in ("alpha", "beta")))
    one = replace(of_tenant(kept(decided=named), "alpha", (("beta",), 31)), samples=(SAMPLE,))
    found = made(one, tenant)
    assert found.rules == (Rule(id=None, kitei="第12条"),)
    assert (found.people, found.kinds, found.names_only) == (people, kinds, None)
    assert found.matched is (tenant == "beta")
    assert (found.host, found.unit) == ((None, None) if tenant == "beta" else ("files.example.net", "第一課"))
    other = {"alpha": "beta", "beta": "alpha"}[tenant]
    assert other not in repr(found)
    assert "101" not in repr(found).replace(found.incident, "")


def test_a_client_without_people_in_it_gets_no_draft() -> None:
    for one, tenant in ((kept(), "beta"), (kept(people=0), "alpha")):
        assert draft(Story(record=one), tenant, COMPANY, "person-x", None) is None


@pytest.mark.parametrize(
    ("people", "client", "met"),
    [
        pytest.param(101, CITY, True, id="101-of-a-city"),
        pytest.param(100, CITY, False, id="a-hundred-of-a-city"),
        pytest.param(1000, COMPANY, False, id="a-thousand-of-a-company"),
        pytest.param(1001, COMPANY, True, id="over-a-thousand-of-a-company"),
    ],
)
def test_a_client_is_told_of_its_own_line(people: int, client: Tenant | None, met: bool) -> None:
    cases = [candidate.case.value for candidate in made(kept(people=people), client=client).candidates]
    assert ("t4" in cases) is met


@pytest.mark.parametrize(("people", "clause"), [(101, "規則43条"), (1001, "規則7条4号")])
def test_a_client_that_may_be_a_public_body_is_told_so(people: int, clause: str) -> None:
    found = made(kept(people=people), client=None).candidates[-1]
    assert found.clause == clause
    assert ("公的機関であれば" in found.reason) is (people == 101)


def test_deadlines_are_counted_from_the_day_it_became_known() -> None:
    due = made(kept(), known=True).due
    assert due
    assert due.first == (date(2026, 4, 12), date(2026, 4, 14))
    assert (due.full, due.full_improper) == (date(2026, 5, 9), date(2026, 6, 8))
    proper = made(kept(category=DestinationClass.APPROVED, decided=verdict(Action.ALERT)), known=True).due
    assert proper
    assert proper.full_improper is None


def test_it_is_the_day_of_japan_that_counts() -> None:
    late = NOON.replace(hour=1).astimezone(tz=None) + timedelta(0)
    found = draft(Story(record=kept()), "alpha", COMPANY, "person-x", late)
    assert found
    assert found.due
    assert found.due.first[0] == date(2026, 4, 12)


def test_parts_that_nobody_read_are_named() -> None:
    note = GapNote(reason=GapReason.ENCRYPTED, size_bytes=9, place="")
    assert made(replace(kept(), gaps=(note, note))).unread == ("encrypted",)
