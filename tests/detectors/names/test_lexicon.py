import pytest

from detectors.names.lexicon import Use, spoken, to_hiragana, written


@pytest.mark.parametrize(
    ("word", "use"),
    [
        pytest.param("山田", Use.SURNAME, id="surname"),
        pytest.param("太郎", Use.GIVEN, id="given name"),
        pytest.param("高松", Use.PLACE, id="a place too"),
        pytest.param("シュミット", Use.SURNAME | Use.UNSORTED, id="foreign"),
        pytest.param("プリンター", Use.COMMON, id="loanword"),
    ],
)
def test_words_are_known_by_their_use(word: str, use: Use) -> None:
    assert written(word) & use


@pytest.mark.parametrize("word", ["ぬるぽなまえ", "絽羅璃", "", "ありませんでした"])
def test_other_words_are_not(word: str) -> None:
    assert written(word) == 0


@pytest.mark.parametrize("kana", ["やまだ", "ヤマダ"])
def test_names_are_known_by_sound(kana: str) -> None:
    assert spoken(kana) & Use.SURNAME


def test_katakana_is_written_as_hiragana() -> None:
    assert to_hiragana("ヴァーサ・サトウx") == "ゔぁーさ・さとうx"
