"""A made-up transfer is what it says, and for the rest what the rule asks for."""

from detectors.model import GapReason
from rules.cases import alone, inspection_of, past_of, transfer_of
from rules.model import Count, DestinationClass, Direction, Employment, Window
from rules.policy import DEFAULT, load
from rules.schema_rule import Case, When
from tests.rules.made import found

POLICY = load([DEFAULT])
WINDOW = Window(direction=Direction.UPLOAD, days=30)


def test_what_is_left_out_is_what_the_rule_asks_for() -> None:
    when = When.model_validate({"direction": "download", "class": ["paste", "crm"], "unknown_user": True})
    transfer = transfer_of(Case(), POLICY, when)
    assert (transfer.direction, transfer.destination.category, transfer.actor.known) == (Direction.DOWNLOAD, DestinationClass.PASTE, False)
    harmless = transfer_of(Case(), POLICY)
    assert (harmless.direction, harmless.destination.category, harmless.actor.known) == (Direction.UPLOAD, DestinationClass.UNKNOWN, True)


def test_what_is_said_counts() -> None:
    case = Case.model_validate(
        {
            "actor": {"id": "a", "unit": "大阪", "employment": "dispatch", "tenants": "shop"},
            "host": "www.dropbox.com",
            "at": "2026-01-10T22:00",
            "people": 3,
            "names_only": 2,
            "findings": {"PERSON": 3, "PHONE_NUMBER": 0},
            "gaps": "encrypted",
            "gap_bytes": 7,
            "past": {"30d": 40},
        }
    )
    transfer, inspection = transfer_of(case, POLICY), inspection_of(case)
    assert (transfer.actor.employment, transfer.actor.tenants) == (Employment.DISPATCH, ("shop",))
    assert transfer.destination.category is DestinationClass.PERSONAL_STORAGE
    assert transfer.at.isoformat() == "2026-01-10T22:00:00+09:00"
    assert (inspection.people.count, inspection.people.names_only, inspection.entities) == (3, 2, (("PERSON", 3),))
    assert [(gap.reason, gap.size_bytes) for gap in inspection.gaps] == [(GapReason.ENCRYPTED, 7)]
    assert past_of(case, [WINDOW]).count(WINDOW) == Count(people=40, names_only=2)
    assert past_of(case, [Window(direction=Direction.UPLOAD, days=1)]).counts[0][1].people == 3


def test_alone() -> None:
    assert alone(found(4, 1), [WINDOW]).count(WINDOW) == Count(people=4, names_only=1, exact=True)
