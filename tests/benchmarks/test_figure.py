import pytest

from benchmarks.catalogue import BENCHMARKS
from benchmarks.figure import Figure


@pytest.mark.parametrize(
    ("figure", "reached", "line"),
    [
        pytest.param(Figure(what="x", ours=3.0, unit="s"), None, "", id="no line"),
        pytest.param(Figure(what="x", ours=3.0, unit="s", at_most=3), True, "<= 3 s", id="as much as may be"),
        pytest.param(Figure(what="x", ours=3.1, unit="s", at_most=3), False, "<= 3 s", id="too much"),
        pytest.param(Figure(what="x", ours=9.0, unit="s", ratio=1.4, at_least=1.4), True, ">= 1.4x", id="ratio reached"),
        pytest.param(Figure(what="x", ours=9.0, unit="s", ratio=1.3, at_least=1.4), False, ">= 1.4x", id="ratio short"),
    ],
)
def test_figure_knows_its_line(figure: Figure, reached: bool | None, line: str) -> None:
    assert (figure.reached, figure.line) == (reached, line)


def test_benchmarks_have_names_of_their_own() -> None:
    names = [benchmark.name for benchmark in BENCHMARKS]
    assert len(set(names)) == len(names) > 0
