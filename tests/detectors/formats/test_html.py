import pytest

from detectors.formats.html import read
from detectors.model import Segment
from tests.detectors.reading import pieces_of, read_with, tables_of, text_of


def test_tables_are_tables_with_or_without_end_tags() -> None:
    body = "<table><tr><th>氏名<th>電話<tr><td>山田&nbsp;太郎</td><td><b>090</b>-1111</td></tr></table>"
    assert tables_of(read_with(read, body.encode())) == [[["氏名", "電話"], ["山田 太郎", "090-1111"]]]


def test_a_table_in_a_cell_is_its_own() -> None:
    body = "<table><tr><td>a<table><tr><td>b</table><td>c</table>"
    assert tables_of(read_with(read, body.encode())) == [[["b"]], [["a", "c"]]]


def test_form_fields_are_one_row() -> None:
    body = '<form><input name="氏名" value="山田"><input type=text name=tel value=090-1111-2222></form>'
    assert tables_of(read_with(read, body.encode())) == [[["氏名", "tel"], ["山田", "090-1111-2222"]]]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("<p>山田<br>太郎</p>", "山田\n太郎", id="line break"),
        pytest.param("<p>山<b>田</b>太郎</p>", "山田太郎", id="inline element"),
        pytest.param("<p>&#23665;&#x7530;</p>", "山田", id="character references"),
        pytest.param("<a href='tel:090-1111-2222'>電話</a>", "090-1111-2222", id="link"),
        pytest.param("<div data-name='山田太郎'></div>", "山田太郎", id="attribute"),
        pytest.param("<!-- 山田太郎 --><p>x</p>", "山田太郎", id="comment"),
        pytest.param("<!-- 山田太郎 <p>x", "山田太郎", id="comment without end"),
        pytest.param("<style>.a:after { content: '山田太郎' }</style>", "山田太郎", id="style"),
        pytest.param("<p>山田太郎 <b 090-1111", "山田太郎 <b 090-1111", id="tag without end"),
        pytest.param("<p>1 < 2 山田太郎", "1 < 2 山田太郎", id="bare sign"),
    ],
)
def test_nothing_hides(body: str, found: str) -> None:
    assert found in text_of(pieces_of(b"<html>" + body.encode()))


def test_scripts_are_documents_of_their_own() -> None:
    body = '<html><script type="application/json">[{"n": "\\u5c71\\u7530"}, {"n": "</b>"}]</script><p>x'
    assert tables_of(pieces_of(body.encode())) == [[["n"], ["山田"], ["</b>"]]]


def test_a_value_shown_beside_its_link_is_given_once() -> None:
    pieces = read_with(read, b"<a href='mailto:a@example.com'>a@example.com</a>")
    assert [piece.text.strip() for piece in pieces if isinstance(piece, Segment)] == ["a@example.com"]


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("<!-- 山田 -->", id="comment that says something"),
        pytest.param("<b title='山田'></b>", id="attribute"),
        pytest.param("<wbr>", id="line break opportunity"),
        pytest.param("<x-y></x-y>", id="element of the page's own"),
        pytest.param("<span style='display: none'>山田</span>", id="hidden"),
        pytest.param("<span hidden>山<span>田</span></span>", id="hidden, nested"),
        pytest.param("<i style='font-size:0'>山田</i>", id="of no size"),
    ],
)
def test_what_is_not_seen_parts_no_value(between: str) -> None:
    text = text_of(pieces_of(f"<html><p>tel 090{between}-1111-2222</p><table><tr><td>03{between}-1111-2222".encode()))
    assert "tel 090-1111-2222" in text
    assert "03-1111-2222" in text
    assert "山田" not in between or "山田" in text


def test_a_hidden_element_without_end_hides_nothing() -> None:
    assert "山田太郎" in text_of(pieces_of("<html><p>x<span hidden>山田太郎".encode()))
