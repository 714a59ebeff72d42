import pytest

from detectors.names.candidates import from_words
from detectors.names.evidence import THRESHOLD, weigh
from detectors.reading import Reading


def _best(text: str) -> tuple[float, tuple[str, ...]]:
    reading = Reading(raw=text)
    return max((weigh(reading, c) for c in from_words(reading.words, reading.raw)), default=(0.0, ()))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("佐藤様からお電話", "honorific", id="honorific"),
        pytest.param("佐藤課長に伝える", "title", id="title"),
        pytest.param("佐藤と申します", "introduction", id="introduction"),
        pytest.param("氏名：佐藤", "label", id="label"),
        pytest.param("俳優の佐藤", "role", id="role"),
    ],
)
def test_a_surname_needs_evidence_and_says_which(text: str, reason: str) -> None:
    score, reasons = _best(text)
    assert reason in reasons
    assert score >= THRESHOLD


@pytest.mark.parametrize("text", ["佐藤", "佐藤駅まで", "佐藤商店で", "佐藤大学の", "宮崎へ旅行"])
def test_without_evidence_or_against_it_there_is_no_name(text: str) -> None:
    assert _best(text)[0] < THRESHOLD
