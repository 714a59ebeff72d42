import pytest

from detectors.disguises.labelled import behind_label


@pytest.mark.parametrize(
    ("before", "told"),
    [
        pytest.param("電話番号は ", True, id="particle"),
        pytest.param("TEL: ", True, id="colon"),
        pytest.param("電話をしたのは昨日の ", False, id="a word between"),
        pytest.param("価格は", False, id="another word"),
    ],
)
def test_a_label_stands_directly_before(before: str, told: bool) -> None:
    assert behind_label(before + "090", len(before)) is told
