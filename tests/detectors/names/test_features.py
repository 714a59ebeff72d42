import numpy as np
import pytest

from detectors.names import features
from detectors.names.features import COLUMNS, OF_PLACE, OF_SURFACE, SIGNS
from detectors.names.words import words_of
from detectors.reading import Reading


def _place(text: str, word: str) -> dict[str, str]:
    reading = Reading(raw=text)
    at = next(at for at, w in enumerate(reading.words) if w.surface == word)
    return dict(zip(OF_PLACE, features.of_place(reading)[at], strict=True))


def test_every_column_has_one_name() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert len(features.of_surface("山田")) == len(OF_SURFACE)


@pytest.mark.parametrize(
    ("surface", "shape"),
    [
        pytest.param("山田", "K2", id="kanji"),
        pytest.param("サトウ", "T3", id="katakana"),
        pytest.param("山ノ内", "KTK3", id="mixed"),
        pytest.param("Abc", "L3", id="Latin"),
        pytest.param("佐々木", "K3", id="repeated kanji"),
    ],
)
def test_shapes(surface: str, shape: str) -> None:
    assert dict(zip(OF_SURFACE, features.of_surface(surface), strict=True))["shape"] == shape


def test_a_word_is_told_by_the_candidate_it_stands_in() -> None:
    first, second = _place("山田太郎と申します", "山田"), _place("山田太郎と申します", "太郎")
    assert first["candidate"].startswith("B")
    assert second["candidate"].startswith("I")
    assert _place("本日は晴天なり", "晴天")["candidate"] == ""


def test_whole_names_of_the_list() -> None:
    reading = Reading(raw="作者は夏目漱石です")
    assert [row[-1] for row in features.of_place(reading)].count("B") == 1


def test_signs_tell_what_stands_around() -> None:
    reading = Reading(raw="佐藤様です。佐藤です")
    told = features.signs(reading)
    assert told.shape == (len(reading.words), SIGNS)
    assert told[0, 0] == 1, "an honorific behind"
    assert told[2, 0] == 0
    assert np.isin(told, (0, 1)).all()


def test_the_answers_of_the_model() -> None:
    words = tuple(words_of("昨日は山田太郎と会った"))
    said = features.of_model(words, [(3, 7, "Person")])
    assert [label for label in said if label != "O"] == ["B-Person", "I-Person"]
