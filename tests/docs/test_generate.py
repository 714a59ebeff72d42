"""The handbook says what the code says."""

from collections.abc import Callable

import pytest

from docs.generate import DOCS, PAGES, SECTIONS, filled


@pytest.mark.parametrize(("file", "name", "make"), [pytest.param(*section, id=section[1]) for section in SECTIONS])
def test_the_handbook_is_up_to_date(file: str, name: str, make: Callable[[], str]) -> None:
    text = (DOCS / file).read_text(encoding="utf-8")
    assert filled(text, name, make()) == text, "run `make docs`"


@pytest.mark.parametrize(("file", "page"), [pytest.param(*page, id=page[0]) for page in PAGES])
def test_a_page_made_from_code_is_up_to_date(file: str, page: Callable[[], str]) -> None:
    assert (DOCS / file).read_text(encoding="utf-8") == page(), "run `make docs`"


def test_a_missing_marker_is_told() -> None:
    with pytest.raises(ValueError, match="0 times"):
        filled("nothing here", "settings", "")
