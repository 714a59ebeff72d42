import pytest

from detectors.names.tagger import Tagger, by_dictionaries
from detectors.reading import Reading

NAMED = [
    pytest.param("私、山田太郎と申します。", ["山田太郎"], id="introduction"),
    pytest.param("佐藤様から折り返しのご依頼です。", ["佐藤"], id="surname with an honorific"),
    pytest.param("担当の鈴木でございます。", ["鈴木"], id="staff"),
    pytest.param("山田　花子様と田中 一郎様がご来店。", ["山田　花子", "田中 一郎"], id="spaces inside"),
    pytest.param("髙橋様、渡邉様の件", ["高橋", "渡辺"], id="variant characters, folded"),
    pytest.param("氏名：スズキ　イチロウ", ["スズキ　イチロウ"], id="kana behind a label"),
    pytest.param("ジョン・スミス様よりお電話", ["ジョン・スミス"], id="foreign"),
    pytest.param("ご契約者は高橋さくら様ですね。", ["高橋さくら"], id="given name in hiragana"),
]
UNNAMED = [
    pytest.param("東京ディズニーシーへ行きたいのですが", id="park"),
    pytest.param("山田電機株式会社の担当者に代わってください。", id="company"),
    pytest.param("三鷹駅の近くの店舗はどこですか。", id="station"),
    pytest.param("令和元年のカタログは　在庫がありません。", id="era and a wide space"),
    pytest.param("ルーターのランプが赤く点滅しています。", id="product"),
    pytest.param("お客様、少々お待ちくださいませ。", id="customer"),
    pytest.param("千葉までの送料はいくらですか。", id="place"),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_names_are_found_by_dictionaries_alone(text: str, expected: list[str]) -> None:
    from detectors.fold import fold

    reading = Reading(raw=fold(text))
    assert [reading.raw[n.start : n.end] for n in by_dictionaries(reading)] == [fold(name) for name in expected]


@pytest.mark.parametrize("text", UNNAMED)
def test_what_is_no_name(text: str) -> None:
    assert by_dictionaries(Reading(raw=text)) == []


def test_what_spoke_for_a_name_is_told() -> None:
    [name] = by_dictionaries(Reading(raw="佐藤様からお電話"))
    assert {"honorific", "network"} <= set(name.evidence)
    assert 0.5 < name.score <= 1


def test_an_empty_text_has_no_names() -> None:
    assert by_dictionaries(Reading(raw="")) == []


def test_the_clock_is_asked_between_pieces() -> None:
    def out_of_time() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        Tagger(None).read([Reading(raw="山田です")], ask=False, check=out_of_time)


@pytest.mark.model
def test_ginza_is_asked_where_in_doubt_and_says_so() -> None:
    from detectors.names.model import Model

    tagger = Tagger(Model())
    texts = ["昨日、田中太郎さんと渋谷で会った。", "本日は晴天なり。"]
    found = tagger.read([Reading(raw=text) for text in texts], ask=True, check=lambda: None)
    assert [[texts[at][n.start : n.end] for n in names] for at, names in enumerate(found)] == [["田中太郎"], []]
