from datetime import date

import pytest
import yaml
from pydantic import ValidationError

from ledger.lines import FILE, Lines, lines
from rules.check import LEGAL_PUBLIC
from rules.profile import LEGAL


def test_the_lines_are_dated_and_those_of_the_policy_check() -> None:
    law = lines()
    assert law.as_of >= date(2024, 4, 1)
    assert (law.many.over, law.many_public.over) == (LEGAL, LEGAL_PUBLIC)
    assert law.deadlines.first == (3, 5)
    assert (law.deadlines.full, law.deadlines.full_improper) == (30, 60)


def test_a_misspelt_line_is_refused() -> None:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        Lines.model_validate(written | {"manny": written["many"]})
