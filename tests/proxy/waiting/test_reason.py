"""What is kept of a reason: masked where data stands, nothing where it cannot be said where it stands."""

import pytest

from detectors.model import Finding, Gap, GapReason, Inspection, Span
from proxy.waiting.reason import MAX_REASON, WITHHELD, kept, tidy


def found(*spans: tuple[int, int], counted: int | None = None, entity: str = "PERSON") -> Inspection:
    findings = tuple(Finding(entity=entity, place="", span=Span(*span), score=1, recogniser="r") for span in spans)
    return Inspection(findings=findings, entities=((entity, counted or len(spans)),) if spans else ())


@pytest.mark.parametrize(
    ("text", "inspection", "expected"),
    [
        pytest.param("月次の報告", Inspection(), "月次の報告", id="nothing"),
        pytest.param("山田太郎様の依頼", found((0, 4)), "山＊＊＊様の依頼", id="a name"),
        pytest.param("大阪へ送る", found((0, 2), entity="LOCATION"), "大阪へ送る", id="a mere place"),
        pytest.param("山田太郎様", found((0, 4), counted=2), WITHHELD, id="more than was shown"),
        pytest.param("短い", found((0, 9)), WITHHELD, id="beyond the end"),
        pytest.param("x", Inspection(gaps=(Gap(reason=GapReason.TIMEOUT, place="", size_bytes=1),)), WITHHELD, id="not inspected"),
    ],
)
def test_kept(text: str, inspection: Inspection, expected: str) -> None:
    assert kept(text, inspection) == expected


def test_a_reason_is_one_short_line() -> None:
    assert tidy(" a\n b ") == "a b"
    assert len(tidy("x" * 999)) == MAX_REASON
