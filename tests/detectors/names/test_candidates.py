import pytest

from detectors.names.candidates import Shape, from_words
from detectors.names.words import words_of


def _shapes(text: str) -> list[tuple[str, Shape]]:
    return [(text[c.start : c.end], c.shape) for c in from_words(tuple(words_of(text)), text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("山田太郎です", ("山田太郎", Shape.FULL), id="surname and given"),
        pytest.param("山田　太郎です", ("山田　太郎", Shape.FULL), id="with a space"),
        pytest.param("佐藤です", ("佐藤", Shape.SURNAME), id="surname"),
        pytest.param("ジョン・スミスは", ("ジョン・スミス", Shape.CHAIN), id="joined"),
        pytest.param("J.K.スミスは", ("J.K.スミス", Shape.INITIALS), id="initials"),
    ],
)
def test_candidates(text: str, expected: tuple[str, Shape]) -> None:
    assert expected in _shapes(text)


def test_words_of_things_are_no_candidates() -> None:
    assert _shapes("本日は晴天なり") == []
