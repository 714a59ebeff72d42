import pytest

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.sensitive import SensitiveRecogniser

PERSON = Hit(entity="PERSON", start=0, end=4, score=1.0, recogniser="t")


@pytest.mark.parametrize(("people", "count"), [pytest.param([PERSON], 1, id="near a person"), pytest.param([], 0, id="nobody near")])
def test_an_illness_counts_beside_a_person_alone(people: list[Hit], count: int) -> None:
    reading = Reading(raw="山田太郎様は糖尿病で通院されています", found=people)
    assert len([h for h in SensitiveRecogniser().find(reading) if h.entity == "JP_SENSITIVE"]) == count


def test_a_person_far_away_is_no_person_near() -> None:
    reading = Reading(raw="山田太郎" + "あ" * 200 + "糖尿病", found=[PERSON])
    assert list(SensitiveRecogniser().find(reading)) == []
