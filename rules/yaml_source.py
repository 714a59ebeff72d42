"""Reading YAML so that every mistake has a place: path and line of each key and value, all faults of a file at once.

Used by the policy here and by the settings of other rooms. Knows nothing of what the files mean: the pydantic model given says that.
YAML is read by the core schema of YAML 1.2: only `true` and `false` are booleans, and `18:00` or a date is text.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rules.model import ConfigError, Fault

type Loc = tuple[Hashable, ...]
"""Keys and list positions from the top of a file to a value."""

MAX_DEPTH = 60
"""Mappings and lists inside each other; no real file comes near, and an alias to itself must end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML file as plain values, with the line of each key."""

    path: str
    value: Any = field(repr=False)
    lines: dict[Loc, int] = field(repr=False)

    def line(self, *loc: Hashable) -> int:
        """Return the line of the value at `loc`, from 1; of the nearest value around it if it is not in the file."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def fault(self, message: str, *loc: Hashable) -> Fault:
        """Make a fault at the place of `loc`."""
        return Fault(path=self.path, line=self.line(*loc), message=message)


def read[M: BaseModel](path: Path, model: type[M]) -> M:
    """Read the file at `path` as a `model`.

    Raises: ConfigError with every fault of the file, each with its line, if it cannot be read as one.
    """
    return validate(model, load(path))


def load(path: Path) -> Document:
    """Read the file at `path` as plain values with their lines.

    Raises: ConfigError if it cannot be read, is not UTF-8, is not YAML, or says a key twice.
    """
    return parse(_text(path), str(path))


def parse(text: str, path: str) -> Document:
    """Read YAML text; `path` is only named in faults. An empty text gives an empty mapping.

    Raises: ConfigError if it is not YAML or says a key twice.
    """
    try:
        node = yaml.compose(text, Loader=_CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        told = f"not YAML: {error.problem or error.context}{_foreign(text, line)}"
        raise ConfigError((Fault(path=path, line=line, message=told),)) from None
    except yaml.YAMLError as error:
        raise ConfigError((Fault(path=path, line=0, message=f"not YAML: {getattr(error, 'reason', 'unreadable character')}"),)) from None
    reader = _Reader(path)
    value = reader.value(node, ()) if node is not None else {}
    if reader.faults:
        raise ConfigError(tuple(reader.faults))
    return Document(path=path, value={} if value is None else value, lines=reader.lines)


def validate[M: BaseModel](model: type[M], document: Document) -> M:
    """Return `document` as a `model`; raises ConfigError with every fault in it."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        faults = [document.fault(_message(model, e), *e["loc"]) for e in _own(error.errors(include_url=False))]
        raise ConfigError(tuple(sorted(dict.fromkeys(faults), key=lambda f: f.line))) from None


def _own(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield what is wrong by itself: a list is not too short because what stands in it is wrong."""
    around = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return (error for error in errors if error["type"] != "too_short" or error["loc"] not in around)


def did_you_mean(word: str, known: list[str]) -> str:
    """Return `; did you mean 'x'?` with the nearest of `known`, or else the list of them."""
    folded = {_folded(one): one for one in known}
    near = difflib.get_close_matches(_folded(word), folded, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {folded[near[0]]!r}?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= 20 else ""


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


class _CoreLoader(yaml.CSafeLoader):
    """The tags of the core schema of YAML 1.2 and no others.

    Source: YAML 1.2.2, §10.3.2 Tag Resolution.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own class-level table, emptied


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


_MAPPING, _NUMBER = "must be words with values, as in 'word: value'", "must be a whole number, such as 100"
_OF_ONE = ("string_type", "date_type", "datetime_type", "enum", "literal_error")
_PLAIN = {
    **dict.fromkeys(("list_type", "tuple_type"), "must be a list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _MAPPING),
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _NUMBER),
}
"""Kinds of faults as somebody reads them who does not program."""

_FOREIGN = re.compile(r"^ *([\t\u3000])|^[^:#\"']*?(：)|: ?([\u3000［｛])")
"""What a Japanese keyboard writes where YAML has a sign of its own."""


class _Reader:
    """Turns nodes into values, noting lines and faults."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: dict[Loc, int] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if len(loc) > MAX_DEPTH:
            self.fault(node, "too deep, or an alias to itself")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, i)) for i, item in enumerate(node.value)]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(key_node, "a key must be a plain word")
                continue
            key = self.scalar(key_node)
            if key == "<<":
                self.fault(key_node, "'<<' is not read here: write the words out")
                continue
            if key in found:
                self.fault(key_node, f"{key!r} is said twice (first on line {self.lines[(*loc, key)]})")
                continue
            self.lines[(*loc, key)] = key_node.start_mark.line + 1
            found[key] = self.value(value_node, (*loc, key))
        return found

    def scalar(self, node: yaml.Node) -> Any:
        try:
            return _SCALARS[node.tag](node.value)
        except (KeyError, ValueError):
            self.fault(node, f"unknown kind of value {node.tag!r}")
            return None

    def fault(self, node: yaml.Node, message: str) -> None:
        self.faults.append(Fault(path=self.path, line=node.start_mark.line + 1, message=message))


def _foreign(text: str, line: int) -> str:
    """Return which sign on this line, or on the one above, is none of YAML; empty if none is found."""
    found = next((match for row in text.splitlines()[max(0, line - 2) : line] if (match := _FOREIGN.search(row))), None)
    if found is None:
        return ""
    sign = next(filter(None, found.groups()))
    name = {"\t": "a tab", "\u3000": "a blank of full width"}.get(sign, repr(sign))
    return f"; {name} is here: write {unicodedata.normalize('NFKC', sign).replace(chr(9), ' ')!r}"


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError((Fault(path=str(path), line=0, message=f"cannot be read: {error.strerror}"),)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError((Fault(path=str(path), line=line, message="not UTF-8: save the file as UTF-8"),)) from None


def _message(model: type[BaseModel], error: ErrorDetails) -> str:
    *parents, last = error["loc"] or ("",)
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"unknown word {str(last)!r}{did_you_mean(str(last), sorted(_words(model, tuple(parents))))}"
    if kind == "missing":
        return f"{str(last)!r} is missing"
    given = error["input"]
    if kind in ("enum", "literal_error") and given is not None:
        known = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        return f"{_name(error['loc'])}: unknown word {str(given)!r}{did_you_mean(str(given), known)}"
    if last == "[key]" and not isinstance(given, str):
        text = f"{given} is no word of it; numbers are written without commas"
    elif kind == "string_type" and isinstance(given, bool | int | float):
        text = "must be text; put it in quotation marks"
    elif kind == "string_too_short" or (kind == "too_short" and not given) or (given is None and kind in _OF_ONE):
        text = "is empty"
    elif kind == "string_pattern_mismatch":
        text = f"{given!r} does not fit the pattern {error['ctx']['pattern']} of plain letters and digits"
    elif kind.startswith(("date_", "datetime_")):
        text = f"{str(given)!r} is no {'day: write it as 2026-04-01' if kind.startswith('date_') else 'time: write it as 2026-04-01T09:00'}"
    else:
        text = _PLAIN.get(kind) or error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    if isinstance(given, str) and kind.startswith(("int_", "date_", "datetime_")):
        text += narrow(given)
    if text == _MAPPING and isinstance(given, str) and "：" in given:
        text += "; '：' is of full width: write ': '"
    # A fault of a whole mapping names its words itself.
    name = "" if isinstance(given, dict) and kind == "value_error" else _name(error["loc"])
    return f"{name}: {text[0].lower()}{text[1:]}" if name else text


def narrow(given: str) -> str:
    """Return how a number, a day or a window that was typed in full width is written; empty if that is not all that is wrong with it."""
    plain = re.sub(r"(?<=[dr]): *", ": ", unicodedata.normalize("NFKC", given))
    if given.isascii() or not re.fullmatch(r"[0-9T:-]+|(transfer|[0-9]+d)(: [0-9]+)?", plain):
        return ""
    return f"; {given!r} is of full width: write {plain!r}"


def _name(loc: tuple[int | str, ...]) -> str:
    return next((str(part) for part in reversed(loc) if isinstance(part, str) and part != "[key]"), "")


def _words(annotation: Any, loc: tuple[int | str, ...]) -> set[str]:
    """Names of the fields that the model at `loc` below `annotation` knows."""
    found: set[str] = set()
    for model in _models(annotation):
        if not loc:
            found |= {f.alias or name for name, f in model.model_fields.items()}
            continue
        by_word = {f.alias or name: f.annotation for name, f in model.model_fields.items()}
        inner, rest = by_word.get(str(loc[0])), loc[1:]
        # Between a field and the model inside it stand list positions, keys of mappings and names of union members.
        found |= set().union(*(_words(inner, rest[i:]) for i in range(len(rest) + 1) if _models_reach(inner, rest[i:])))
    return found


def _models_reach(annotation: Any, loc: tuple[int | str, ...]) -> bool:
    names = {f.alias or name for model in _models(annotation) for name, f in model.model_fields.items()}
    return not loc or str(loc[0]) in names


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, UnionType, list, tuple, dict, set, frozenset):
        for inner in get_args(annotation):
            yield from _models(inner)
