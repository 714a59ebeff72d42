from detectors.names.questions import passages
from detectors.reading import Reading


def _asked(text: str) -> str:
    return "|".join("".join(w.surface for w in passage) for passage in passages(Reading(raw=text)))


def test_the_model_is_asked_where_it_decides() -> None:
    assert "佐藤" in _asked("本日は佐藤の件で参りました。")


def test_it_is_not_asked_where_nothing_is_in_doubt() -> None:
    assert _asked("本日は晴天なり。明日も晴れるでしょう。") == ""
    assert _asked("山田太郎と申します。") == ""


def test_far_sentences_are_left_out() -> None:
    text = "天気が良い。" * 20 + "佐藤の件です。" + "天気が良い。" * 20
    assert len(_asked(text)) < 60
