import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.formats.json import parse, read, read_lines, unescape
from tests.detectors.reading import read_with, tables_of, text_of


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param('{"name": "山田", "name": "鈴木"}', ["山田", "鈴木"], id="a name twice"),
        pytest.param('{"a": {"tel": "1111"}, "a": {"tel": "2222"}}', ["1111", "2222"], id="an object twice"),
        pytest.param('{"n\\u0061me": "山田", "name": "鈴木"}', ["山田", "鈴木"], id="a name twice, once escaped"),
        pytest.param("[NaN, 123456789012345678901234567890]", ["123456789012345678901234567890"], id="numbers beyond a double"),
        pytest.param('["\\ud800山田"]', ["山田"], id="half a surrogate pair"),
        pytest.param('{"a": "山田", "b": [1, 2', ["山田"], id="cut"),
        pytest.param("{'a': '\\u5c71\\u7530'}", ["山田"], id="another language's literal"),
        pytest.param("[" * 2000 + '"山田"' + "]" * 2000, ["山田"], id="deep and sound"),
    ],
)
def test_nothing_hides(body: str, found: list[str]) -> None:
    text = text_of(read_with(read, body.encode()))
    assert [word for word in found if word not in text] == []


def test_lines_are_one_table_and_broken_lines_are_text() -> None:
    body = '{"n": "山田"}\n{"n": "鈴木"}\n\n{"n": "佐\\u85e4'
    pieces = read_with(read_lines, body.encode())
    assert tables_of(pieces) == [[["n"], ["山田"], ["鈴木"]]]
    assert "佐藤" in text_of(pieces)


def test_escapes_are_undone() -> None:
    assert unescape(r"\u5c71\u7530 \ud83d\ude00 \n \"x\" \q") == '山田 😀 \n "x" \\q'


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = st.recursive(
    TEXTS | st.integers(-(2**53), 2**53) | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [] if value is None else [str(value)]


@given(VALUES)
def test_values_put_in_come_out(value: object) -> None:
    text = text_of(read_with(read, json.dumps(value).encode()))
    assert [leaf for leaf in leaves(value) if leaf not in text] == []


def test_sound_json_is_left_as_it_is() -> None:
    assert parse(b'{"a": [1, {"b": null}]}') == {"a": [1, {"b": None}]}
