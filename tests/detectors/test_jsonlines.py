from collections.abc import Sequence

import orjson

from detectors.hits import Hit
from detectors.jsonlines import answers


class _Digits:
    def analyze(self, texts: Sequence[str]) -> list[list[Hit]]:
        return [[Hit(entity="X", start=0, end=1, score=0.5, recogniser="t")] if text[:1].isdigit() else [] for text in texts]


def _answers(*lines: bytes) -> list[object]:
    return [orjson.loads(line) for line in answers(lines, _Digits())]


def test_answers_come_in_order_with_bad_lines_in_their_place() -> None:
    found = {"entities": [{"start": 0, "end": 1, "label": "X", "score": 0.5}]}
    out = _answers(b'{"text": "1"}', b"not json", b'{"text": "a"}', b'{"txt": 1}', b'{"text": "2"}', b"[]")
    assert out[0] == out[4] == found
    assert out[2] == {"entities": []}
    assert [set(out[i]) for i in (1, 3, 5)] == [{"entities", "error"}] * 3  # type: ignore[call-overload]


def test_a_table_in_a_text_is_read_by_its_columns() -> None:
    [row] = _answers('{"text": "氏名,電話番号,備考\\n山田太郎,090-1234-5678,なし"}'.encode())
    labels = {entity["label"] for entity in row["entities"]}  # type: ignore[index]
    assert {"PERSON", "PHONE_NUMBER"} <= labels


def test_no_lines_no_answers() -> None:
    assert _answers() == []
