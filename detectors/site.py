"""Recognisers of the site: its own entities, and Presidio's YAML, Presidio's loader, Presidio's scores, context words and explanations."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from presidio_analyzer import RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc

from detectors.config import CustomEntity
from detectors.custom import CustomEntities
from detectors.hits import Hit
from detectors.reading import Reading

SCORE_THRESHOLD = 0.35
"""Results below it, context counted, are not reported: Presidio's middle ground between a weak pattern (0.1 to 0.3) and a usable one."""


class SiteRecognisers:
    """The recognisers that a site adds to `registry`; nothing is asked of them when there are none."""

    def __init__(self, registry: RecognizerRegistry, files: Sequence[Path], entities: Sequence[CustomEntity] = ()) -> None:
        self._custom = CustomEntities(entities)
        own = list(registry.recognizers)
        for path in files:
            registry.add_recognizers_from_yaml(path)
        self._recognisers: list[Any] = [r for r in registry.recognizers if r not in own]
        self._enhancer = LemmaContextAwareEnhancer()

    def find(self, reading: Reading) -> list[Hit]:
        """Return the site's hits in the folded text."""
        return self._custom.find(reading.text) + (self._by_presidio(reading) if self._recognisers else [])

    def _by_presidio(self, reading: Reading) -> list[Hit]:
        artifacts = _artifacts(reading)
        results: list[RecognizerResult] = []
        for recogniser in self._recognisers:
            for result in recogniser.analyze(reading.text, recogniser.supported_entities, artifacts) or ():
                result.recognition_metadata = {
                    **(result.recognition_metadata or {}),
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recogniser.id,
                    RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name,
                }
                results.append(result)
        if results:
            results = self._enhancer.enhance_using_context(reading.text, results, artifacts, self._recognisers)
        return [_hit(result, reading) for result in results if result.score >= SCORE_THRESHOLD]


def _artifacts(reading: Reading) -> NlpArtifacts:
    """Return what Presidio's context enhancer reads: words, where they begin, and their surfaces as lemmas."""
    words = reading.words
    surfaces = [w.surface for w in words]
    artifacts = NlpArtifacts([], cast("Doc", surfaces), [w.start for w in words], surfaces, cast("NlpEngine", None), "ja")
    artifacts.keywords = [s.lower() for s in surfaces]
    return artifacts


def _hit(result: RecognizerResult, reading: Reading) -> Hit:
    why = result.analysis_explanation
    evidence = (why.pattern_name, why.supportive_context_word) if why else ()
    return Hit(
        entity=result.entity_type,
        start=result.start,
        end=result.end,
        score=result.score,
        recogniser=result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY],
        evidence=tuple(word for word in evidence if word),
        value=reading.text[result.start : result.end].lower(),
    )
