import pytest

from detectors.labels import ROLES, entity_of_header, in_text, is_whole, role_of_header, words
from detectors.model import ENTITIES


@pytest.mark.parametrize(
    ("header", "entity", "part"),
    [
        pytest.param("氏名", "PERSON", "", id="name"),
        pytest.param("フリガナ", "PERSON", "kana", id="reading"),
        pytest.param("セイ", "PERSON", "surname_kana", id="surname reading"),
        pytest.param("firstName", "PERSON", "given", id="camel case"),
        pytest.param("申請者代表者名", "PERSON", "", id="longest ending"),
        pytest.param("氏名（セイ）", "PERSON", "surname_kana", id="the part of a name in brackets"),
        pytest.param("お名前（カナ）", "PERSON", "kana", id="a reading in brackets"),
        pytest.param("営業者名かな", "PERSON", "kana", id="a name and the word for its reading"),
        pytest.param("Last Name (Kana)", "PERSON", "surname_kana", id="both"),
        pytest.param("contact.name.first", "PERSON", "given", id="the end of a path"),
        pytest.param("MailingAddress.state", "JP_ADDRESS", "prefecture", id="the end of a path to an address"),
        pytest.param("telephone　number", "PHONE_NUMBER", "", id="full-width space"),
        pytest.param("FAX番号", "PHONE_NUMBER", "", id="fax"),
        pytest.param("施設所在地２", "JP_ADDRESS", "building", id="numbered building"),
        pytest.param("住所（番地まで）", "JP_ADDRESS", "", id="brackets"),
        pytest.param("所在地_都道府県", "JP_ADDRESS", "prefecture", id="prefecture"),
        pytest.param("ＴＥＬ", "PHONE_NUMBER", "", id="full width"),
        pytest.param("運転免許証No.", "JP_DRIVERS_LICENSE", "", id="licence"),
    ],
)
def test_a_header_names_its_role(header: str, entity: str, part: str) -> None:
    role = role_of_header(header)
    assert role is not None
    assert (role.entity, role.part) == (entity, part)
    assert entity_of_header(header) == entity


@pytest.mark.parametrize(
    "header", ["法人番号", "商品コード", "緯度", "名　　称", "施設名カナ", "公園HPアドレス", "orderId", "施設名（カナ）", "product.name"]
)
def test_a_header_of_things_is_known_as_such(header: str) -> None:
    role = role_of_header(header)
    assert role is not None
    assert role.entity == ""
    assert entity_of_header(header) is None


@pytest.mark.parametrize(
    "header", ["", "対応メモ", "運営主体", "これは見出しではなく、四十字を超える長い文であり、最後が偶然に次の語で終わる電話番号"]
)
def test_other_headers_say_nothing(header: str) -> None:
    assert role_of_header(header) is None


def test_whole_words() -> None:
    assert is_whole("電話番号：")
    assert is_whole("住所 2")
    assert not is_whole("東京支店")


def test_every_role_is_of_a_shipped_entity() -> None:
    assert {role.entity for role in ROLES.values()} <= {*ENTITIES, ""}


def test_headers_of_few_letters_are_no_labels_in_text() -> None:
    known = dict(in_text())
    assert "県" not in known
    assert known["電話番号"].entity == "PHONE_NUMBER"
    assert "電話番号" in words("PHONE_NUMBER")
