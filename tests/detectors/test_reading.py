import pytest

from detectors.reading import Reading


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        pytest.param("電話番号：", "PHONE_NUMBER", id="colon"),
        pytest.param("口座番号は", "JP_BANK_ACCOUNT", id="particle"),
        pytest.param("【ご住所】", "JP_ADDRESS", id="brackets"),
        pytest.param('"telephoneNumber": "', "PHONE_NUMBER", id="json"),
        pytest.param("tel=", "PHONE_NUMBER", id="form"),
        pytest.param("伝票番号：", "", id="of a thing"),
    ],
)
def test_the_label_before_a_value(text: str, entity: str) -> None:
    label = Reading(raw=text + "1").label_of(len(text))
    assert label is not None
    assert label.role.entity == entity


@pytest.mark.parametrize("text", ["電話番号を教えて頂けますか。それは", "hotel ", "本文"])
def test_no_label(text: str) -> None:
    assert Reading(raw=text + "1").label_of(len(text)) is None


def test_a_label_in_the_neighbourhood() -> None:
    reading = Reading(raw="マイナンバーを確認します。えーと、123456789018")
    assert reading.near("JP_MY_NUMBER", 16, 28) is not None
    assert reading.near("JP_PASSPORT", 16, 28) is None
