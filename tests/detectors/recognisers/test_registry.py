from pathlib import Path

import pytest
from presidio_analyzer import EntityRecognizer

from detectors.model import ENTITIES
from detectors.reading import Reading
from detectors.recognisers import registry
from detectors.recognisers.base import Recogniser
from detectors.recognisers.my_number import MyNumberRecogniser
from tests.detectors.recognisers.found import WRAPPERS, found

FOLDER = Path(registry.__file__).parent


def test_every_entity_has_its_recogniser() -> None:
    assert {kind.ENTITY for kind in registry.RECOGNISERS} == set(ENTITIES)


def test_every_file_is_in_the_list_and_has_its_test() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "base", "registry"}
    assert {kind.__module__.rpartition(".")[2] for kind in registry.RECOGNISERS} == files
    assert files <= {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.stem)
def test_no_pattern_trusts_word_boundaries(path: Path) -> None:
    source = path.read_text(encoding="utf-8").partition('"""')[2].partition('"""')[2]
    assert r"\b" not in source
    assert r"\w" not in source


@pytest.mark.parametrize("kind", registry.RECOGNISERS)
def test_each_is_presidios_and_finds_nothing_in_nothing(kind: type[Recogniser]) -> None:
    recogniser = kind()
    assert isinstance(recogniser, EntityRecognizer)
    assert list(recogniser.find(Reading(raw=""))) == []
    assert recogniser.analyze("", [kind.ENTITY]) == []


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_labelled_value_is_found_wherever_it_stands(wrapper: str) -> None:
    assert found(MyNumberRecogniser(), wrapper.format("マイナンバー：123456789018")) == ["123456789018"]


def test_presidio_gets_an_explanation() -> None:
    [result] = MyNumberRecogniser().analyze("マイナンバー：123456789018", ["JP_MY_NUMBER"])
    assert (result.start, result.end, result.entity_type) == (7, 19, "JP_MY_NUMBER")
    assert result.analysis_explanation.pattern_name == "check digit"
