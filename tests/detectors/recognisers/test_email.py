import pytest

from detectors.recognisers.email import EmailRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("連絡先はtaro@example.comです", "taro@example.com", id="touching kanji"),
        pytest.param("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", id="full width"),
        pytest.param("<a.b+c@example.co.jp>", "a.b+c@example.co.jp", id="brackets"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(EmailRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("@taro", id="handle"),
        pytest.param("pkg@1.2.3", id="a version"),
        pytest.param("git@example.com:repo", id="a remote"),
        pytest.param("taro@example", id="no domain"),
    ],
)
def test_misses(text: str) -> None:
    assert found(EmailRecogniser(), text) == []
