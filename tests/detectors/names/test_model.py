import pytest

from detectors.names.words import words_of

pytestmark = pytest.mark.model


def test_the_model_names_persons_and_remembers() -> None:
    from detectors.names.model import Model

    model = Model()
    sentence = tuple(words_of("昨日、田中太郎さんと渋谷で会った。"))
    [first] = model.read([sentence])
    [again, other] = model.read([sentence, tuple(words_of("天気が良い。"))])
    assert ("Person", 3, 7) in {(n.label, n.start, n.end) for n in first}
    assert again == first
    assert all(n.label != "Person" for n in other)
