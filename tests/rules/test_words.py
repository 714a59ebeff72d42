import pytest

from detectors.model import ENTITIES, GapReason
from rules.model import DestinationClass
from rules.words import CATEGORY, ENTITY, GAP


@pytest.mark.parametrize(
    ("words", "all_of_them"),
    [
        pytest.param(ENTITY, ENTITIES, id="kinds-of-data"),
        pytest.param(GAP, GapReason, id="parts-not-inspected"),
        pytest.param(CATEGORY, DestinationClass, id="places"),
    ],
)
def test_everything_has_a_name_of_its_own_in_both_languages(words: dict[str, tuple[str, str]], all_of_them: object) -> None:
    assert set(words) == set(all_of_them)  # type: ignore[call-overload]
    for language in (0, 1):
        names = [pair[language] for pair in words.values()]
        assert all(names)
        assert len(set(names)) == len(names)
