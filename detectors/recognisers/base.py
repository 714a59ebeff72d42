"""What every recogniser of ours is: a Presidio `EntityRecognizer` that reads a shared `Reading`.

`find` is the recogniser proper. `analyze` is Presidio's door to it, so that each of them works in a plain `AnalyzerEngine` too.
"""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from detectors import labels, values
from detectors.depth import Depth
from detectors.hits import Hit
from detectors.reading import Label, Reading

LABELLED = 0.95
"""Score of a value of the right shape directly behind its label."""

AHEAD = 40
"""Code points between a label and its value in talk."""

_DIGIT = re.compile("[0-9]")


class Recogniser(EntityRecognizer):
    """Finds one entity in a reading."""

    ENTITY: ClassVar[str]
    CHEAP: ClassVar[re.Pattern[str]]
    """Matches in every folded text that can hold the entity: when in doubt it must match. It may only save time."""

    DEPTH: ClassVar[Depth] = Depth.PATTERNS
    """How closely a text has to be read for this to be asked."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[self.ENTITY], supported_language="ja", context=list(labels.words(self.ENTITY)))

    def load(self) -> None:
        """Nothing to load."""

    @abstractmethod
    def find(self, reading: Reading) -> Iterable[Hit]:
        """Yield the hits in `reading`, in any order; spans are of its text."""

    def analyze(self, text: str, entities: Sequence[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:  # noqa: ARG002  (Presidio's signature)
        """Return Presidio's results for `text`."""
        return [_result(hit) for hit in self.find(Reading(raw=text)) if not entities or hit.entity in entities]

    def label_ahead(self, reading: Reading, start: int, reach: int = AHEAD) -> Label | None:
        """Return the label of this entity that is the last one before `start`, with no digit between: 「生年月日をお願いします。」."""
        last = next((label for label in reversed(reading.labels) if label.end <= start), None)
        if last is None or last.role.entity != self.ENTITY or start - last.end > reach:
            return None
        return None if _DIGIT.search(reading.text, last.end, start) else last

    def hit(self, start: int, end: int, score: float, evidence: Sequence[str], value: str = "") -> Hit:
        """Return a hit of this recogniser."""
        return Hit(
            entity=self.ENTITY, start=start, end=end, score=score, recogniser=type(self).__name__, evidence=tuple(evidence), value=value
        )


def _result(hit: Hit) -> RecognizerResult:
    explanation = AnalysisExplanation(
        recognizer=hit.recogniser,
        original_score=hit.score,
        pattern_name=next(iter(hit.evidence), ""),
        textual_explanation=", ".join(hit.evidence),
    )
    metadata = {RecognizerResult.RECOGNIZER_NAME_KEY: hit.recogniser, "value": hit.value}
    return RecognizerResult(hit.entity, hit.start, hit.end, hit.score, explanation, metadata)


class NumberRecogniser(Recogniser):
    """A number of one shape whose reading a normaliser checks, and whose meaning labels decide."""

    SHAPE: ClassVar[re.Pattern[str]]
    PROVES: ClassVar[str] = "shape"
    """What a normalised value shows: `check digit`, `shape`."""
    NEAR: ClassVar[float] = 0.75
    """Score with a label in the neighbourhood; 0 where only a label directly before counts."""
    ALONE: ClassVar[float] = 0.0
    """Score of a text that is nothing but the value."""
    BARE: ClassVar[float] = 0.0
    """Score of the value in other text, with no label. A label of another kind directly before always refuses it."""

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield the numbers of this kind."""
        normalise = values.NORMALISERS[self.ENTITY]
        for match in self.SHAPE.finditer(reading.text):
            value = normalise(match[0])
            if value is None:
                continue
            score, why = self._weigh(reading, match.start(), match.end())
            if score:
                yield self.hit(match.start(), match.end(), score, (self.PROVES, why), value)

    def _weigh(self, reading: Reading, start: int, end: int) -> tuple[float, str]:
        label = reading.label_of(start)
        if label is not None:
            if label.role.entity == self.ENTITY:
                return LABELLED, reading.text[label.start : label.end]
            if label.role.entity != "PERSON":
                return 0.0, ""
        if self.NEAR and (beside := reading.near(self.ENTITY, start, end)):
            return self.NEAR, reading.text[beside.start : beside.end]
        if self.ALONE and len(reading.text.strip()) == end - start:
            return self.ALONE, "alone"
        return self.BARE, "bare"
