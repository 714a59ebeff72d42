import pytest

from detectors.names.words import words_of

pytestmark = pytest.mark.model


def test_the_model_names_persons_and_remembers() -> None:
    from detectors.names.model import Model

    model = Model()
    sentence = tuple(words_of("昨日、田中太郎さんと渋谷で会った。"))
    [first] = model.read([sentence])
    [again, other] = model.read([sentence, tuple(words_of("天気が良い。"))])
    assert ("Person", 3, 7) in {(n.label, n.start, n.end) for n in first.named}
    assert again is first
    assert all(n.label != "Person" for n in other.named)
    assert first.context.shape == (len(sentence), 256)


def test_words_have_vectors() -> None:
    from detectors.names.model import Model

    model = Model()
    assert model.vector("東京").any()
    assert not model.vector("絽羅璃絽羅璃").any()


def test_a_single_space_is_part_of_the_word_before() -> None:
    from detectors.names.model import Model

    sentence = tuple(words_of("山田 太郎です"))
    [read] = Model().read([sentence])
    rows = {w.surface: read.context[at].any() for at, w in enumerate(sentence)}
    assert rows["山田"]
    assert not rows[" "]
