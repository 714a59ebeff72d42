"""Stock Presidio with GiNZA, as its documentation sets it up. Run as a program of its own, so that nothing of ours is in its process.

`python -m benchmarks.stock` takes JSON on standard input, `{"texts": […]}`, and gives `{"characters", "seconds", "spans"}`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NAMES_OF_GINZA = {"Person": "PERSON", "City": "LOCATION", "Province": "LOCATION", "Country": "LOCATION", "Date": "DATE_TIME"}
"""What ja_ginza calls the entities that Presidio knows; without it stock Presidio would find no person in Japanese at all."""

Spans = list[list[tuple[int, int, str, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an analyzer took, and found."""

    characters: int
    seconds: float
    spans: Spans

    @property
    def speed(self) -> float:
        """Code points a second."""
        return self.characters / self.seconds


def analyse(texts: Sequence[str]) -> Taken:
    """Return what a fresh process took for `texts`, its start and one warm-up left out. Raises CalledProcessError."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.stock"],
        input=json.dumps({"texts": list(texts)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return Taken(**json.loads(run.stdout.splitlines()[-1]))


def engine() -> Any:
    """Return Presidio's own engine over ja_ginza, told what the model calls a person."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = {
        "nlp_engine_name": "spacy",
        "models": [{"lang_code": "ja", "model_name": "ja_ginza"}],
        "ner_model_configuration": {
            "model_to_presidio_entity_mapping": NAMES_OF_GINZA,
            "labels_to_ignore": [],
            "low_score_entity_names": [],
        },
    }
    registry = RecognizerRegistry(supported_languages=["ja"])
    registry.load_predefined_recognizers(languages=["ja"])
    nlp = NlpEngineProvider(nlp_configuration=models).create_engine()
    return AnalyzerEngine(nlp_engine=nlp, registry=registry, supported_languages=["ja"])


def main() -> None:
    """Analyse what standard input holds."""
    texts: list[str] = json.load(sys.stdin)["texts"]
    analyzer = engine()
    analyzer.analyze("山田太郎の電話は03-1234-5678です。", language="ja")
    began = time.perf_counter()
    results = [analyzer.analyze(text, language="ja") for text in texts]
    seconds = time.perf_counter() - began
    spans = [[(r.start, r.end, r.entity_type, r.score) for r in found] for found in results]
    print(json.dumps({"characters": sum(map(len, texts)), "seconds": seconds, "spans": spans}))


if __name__ == "__main__":
    main()
