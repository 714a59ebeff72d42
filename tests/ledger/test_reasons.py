"""What is kept of a reason: masked where data stands, nothing where it cannot be said where it stands."""

from pathlib import Path

import pytest

from detectors.model import Finding, Gap, GapReason, Inspection, Span
from ledger.reasons import LOOKED_AT, MAX_REASON, WITHHELD, kept, masked, tidy

POLICY = """
notice: {purpose: 目的, owner: 管理者, contact: 窓口}
entities: [{name: MEMBER, pattern: 'ZZ-[0-9]{4}', labels: 会員, identifies: true}]
"""


def found(*spans: tuple[int, int], counted: int | None = None, entity: str = "PERSON", place: str = "body") -> Inspection:
    findings = tuple(Finding(entity=entity, place=place, span=Span(*span), score=1, recogniser="r") for span in spans)
    return Inspection(findings=findings, entities=((entity, counted or len(spans)),) if spans else ())


@pytest.mark.parametrize(
    ("text", "inspection", "expected"),
    [
        pytest.param("月次の報告", Inspection(), "月次の報告", id="nothing"),
        pytest.param("山田太郎様の依頼", found((0, 4)), "山＊＊＊様の依頼", id="a name"),
        pytest.param("大阪へ送る", found((0, 2), entity="LOCATION"), "大阪へ送る", id="a mere place"),
        pytest.param("山田太郎様", found((0, 4), counted=2), WITHHELD, id="more than was shown"),
        pytest.param("短い", found((0, 9)), WITHHELD, id="beyond the end"),
        pytest.param("5bGx55Sw5aSq6YOO", found((0, 4), place="body#base64"), WITHHELD, id="disguised"),
        pytest.param("x", Inspection(gaps=(Gap(reason=GapReason.TIMEOUT, place="", size_bytes=1),)), WITHHELD, id="not inspected"),
    ],
)
def test_kept(text: str, inspection: Inspection, expected: str) -> None:
    assert kept(text, inspection) == expected


def test_a_reason_is_one_short_line() -> None:
    assert tidy(" a\n b ") == "a b"
    assert len(tidy("x" * 9999)) == LOOKED_AT
    assert len(kept("x" * LOOKED_AT, Inspection())) == MAX_REASON


@pytest.mark.parametrize("start", range(MAX_REASON - 13, MAX_REASON + 1))
def test_what_is_cut_off_is_masked_as_a_whole(start: int) -> None:
    text = "あ" * start + "090-8361-4475 まで"
    told = kept(text, found((start, start + 13), entity="PHONE_NUMBER"))
    assert len(told) == MAX_REASON
    assert "8361" not in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("四半期の監査", "四半期の監査", id="nobody"),
        pytest.param("鬼頭沙羅様のご依頼", "鬼＊＊＊様のご依頼", id="a name"),
        pytest.param("あ" * 190 + " 090-8361-4475", "あ" * 190 + " 090＊＊＊＊＊＊", id="at the cut"),
        pytest.param("%E9%AC%BC%E9%A0%AD%E6%B2%99%E7%BE%85%20090-8361-4475", WITHHELD, id="percent"),
        pytest.param("6ay86aCt5rKZ576FIDA5MC04MzYxLTQ0NzU= の件", WITHHELD, id="base64"),
        pytest.param("会員 ZZ-4711 の件", "会員 Z＊＊＊＊＊＊ の件", id="an entity of the company"),
    ],
)
@pytest.mark.parametrize("broken", [False, True])
def test_words_given_to_a_command_are_masked(tmp_path: Path, text: str, expected: str, broken: bool) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "site.yaml").write_text("" if broken else POLICY, encoding="utf-8")
    assert masked(text, tmp_path) == (text if broken and "ZZ" in text else expected)
