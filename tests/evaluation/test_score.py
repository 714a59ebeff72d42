"""Detection on labelled texts that are kept outside this repository: floors a little below what is reached, so that a loss is noticed.

The folder that SEKIMORI_EVAL names holds `score.py`, which asks `sekimori detect` and writes every figure by set and label.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.deployment import COMMAND

FOLDER = os.environ.get("SEKIMORI_EVAL")
TEXTS_OF_EACH = 60
type Figures = dict[str, dict[str, dict[str, float]]]
"""By set, label and name of the figure."""
FLOORS: Figures = {
    "crm_synthetic": {
        "PERSON": {"recall": 0.95, "precision": 0.95},
        "JP_ADDRESS": {"recall": 0.92, "precision": 0.95},
        "PHONE_NUMBER": {"recall": 0.98, "precision": 0.97},
        "EMAIL_ADDRESS": {"recall": 0.98, "precision": 0.97},
        "CREDIT_CARD": {"recall": 0.98, "precision": 0.97},
        "BIRTH_DATE": {"recall": 0.95, "precision": 0.95},
    },
    "csvrow_opendata": {
        "PERSON": {"recall": 0.9},
        "JP_ADDRESS": {"recall": 0.92, "precision": 0.92},
        "PHONE_NUMBER": {"recall": 0.97, "precision": 0.95},
    },
    "address_variants": {"JP_ADDRESS": {"recall": 0.95, "precision": 0.95}},
    "ner_mixed_gsd": {"PERSON": {"f1": 0.55}},
}
MOST_FALSE_PER_1000 = {"neg_dialogue_asdc": 30.0}

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(600),
    pytest.mark.skipif(FOLDER is None, reason="SEKIMORI_EVAL does not name the folder of the labelled texts"),
]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    written = tmp_path_factory.mktemp("score") / "figures.json"
    script, detect = Path(str(FOLDER)) / "score.py", f"{COMMAND[0]} detect"
    options = ["--limit", str(TEXTS_OF_EACH), "--detect", detect, "--json", str(written)]
    subprocess.run([sys.executable, str(script), *FLOORS, *MOST_FALSE_PER_1000, *options], capture_output=True, check=False)
    found: Figures = json.loads(written.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_below_its_floor(figures: Figures, name: str) -> None:
    short = [
        f"{label} {figure} {figures[name][label][figure]:.3f} < {floor}"
        for label, floors in FLOORS[name].items()
        for figure, floor in floors.items()
        if figures[name][label][figure] < floor
    ]
    assert short == []


@pytest.mark.parametrize("name", MOST_FALSE_PER_1000)
def test_nothing_is_found_where_there_is_nothing(figures: Figures, name: str) -> None:
    assert figures[name]["*"]["false_per_1000"] <= MOST_FALSE_PER_1000[name]
