"""Small delimited texts, with the span of every value."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.hits import Hit
from detectors.rowtext import hits_in_delimited


class Nothing:
    """Reads prose and finds nothing."""

    def analyze(self, texts: Sequence[str]) -> list[list[Hit]]:
        return [[] for _ in texts]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("氏名,電話番号\n山田 太郎,090-1234-5678", [("PERSON", "山田 太郎"), ("PHONE_NUMBER", "090-1234-5678")], id="comma"),
        pytest.param(
            "氏名\t電話番号\n山田 太郎\t841-1234", [("PERSON", "山田 太郎"), ("PHONE_NUMBER", "841-1234")], id="tab, no area code"
        ),
        pytest.param(
            '氏名,住所\n"山田 太郎","東京都港区芝1-2, 3階"', [("PERSON", "山田 太郎"), ("JP_ADDRESS", "東京都港区芝1-2, 3階")], id="quotes"
        ),
        pytest.param(
            "氏名,備考,電話番号\n山田 太郎,あ,い,う,090-1234-5678",
            [("PERSON", "山田 太郎"), ("PHONE_NUMBER", "090-1234-5678")],
            id="commas unquoted",
        ),
        pytest.param("姓,名,会社名\n山田,太郎,山田商店", [("PERSON", "山田,太郎")], id="a name in two columns"),
        pytest.param("都道府県,市区町村,番地\n東京都,港区,芝1-2", [("JP_ADDRESS", "東京都,港区,芝1-2")], id="an address in parts"),
        pytest.param("都道府県,コード,市区町村\n東京都,13,港区", [], id="places and codes"),
        pytest.param("会社名,法人番号\n山田商店,5120001059655", [], id="nothing personal"),
        pytest.param("氏名,電話番号,備考\n山田 太郎,,鬱病で休職", [("PERSON", "山田 太郎"), ("JP_SENSITIVE", "鬱病")], id="a note"),
        pytest.param("商品名,数量,備考\n机,1,鬱病で休職", [], id="a note about nobody"),
    ],
)
def test_hits(text: str, found: list[tuple[str, str]]) -> None:
    hits = hits_in_delimited(text, Nothing())
    assert hits is not None
    assert [(hit.entity, text[hit.start : hit.end]) for hit in hits] == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("山田太郎です。\n電話番号は、090-1234-5678です。", id="sentences"),
        pytest.param("氏名,電話番号", id="a header alone"),
        pytest.param("あ,い\nう,え", id="no header that is known"),
    ],
)
def test_no_table(text: str) -> None:
    assert hits_in_delimited(text, Nothing()) is None


@pytest.mark.parametrize(
    ("header", "count"), [pytest.param("伝票番号", 0, id="a number of something else"), pytest.param("控え", 1, id="unknown")]
)
def test_digits_that_only_their_shape_speaks_for_are_what_the_header_says(header: str, count: int) -> None:
    class Alone:
        def analyze(self, texts: Sequence[str]) -> list[list[Hit]]:
            hit = Hit(entity="JP_MY_NUMBER", start=0, end=12, score=0.5, recogniser="t", evidence=("check digit", "alone"))
            return [[hit] if text.isdigit() else [] for text in texts]

    hits = hits_in_delimited(f"商品名,数量,{header}\n机,1,123456789018", Alone())
    assert hits is not None
    assert len(hits) == count


@given(body=st.text('ab山0123-@,"\r\n\t 、', max_size=80))
def test_spans_lie_in_the_text(body: str) -> None:
    text = "氏名,電話番号,メールアドレス\n" + body
    for hit in hits_in_delimited(text, Nothing()) or []:
        assert 0 <= hit.start < hit.end <= len(text)
