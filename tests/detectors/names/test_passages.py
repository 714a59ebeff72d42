import pytest

from detectors.names.passages import WINDOW, passages, sentences
from detectors.names.words import words_of

TEXT = "本日は佐藤の件で参りました。天気が良い。山田です。"
WORDS = tuple(words_of(TEXT))


def _asked(words: tuple[str, ...]) -> list[str]:
    places = [at for at, word in enumerate(WORDS) if word.surface in words]
    return ["".join(w.surface for w in passage) for _, passage in passages(WORDS, places)]


def test_sentences_are_all_of_the_text() -> None:
    found = list(sentences(WORDS))
    assert ["".join(w.surface for w in words) for _, words in found] == ["本日は佐藤の件で参りました。", "天気が良い。", "山田です。"]
    assert [WORDS[first] for first, _ in found] == [words[0] for _, words in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param((), [], id="nothing"),
        pytest.param(("佐藤",), ["本日は佐藤の件で参りました。"], id="one sentence"),
        pytest.param(("佐藤", "山田"), ["本日は佐藤の件で参りました。", "山田です。"], id="two with one between"),
        pytest.param(("本日", "佐藤"), ["本日は佐藤の件で参りました。"], id="two of one"),
    ],
)
def test_the_model_reads_sentences_with_words_in_doubt(asked: tuple[str, ...], expected: list[str]) -> None:
    assert _asked(asked) == expected


def test_of_long_sentences_only_what_the_model_can_see_from_the_word() -> None:
    words = tuple(words_of("赤い花と" * 40))
    [(first, passage)] = passages(words, [80])
    assert (first, len(passage)) == (80 - WINDOW, 2 * WINDOW + 1)


def test_far_words_of_one_long_sentence_are_two_passages() -> None:
    words = tuple(words_of("赤い花と" * 40))
    assert [first for first, _ in passages(words, [20, 90])] == [20 - WINDOW, 90 - WINDOW]
