"""Records written another way round."""

import pytest

from detectors.formats.pivots import Json, columns_as_records, labels_as_record


def test_lists_of_one_length_are_columns() -> None:
    found, taken = columns_as_records({"name": ["a", "b", "c", "d"], "tel": [1, 2, 3, 4], "total": 4, "tags": ["x"]})
    assert found == [{"name": "a", "tel": 1}, {"name": "b", "tel": 2}, {"name": "c", "tel": 3}, {"name": "d", "tel": 4}]
    assert taken == {"name", "tel"}


@pytest.mark.parametrize(
    "item",
    [
        pytest.param({"phones": ["1", "2"], "mails": ["a", "b"]}, id="two values of one record"),
        pytest.param({"a": [1, 2, 3, 4]}, id="one list"),
        pytest.param({"a": [1, 2, 3, 4], "b": [1, 2, 3, 4, 5]}, id="lists of other lengths"),
        pytest.param({"a": [{}, {}, {}, {}], "b": [{}, {}, {}, {}]}, id="records"),
        pytest.param({}, id="nothing"),
    ],
)
def test_other_lists_are_none(item: dict[str, Json]) -> None:
    assert columns_as_records(item) == ([], frozenset())


@pytest.mark.parametrize("names", [("name", "value"), ("label", "text"), ("field", "value"), ("question", "answer")])
def test_labels_and_values(names: tuple[str, str]) -> None:
    items: list[Json] = [
        dict(zip(names, pair, strict=True)) for pair in (("氏名", "山田"), ("電話番号", "1"), ("電話番号", "2"), ("その他", ""))
    ]
    assert labels_as_record(items) == {"氏名": "山田", "電話番号": "1", "電話番号\0002": "2", "その他": ""}


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([{"name": "山田 太郎", "value": "1"}, {"name": "佐藤 花子", "value": "2"}], id="people"),
        pytest.param([{"key": "name", "label": "氏名"}, {"key": "tel", "label": "電話番号"}], id="labels without values"),
        pytest.param([{"name": "氏名", "value": "山田"}], id="one"),
        pytest.param([{"name": "氏名", "value": "山田"}, "x", {"name": "電話番号", "value": "1"}], id="other things between"),
        pytest.param(["氏名", "電話番号"], id="plain values"),
        pytest.param([], id="nothing"),
    ],
)
def test_other_lists_stay(items: list[Json]) -> None:
    assert labels_as_record(items) is None
