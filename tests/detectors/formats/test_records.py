import time

import pytest

from detectors.budget import Budget
from detectors.formats.records import Json, records
from detectors.model import Limits, Table


def tables(document: Json) -> list[list[list[str]]]:
    budget = Budget(limits=Limits(), deadline=time.monotonic() + 600)
    return [piece.rows for piece in records(document, "body", budget) if isinstance(piece, Table)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"n": "山田", "t": 1}, [[["n", "t"], ["山田", "1"]]], id="one record"),
        pytest.param([{"n": "a"}, {"n": "b"}], [[["n"], ["a"], ["b"]]], id="a list"),
        pytest.param([{"n": "a"}, {"t": "b"}], [[["n", "t"], ["a", ""], ["", "b"]]], id="different names"),
        pytest.param({"n": "a", "x": {"y": "b"}}, [[["n", "x.y"], ["a", "b"]]], id="an object inside"),
        pytest.param({"n": "a", "tel": ["1", "2"]}, [[["n", "tel", "tel"], ["a", "1", "2"]]], id="two numbers of one person"),
        pytest.param({"tel": list("12345")}, [[["tel"], *[[c] for c in "12345"]]], id="a list of values"),
        pytest.param([["a", 1], ["b", 2]], [[["a", "1"], ["b", "2"]]], id="rows"),
        pytest.param({"r": {"氏名": {"value": "a"}, "電話": {"value": "1"}}}, [[["r.氏名", "r.電話"], ["a", "1"]]], id="wrapped values"),
        pytest.param(
            {"1": {"n": "a"}, "2": {"n": "b"}, "x": "y"},
            [[["key", "n", "value"], ["1", "a", ""], ["2", "b", ""], ["x", "", "y"]]],
            id="records by name as the document itself",
        ),
        pytest.param({"c": {"k1": {"n": "a"}, "k2": {"n": "b"}}}, [[["key", "n"], ["k1", "a"], ["k2", "b"]]], id="records by name"),
        pytest.param({"a@x.jp": "a", "b@x.jp": "b"}, [[["key", "value"], ["a@x.jp", "a"], ["b@x.jp", "b"]]], id="names that are data"),
        pytest.param({"n": None, "t": True}, [[["n", "t"], ["", "true"]]], id="null and truth"),
        pytest.param("山田", [[[""], ["山田"]]], id="a bare value"),
        pytest.param([], [], id="empty list"),
        pytest.param({}, [], id="empty object"),
    ],
)
def test_shapes(document: Json, expected: list[list[list[str]]]) -> None:
    assert tables(document) == expected


def test_records_inside_records_are_tables_with_their_place() -> None:
    budget = Budget(limits=Limits(), deadline=time.monotonic() + 600)
    found = list(records({"page": {"items": [{"n": "a"}, {"n": "b"}]}, "total": 2}, "body", budget))
    assert [(piece.place, piece.rows) for piece in found if isinstance(piece, Table)] == [
        ("body", [["total"], ["2"]]),
        ("body#page.items", [["n"], ["a"], ["b"]]),
    ]


def test_records_that_share_no_name_cost_no_square() -> None:
    started = time.process_time()
    found = tables([{f"name{n}": f"value{n}"} for n in range(20_000)])
    assert sum(len(row) for table in found for row in table) < 100_000
    assert any("name19999: value19999" in row for table in found for row in table)
    assert time.process_time() - started < 5
