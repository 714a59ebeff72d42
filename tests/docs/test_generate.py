"""The handbook says what the code says."""

from collections.abc import Callable

import pytest

from docs.generate import DOCS, SECTIONS, filled


@pytest.mark.parametrize(("file", "name", "make"), [pytest.param(*section, id=section[1]) for section in SECTIONS])
def test_the_handbook_is_up_to_date(file: str, name: str, make: Callable[[], str]) -> None:
    text = (DOCS / file).read_text()
    assert filled(text, name, make()) == text, "run `make docs`"


def test_a_missing_marker_is_told() -> None:
    with pytest.raises(ValueError, match="0 times"):
        filled("nothing here", "settings", "")
