import pytest

from detectors.formats.xml import read
from tests.detectors.reading import read_with, tables_of, text_of


def test_repeated_elements_are_rows() -> None:
    body = '<?xml version="1.0" encoding="Shift_JIS"?><r><c id="1"><n>山田</n><t>090</t></c><c id="2"><n>鈴木</n></c></r>'
    assert tables_of(read_with(read, body.encode("cp932"))) == [[["id", "n", "t"], ["1", "山田", "090"], ["2", "鈴木", ""]]]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("<r><n>山田", "山田", id="cut"),
        pytest.param("<r><a>山田</b></r>", "山田", id="tags that do not match"),
        pytest.param("<r><n a='山田'/></r>", "山田", id="attribute"),
        pytest.param("<r><!-- 山田 --></r>", "山田", id="comment"),
        pytest.param("<r><![CDATA[山田]]></r>", "山田", id="character data"),
        pytest.param("<r>山<i>x</i>田</r>", "山田", id="mixed content"),
        pytest.param('<!DOCTYPE r [<!ENTITY a "山田">]><r>&a;</r>', "山田", id="entity"),
        pytest.param("<w:document><w:p><w:r><w:t>山</w:t></w:r><w:r><w:t>田</w:t></w:r></w:p></w:document>", "山田", id="runs of a word"),
    ],
)
def test_nothing_hides(body: str, found: str) -> None:
    assert found in text_of(read_with(read, body.encode()))


def test_entities_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]><r>&a9;</r>'
    assert len(text_of(read_with(read, body.encode()))) < 2000


def test_tables_of_a_document_keep_their_lines() -> None:
    cell = "<w:tc><w:p><w:t>{}</w:t></w:p></w:tc>"
    body = f"<w:tbl><w:tr>{cell.format('山田')}{cell.format('090')}</w:tr><w:tr>{cell.format('鈴木')}{cell.format('080')}</w:tr></w:tbl>"
    assert text_of(read_with(read, body.encode())) == "山田\t090\t\n鈴木\t080\t\n"
