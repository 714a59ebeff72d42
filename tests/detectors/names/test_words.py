from detectors.names.words import MAX_BYTES, Kind, chunks, kinds_of, words_of


def test_words_cover_the_text_in_order() -> None:
    text = "山田太郎は東京駅で佐藤さんに会った。"
    words = list(words_of(text))
    assert "".join(w.surface for w in words) == text
    assert [w.kind for w in words[:2]] == [Kind.SURNAME, Kind.GIVEN]


def test_texts_longer_than_the_dictionary_takes_are_cut_at_sentence_ends() -> None:
    text = "とても長い文章です。" * 6_000
    assert len(text.encode()) > MAX_BYTES
    pieces = list(chunks(text))
    assert "".join(piece for _, piece in pieces) == text
    assert all(piece.endswith("。") for _, piece in pieces)
    assert sum(1 for _ in words_of(text)) > 6_000


def test_a_text_without_sentence_ends_is_cut_all_the_same() -> None:
    text = "あ" * 60_000
    assert "".join(w.surface for w in words_of(text)) == text


def test_homographs_are_known() -> None:
    assert {Kind.SURNAME, Kind.PLACE} <= kinds_of("高松")
    assert kinds_of("ないことば") == frozenset()
