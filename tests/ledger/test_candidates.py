from dataclasses import replace

import pytest

from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger.candidates import Case, Clients, candidates
from ledger.records import Record
from rules.model import UNASSIGNED, Action, DestinationClass, Direction, Transfer, Verdict
from rules.schema import Tenant
from tests.ledger.made import ENCRYPTED, inspection, transfer, verdict
from tests.ledger.recorded import of_tenant, record

PASTE = DestinationClass.PASTE
COMPANY = Tenant(id="alpha", name="見本商事", sector="private")
CITY = Tenant(id="alpha", name="見本市", sector="public")
MONITORED = verdict(Action.ALLOW, would=Action.BLOCK)
OWN, CLIENT = "", "alpha"


def of(seen: Inspection, *, moved: Transfer | None = None, decided: Verdict | None = None) -> Record:
    return record(moved or transfer(), seen, decided or verdict(Action.ALERT))


def cases(kept: Record, *tenants: Tenant) -> list[tuple[str, str]]:
    clients: Clients = {tenant.id: tenant for tenant in tenants}
    return [(found.case.value, found.client) for found in candidates(kept, kept, clients)]


@pytest.mark.parametrize(
    ("moved", "seen", "decided", "expected"),
    [
        pytest.param(transfer(), inspection(1), verdict(Action.ALERT), [], id="approved-alert"),
        pytest.param(transfer(), inspection(1), verdict(Action.BLOCK), ["t3"], id="blocked"),
        pytest.param(transfer(), inspection(1), MONITORED, ["t3"], id="would-block"),
        pytest.param(transfer(category=PASTE), inspection(1), verdict(Action.ALERT), ["t3"], id="to-a-paste-site"),
        pytest.param(transfer(category=PASTE, direction=Direction.DOWNLOAD), inspection(1), verdict(Action.ALERT), [], id="from-there"),
        pytest.param(transfer(), inspection(1, entities=(("JP_SENSITIVE", 1),)), verdict(Action.ALERT), ["t1"], id="sensitive"),
        pytest.param(transfer(), inspection(1, entities=(("CREDIT_CARD", 1),)), verdict(Action.ALERT), ["t2"], id="card"),
        pytest.param(transfer(), inspection(1, entities=(("JP_BANK_ACCOUNT", 1),)), verdict(Action.ALERT), ["t2"], id="account"),
        pytest.param(transfer(), inspection(entities=(("JP_SENSITIVE", 1),)), verdict(Action.BLOCK), [], id="about-nobody"),
        pytest.param(transfer(), inspection(*range(1000)), verdict(Action.ALERT), [], id="a-thousand"),
        pytest.param(transfer(), inspection(*range(1001)), verdict(Action.ALERT), ["t4"], id="over-a-thousand"),
        pytest.param(transfer(), inspection(gaps=(ENCRYPTED,)), verdict(Action.BLOCK), [], id="unread"),
    ],
)
def test_what_an_incident_may_be(moved: Transfer, seen: Inspection, decided: Verdict, expected: list[str]) -> None:
    assert cases(of(seen, moved=moved, decided=decided), COMPANY) == [(case, OWN) for case in expected]


@pytest.mark.parametrize(
    ("people", "tenant", "expected"),
    [
        pytest.param(100, CITY, [], id="a-hundred-of-a-city"),
        pytest.param(101, CITY, [("t4", CLIENT)], id="101-of-a-city"),
        pytest.param(1001, CITY, [("t4", OWN), ("t4", CLIENT)], id="over-both-lines"),
        pytest.param(101, COMPANY, [], id="101-of-a-company"),
        pytest.param(101, None, [("t4", CLIENT)], id="101-of-who-knows"),
    ],
)
def test_a_public_client_has_a_line_of_its_own(people: int, tenant: Tenant | None, expected: list[tuple[str, str]]) -> None:
    assert cases(of(inspection(*range(people))), *([tenant] if tenant else [])) == expected


def test_the_reasons_tell_both_lines_apart() -> None:
    kept = of(inspection(*range(101)))
    (found,) = candidates(kept, kept, {"alpha": CITY})
    assert str(found) == ("t4 委託元 alpha(規則43条): 公的機関の委託元の線100人を超えています(101人)。自社の線1,000人には達していません")
    early = replace(kept, complete=False)
    (found,) = candidates(early, early, {"alpha": CITY})
    assert "少なくとも101人" in found.reason
    assert "数え終わっていない" in found.reason
    (unknown,) = candidates(kept, kept, {})
    assert "公的機関ならば" in unknown.reason


@pytest.mark.parametrize(
    ("customers", "expected"),
    [
        pytest.param(((("alpha",), 101),), [("t4", CLIENT)], id="matched"),
        pytest.param(((("alpha",), 100),), [], id="a-hundred-matched"),
        pytest.param(((("beta",), 101),), [], id="a-companys"),
    ],
)
def test_exact_match_tells_a_public_clients_people_wherever_they_go(
    customers: tuple[tuple[tuple[str, ...], int], ...], expected: list[tuple[str, str]]
) -> None:
    kept = of_tenant(of(inspection(*range(500))), "beta", *customers)
    assert cases(kept, CITY, Tenant(id="beta", name="ベータ", sector="private")) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(1081, ["t4"], id="80-that-stopped-and-1001-before"),
        pytest.param(1000, [], id="a-thousand-together"),
    ],
)
def test_those_who_passed_before_a_drip_was_stopped_count_too(found: int, expected: list[str]) -> None:
    kept = of(inspection(*range(80)), decided=verdict(Action.HOLD, found=found, threshold=900))
    assert cases(kept, COMPANY) == [(case, OWN) for case in expected]


def test_where_the_client_is_unknown_a_public_one_may_be_meant() -> None:
    kept = of_tenant(of(inspection(*range(101))), UNASSIGNED)
    assert cases(kept, CITY) == [("t4", UNASSIGNED)]
    assert cases(kept, COMPANY) == []
    assert cases(replace(kept, people=100), CITY) == []


def test_names_alone_are_people_too() -> None:
    seen = Inspection(entities=(("PERSON", 1),), people=People(names=PeopleSet.of([1])))
    kept = of(seen, moved=transfer(category=PASTE))
    (found,) = candidates(kept, kept, {})
    assert found.case is Case.IMPROPER
    assert "貼り付けサイト" in found.reason
