import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.rewritten import Edit, Rewritten


def test_a_place_written_anew_leads_back_to_itself() -> None:
    text = Rewritten(text="tel %30%39 end").edit([Edit(start=4, end=10, text="09", layer="percent")])
    assert text.text == "tel 09 end"
    assert [text.span(at, at + 1) for at in range(3, 8)] == [(3, 4), (4, 7), (7, 10), (10, 11), (11, 12)]


def test_layers_are_named_outermost_first() -> None:
    once = Rewritten(text="ab CCCC d").edit([Edit(start=3, end=7, text="DD%", layer="base64")])
    twice = once.edit([Edit(start=0, end=2, text="a"), Edit(start=3, end=6, text="x", layer="percent")])
    assert twice.text == "a x d"
    assert (twice.layer(2, 3), twice.layer(0, 1)) == ("base64#percent", "")
    assert twice.span(2, 3) == (3, 7)


def test_what_was_written_backwards_leads_back_the_other_way() -> None:
    text = Rewritten(text="<cba>").edit([Edit(start=1, end=4, text="abc", backwards=True)])
    assert (text.text, text.span(1, 2), text.span(1, 4)) == ("<abc>", (3, 4), (1, 4))


@pytest.mark.parametrize("length", [0, 1, 7], ids=["left out", "shorter", "longer"])
def test_whatever_is_written_covers_the_place(length: int) -> None:
    text = Rewritten(text="abXXXcd").edit([Edit(start=2, end=5, text="y" * length)])
    assert text.span(0, len(text.text)) == (0, 7)
    assert not length or text.span(2, 2 + length) == (2, 5)


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.text(max_size=5), st.booleans()), max_size=5))
def test_spans_stay_in_the_text(text: str, drawn: list[tuple[int, int, str, bool]]) -> None:
    edits: list[Edit] = []
    for start, width, new, backwards in sorted(drawn):
        if start >= (edits[-1].end if edits else 0) and width and start + width <= len(text):
            edits.append(Edit(start=start, end=start + width, text=new, backwards=backwards, layer="x"))
    found = Rewritten(text=text).edit(edits).edit([])
    for at in range(len(found.text)):
        first, last = found.span(at, at + 1)
        assert 0 <= first < last <= len(text)
