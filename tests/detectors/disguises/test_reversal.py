import pytest

from detectors.disguises.reversal import edits


def read(text: str, *, labelled: bool = False) -> list[str]:
    return [edit.text for edit in edits(text, labelled=labelled)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("すで8765-4321-090は号番話電", "電話番号は090-1234-5678です", id="line with a label"),
        pytest.param("番は8765-4321-090", "090-1234-5678", id="mobile number"),
        pytest.param("電話 87654321090", "09012345678", id="digits behind a label"),
        pytest.param("pj.elpmaxe@orat", "taro@example.jp", id="e-mail"),
        pytest.param("氏名 郎太田山", "山田太郎", id="name behind a label"),
    ],
)
def test_backwards_is_turned_round(text: str, meant: str) -> None:
    assert meant in read(text)


@pytest.mark.parametrize("text", ["87654321090", "1234-5678-012", "氏名 山田太郎", "taro@example.jp", "jp.co.example@v1"])
def test_other_text_stays(text: str) -> None:
    assert read(text) == []
