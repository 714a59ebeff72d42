import pytest

from detectors.disguises.markup import edits


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("<b>090</b>-<i>1234</i>", ["</b>", "<i>"], id="tags"),
        pytest.param("090<!-- x -->1234", ["<!-- x -->"], id="comment"),
        pytest.param("090</td><td>1234", [], id="cells"),
        pytest.param("1 < 2 and 3 > 2", [], id="comparison"),
    ],
)
def test_marks_inside_a_word_are_left_out(text: str, left: list[str]) -> None:
    assert [text[edit.start : edit.end] for edit in edits(text)] == left
