"""A text that was written anew in places, with the way back to the text as given. Knows neither disguises nor entities."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One place written anew: half-open code points, what stands there now, and the layer that it stood in (empty: none worth a name)."""

    start: int
    end: int
    text: str = field(repr=False)
    layer: str = ""
    backwards: bool = False
    """Whether the first character of `text` is the last one of the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Where something decoded stands: half-open code points of the new text."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A text and, for each of its characters, where that stands in the text as given."""

    text: str = field(repr=False)
    starts: Sequence[int] | None = field(default=None, repr=False)
    """None where nothing was moved; else the first code point of each character in the text as given."""
    ends: Sequence[int] | None = field(default=None, repr=False)
    """The same, behind the last one."""
    layers: tuple[Layer, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the text as given."""
        if self.starts is None or self.ends is None or end <= start:
            return start, end
        # The first character may stand behind the last: what was written backwards.
        return min(self.starts[start:end]), max(self.ends[start:end])

    def layer(self, start: int, end: int) -> str:
        """Return the names of the layers that a span was found in, outermost first, joined by `#`; empty for none."""
        return "#".join(dict.fromkeys(one.name for one in self.layers if one.start < end and start < one.end))

    def edit(self, edits: Sequence[Edit]) -> "Rewritten":
        """Return the text with `edits` made, which are in order and do not overlap."""
        if not edits:
            return self
        starts = range(len(self.text)) if self.starts is None else self.starts
        ends = range(1, len(self.text) + 1) if self.ends is None else self.ends
        out: list[str] = []
        firsts: list[int] = []
        lasts: list[int] = []
        layers: list[Layer] = []
        at = 0
        for edit in [*edits, Edit(start=len(self.text), end=len(self.text), text="")]:
            out += (self.text[at : edit.start], edit.text)
            firsts += starts[at : edit.start]
            lasts += ends[at : edit.start]
            if edit.layer:
                layers.append(Layer(start=len(firsts), end=len(firsts) + len(edit.text), name=edit.layer))
            places = _places(edit)
            firsts += [starts[first] for first, _ in places]
            lasts += [ends[last] for _, last in places]
            at = edit.end
        kept = (_moved(layer, edits) for layer in self.layers)
        return Rewritten(text="".join(out), starts=firsts, ends=lasts, layers=(*kept, *layers))


def _places(edit: Edit) -> list[tuple[int, int]]:
    """Return for each new character the first and the last one that it stands for, spread evenly over the place."""
    width, length = edit.end - edit.start, len(edit.text)
    bounds = [(i * width // length, max(i * width // length, ((i + 1) * width - 1) // length)) for i in range(length)]
    if edit.backwards:
        bounds = [(width - 1 - last, width - 1 - first) for first, last in bounds]
    return [(edit.start + first, edit.start + last) for first, last in bounds]


def _moved(layer: Layer, edits: Sequence[Edit]) -> Layer:
    """Return where `layer` is after `edits`."""
    start = layer.start + sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= layer.start)
    end = layer.end + sum(len(e.text) - (e.end - e.start) for e in edits if e.start < layer.end)
    return Layer(start=start, end=max(start, end), name=layer.name)
