import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.analyzer import Analyzer
from detectors.config import DetectorConfig

TEXT = "お電話ありがとうございます。山田太郎と申します。電話番号は090-1234-5678、住所は東京都千代田区丸の内１丁目２番３号です。"


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(DetectorConfig(model=False))


def test_hits_come_in_order_with_values(analyzer: Analyzer) -> None:
    [hits] = analyzer.analyze([TEXT])
    assert [h.entity for h in hits] == ["PERSON", "PHONE_NUMBER", "JP_ADDRESS"]
    assert [h.value for h in hits] == ["山田太郎", "+819012345678", "千代田区丸の内1-2-3"]
    assert [TEXT[h.start : h.end] for h in hits][1:] == ["090-1234-5678", "東京都千代田区丸の内１丁目２番３号"]


def test_a_hit_never_shows_its_value(analyzer: Analyzer) -> None:
    [hits] = analyzer.analyze([TEXT])
    assert "9012345678" not in repr(hits)


def test_offsets_are_of_the_text_as_given(analyzer: Analyzer) -> None:
    text = "電話は0\u200b90-1234\ufeff-5678です"
    [hits] = analyzer.analyze([text])
    assert [text[h.start : h.end] for h in hits] == ["0\u200b90-1234\ufeff-5678"]


@pytest.mark.parametrize("text", ["", " ", "\n", "本日は晴天なり", "GET /a?b=1 HTTP/1.1", "\ud800", "x" * 100_000])
def test_nothing_in_texts_without_personal_data(analyzer: Analyzer, text: str) -> None:
    assert analyzer.analyze([text]) == [[]]


def test_a_service_number_is_found_but_is_nobody(analyzer: Analyzer) -> None:
    [[hit]] = analyzer.analyze(["フリーダイヤル0120-123-456"])
    assert (hit.entity, hit.value) == ("PHONE_NUMBER", "")


def test_the_deadline_ends_it(analyzer: Analyzer) -> None:
    with pytest.raises(TimeoutError):
        analyzer.analyze([TEXT], deadline=time.monotonic() - 1)


def test_allowed_values_are_left_out() -> None:
    allowing = Analyzer(DetectorConfig(model=False, allow=("山田　太郎", "090-1234-5678")))
    [hits] = allowing.analyze([TEXT])
    assert [h.entity for h in hits] == ["JP_ADDRESS"]


def test_a_site_adds_recognisers_with_presidios_yaml(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(
        "recognizers:\n  - name: Member\n    supported_language: ja\n    supported_entity: MEMBER_ID\n"
        "    patterns:\n      - {name: member, regex: 'MB-[0-9]{6}', score: 0.2}\n    context: [会員]\n",
        encoding="utf-8",
    )
    analyzer = Analyzer(DetectorConfig(model=False, recognisers=(site,)))
    with_context, without = analyzer.analyze(["会員のMB-123456です", "型はMB-123456です"])
    assert [(h.entity, h.evidence) for h in with_context] == [("MEMBER_ID", ("member", "会員"))]
    assert without == []


@pytest.mark.model
def test_the_model_is_heard() -> None:
    [hits] = Analyzer(DetectorConfig()).analyze(["先週、白石が優勝した。佐藤駅は無人駅だ。"])
    assert [(h.entity, h.start) for h in hits] == [("PERSON", 3)]


def test_long_texts_are_read_to_their_end(analyzer: Analyzer) -> None:
    text = "本日は晴天なり。" * 3_000 + TEXT
    [hits] = analyzer.analyze([text])
    assert [text[h.start : h.end] for h in hits] == ["山田太郎", "090-1234-5678", "東京都千代田区丸の内１丁目２番３号"]


@pytest.mark.parametrize(
    "piece", ["1-", "0", "一", "090-1234-5678電話", "a@", "・ア", "東京都港区1-", "佐藤", "電話番号：", "(", "昭和", "普通", "山田太郎様"]
)
def test_hostile_repetition_stays_linear(analyzer: Analyzer, piece: str) -> None:
    text = piece * (40_000 // len(piece))
    analyzer.analyze([piece])  # what is loaded once is loaded
    started = time.process_time()
    analyzer.analyze([text])
    assert time.process_time() - started < 6.0


@given(
    st.lists(
        st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0１-ー〒東京都港区丁目番佐藤様@a.・（）\n\u200b")), max_size=60),
        max_size=4,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_it_raise_and_spans_stay_inside(analyzer: Analyzer, texts: list[str]) -> None:
    for text, hits in zip(texts, analyzer.analyze(texts), strict=True):
        assert all(0 <= h.start < h.end <= len(text) for h in hits)
        assert all(a.end <= b.start for a, b in pairwise(hits))
