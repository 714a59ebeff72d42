import pytest

from detectors.names.katakana import BUCKETS, CLASSES, buckets, sounds_like


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        pytest.param("スミノフスキー", "person", id="person"),
        pytest.param("ジョンストン", "person", id="foreign surname"),
        pytest.param("フィルタリング", "common", id="loanword"),
        pytest.param("コネクター", "common", id="thing"),
    ],
)
def test_words_are_told_by_their_sound(word: str, kind: str) -> None:
    odds = sounds_like(word)
    assert CLASSES[int(odds.argmax())] == kind
    assert odds.sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("word", ["山田", "ア", "abc", "", "ア" * 21, "やまだ"])
def test_of_other_words_nothing_is_said(word: str) -> None:
    assert sounds_like(word).tolist() == [0, 0, 0, 0]


def test_every_row_exists() -> None:
    assert all(0 <= row < BUCKETS for row in buckets("サンプル"))
