"""The prose path: texts in, hits out. Holds Presidio's registry, calls every recogniser over one shared reading of each text.

Presidio's `AnalyzerEngine.analyze` would run the whole of GiNZA on each text and rebuild its words for every recogniser. The registry,
the recognisers'
interface, site files, context words and explanations are Presidio's; the order of work is ours (docs/adr/0010).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import batched

from presidio_analyzer import RecognizerRegistry

from detectors import values
from detectors.config import DetectorConfig
from detectors.conflicts import resolve
from detectors.depth import Depth
from detectors.disguises.reveal import reveal
from detectors.hits import Hit
from detectors.model import GapReason
from detectors.names.model import Model
from detectors.names.tagger import Tagger
from detectors.names.words import chunks
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser
from detectors.recognisers.person import PersonRecogniser
from detectors.recognisers.registry import RECOGNISERS
from detectors.rewritten import Rewritten
from detectors.site import SiteRecognisers

_BATCH = 256
"""Pieces of text that the model reads together."""

_PIECE = 4_000
"""Code points read at once: it bounds what looks across a text, labels and hits that overlap, on texts made to be slow."""


Miss = Callable[[int, GapReason], None]
"""Is told which text could not be read wholly, and why."""


def _ignore(_which: int, _reason: GapReason) -> None:
    """Hear nothing of gaps: for texts that are answered with hits alone."""


class Analyzer:
    """Finds personal data in texts. One a process: it holds the model."""

    def __init__(self, config: DetectorConfig) -> None:
        self._own: list[Recogniser] = [kind() for kind in RECOGNISERS]
        self.registry = RecognizerRegistry(recognizers=list(self._own), supported_languages=["ja"])
        self._site = SiteRecognisers(self.registry, config.recognisers, config.entities)
        self._asks = config.model
        self._tagger = Tagger(Model() if config.model else None)
        self._allowed = _allowed(config.allow)

    @property
    def deepest(self) -> Depth:
        """How closely it can read."""
        return Depth.MODEL if self._asks else Depth.DICTIONARY

    def analyze(
        self, texts: Sequence[str], *, deadline: float | None = None, depth: Depth = Depth.MODEL, miss: Miss = _ignore
    ) -> list[list[Hit]]:
        """Return the hits of each text, sorted by start, none overlapping; spans are code points of the text as given.

        Args:
            texts: any number of texts of any length.
            deadline: `time.monotonic()` value; None for no limit.
            depth: how closely they are read.
            miss: told of each text that holds more layers than are opened.

        Raises:
            TimeoutError: at the deadline; nothing of the answer is given then.

        """
        out: list[list[Hit]] = [[] for _ in texts]
        pieces = ((which, offset, piece) for which, text in enumerate(texts) for offset, piece in chunks(text, _PIECE))
        for batch in batched(pieces, _BATCH):
            revealed = [reveal(piece) for _, _, piece in batch]
            found = self._batch([one.text for one in revealed], deadline, depth)
            for (which, _, _), one in zip(batch, revealed, strict=True):
                if one.gap is not None:
                    miss(which, one.gap)
            for (which, offset, _), hits in zip(batch, found, strict=True):
                out[which] += [replace(hit, start=hit.start + offset, end=hit.end + offset) for hit in hits] if offset else hits
        return out

    def _batch(self, folded: Sequence[Rewritten], deadline: float | None, depth: Depth) -> list[list[Hit]]:
        readings = [Reading(raw=one.text) for one in folded]
        if depth >= PersonRecogniser.DEPTH:
            named = [reading for reading in readings if PersonRecogniser.CHEAP.search(reading.text)]
            found = self._tagger.read(named, ask=depth >= Depth.MODEL, check=lambda: _check(deadline))
            for reading, names in zip(named, found, strict=True):
                reading.names = names
        out = []
        for one, reading in zip(folded, readings, strict=True):
            _check(deadline)
            hits = resolve(self._hits(reading, depth))
            out.append([_placed(hit, one) for hit in hits if (hit.entity, hit.value) not in self._allowed])
        return out

    def _hits(self, reading: Reading, depth: Depth) -> list[Hit]:
        hits: list[Hit] = []
        for recogniser in self._own:
            if depth >= recogniser.DEPTH and recogniser.CHEAP.search(reading.text):
                reading.found = hits
                hits += recogniser.find(reading)
        return hits + self._site.find(reading)


def _allowed(allow: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return every (entity, normalised value) that a value of the allow list can be."""
    return frozenset((entity, value) for raw in allow for entity, normalise in values.NORMALISERS.items() if (value := normalise(raw)))


def _placed(hit: Hit, folded: Rewritten) -> Hit:
    if folded.starts is None:
        return hit
    start, end = folded.span(hit.start, hit.end)
    layer = folded.layer(hit.start, hit.end)
    return replace(hit, start=start, end=end, layer=layer, evidence=(*hit.evidence, layer) if layer else hit.evidence)


def _check(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() >= deadline:
        raise TimeoutError("inspection deadline")
