import pytest

from detectors.disguises.spelling import edits


def read(text: str, *, labelled: bool = False) -> list[str]:
    return [edit.text for edit in edits(text, labelled=labelled)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("山 田 太 郎", "山田太郎", id="name apart"),
        pytest.param("氏名: 山・田・太・郎", "山田太郎", id="name with middle dots, behind a label"),
        pytest.param("t a r o @ e x a m p l e . j p", "taro@example.jp", id="letters apart"),
        pytest.param("taro @ example . jp", "taro@example.jp", id="signs apart"),
        pytest.param("taro(at)example.jp", "taro@example.jp", id="(at)"),
        pytest.param("taro at example dot jp", "taro@example.jp", id="words"),
        pytest.param("tаrо@example.jp", "taro@example.jp", id="Cyrillic"),
        pytest.param("メール: taro★example.jp", "taro@example.jp", id="star, behind a label"),
        pytest.param("ⓣⓐⓡⓞ", "taro", id="circled"),
        pytest.param("taro@例え.jp", "taro@xn--r8jz45g.jp", id="domain in Japanese"),
    ],
)
def test_spelled_apart_is_put_together(text: str, meant: str) -> None:
    assert meant in read(text)


@pytest.mark.parametrize(
    "text",
    ["東・西・南・北", "See you at example.com", "新商品★example.jp", "taro@example.jpへ", "look at dot net", "def f(at): pass"],
)
def test_other_text_stays(text: str) -> None:
    assert read(text) == []
