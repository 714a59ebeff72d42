import pytest

from detectors.names import surroundings


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        pytest.param(surroundings.HONORIFIC, "様から", True, id="sama"),
        pytest.param(surroundings.HONORIFIC, "様々な", False, id="various"),
        pytest.param(surroundings.HONORIFIC, "氏名", False, id="full name"),
        pytest.param(surroundings.PLACE, "市長が", False, id="mayor"),
        pytest.param(surroundings.PLACE, "市に", True, id="city"),
        pytest.param(surroundings.ORGANISATION, "社長", False, id="president"),
        pytest.param(surroundings.ORGANISATION, "商店", True, id="shop"),
        pytest.param(surroundings.WHERE, "へ行く", True, id="to a place"),
    ],
)
def test_what_follows_a_name(pattern: "surroundings.re.Pattern[str]", text: str, matches: bool) -> None:
    assert bool(pattern.match(text)) is matches
