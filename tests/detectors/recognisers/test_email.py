import pytest

from detectors.recognisers.email import EmailRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("連絡先はtaro@example.comです", "taro@example.com", id="touching kanji"),
        pytest.param("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", id="full width"),
        pytest.param("<a.b+c@example.co.jp>", "a.b+c@example.co.jp", id="brackets"),
        pytest.param("連絡は...taro@example.com", "taro@example.com", id="behind dots"),
        pytest.param("taro..yamada@docomo.example.jp", "taro..yamada@docomo.example.jp", id="two dots"),
        pytest.param("taro.@docomo.example.jp", "taro.@docomo.example.jp", id="dot at the end"),
        pytest.param("山田太郎taro@example.com東京都", "taro@example.com", id="name before"),
        pytest.param("mailto:taro@example.com", "taro@example.com", id="mailto"),
        pytest.param("taro+tag@example.com", "taro+tag@example.com", id="tag"),
        pytest.param("taro@example．com", "taro@example．com", id="wide dot"),
        pytest.param("taro@example.com.", "taro@example.com", id="full stop behind"),
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
        pytest.param("a@example..com", id="two dots in the domain"),
        pytest.param("user@host:~$ ls", id="a shell"),
        pytest.param('@app.route("/x")', id="a decorator"),
        pytest.param("foo@2x.png", id="a picture"),
    ],
)
def test_misses(text: str) -> None:
    assert found(EmailRecogniser(), text) == []
