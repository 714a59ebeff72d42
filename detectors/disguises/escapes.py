r"""Escapes that say themselves what they are: `%E5`, `\u5c71`, `&#x5c71;`, `=E5`, `=?UTF-8?B?…?=`, `+XHE-`. Undone wherever they are whole.

Sources: RFC 3986 §2.1 (percent), ECMA-262 §12.9.4 and Annex B.2.1 (`\u`, `\x`, `%u`), HTML Living Standard §13.5 (entities), RFC 2045 §6.7
(quoted-printable), RFC 2047 (encoded words), RFC 2152 (UTF-7), CSS Syntax §4.3.7.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5

from detectors.charset import everyday
from detectors.disguises.plain import in_bytes
from detectors.rewritten import Edit

_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_CODES = re.compile(r"[0-9A-Fa-f]{2,6}")
_WORD_CHARSETS = {"utf-8": "utf-8", "iso-2022-jp": "iso2022_jp_ext", "shift_jis": "cp932", "windows-31j": "cp932", "euc-jp": "euc_jp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Escape:
    """One notation."""

    layer: str
    mark: str
    """Stands in every text that holds one."""
    pattern: re.Pattern[str]
    undo: Callable[[re.Match[str]], str | None]
    """Returns what is meant, or None where it is something else."""


def _percent(match: re.Match[str]) -> str | None:
    return in_bytes(re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), match[0].encode()))


def _code_units(match: re.Match[str]) -> str | None:
    units = b"".join(int(code, 16).to_bytes(2, "big") for code in re.findall(r"u([0-9A-Fa-f]{4})", match[0]))
    return units.decode("utf-16-be", "replace")


def _code_points(match: re.Match[str]) -> str | None:
    codes = [int(code, 16) for code in _CODES.findall(match[0])]
    return "".join(map(chr, codes)) if all(code < 0xD800 or 0xDFFF < code < 0x110000 for code in codes) else None


def _octets(match: re.Match[str]) -> str | None:
    return in_bytes(bytes(int(code, 16) for code in re.findall(r"x([0-9A-Fa-f]{2})", match[0])))


def _octal(match: re.Match[str]) -> str | None:
    return in_bytes(bytes(int(code, 8) for code in match[0].split("\\")[1:]))


def _css(match: re.Match[str]) -> str | None:
    text = _code_points(match)
    return text if text and everyday(text) else None


def _entity(match: re.Match[str]) -> str | None:
    known = match[0][1] == "#" or match[0][1:] in html5
    return unescape(match[0]) if known else None


def _quoted(match: re.Match[str]) -> str | None:
    if match[0].startswith("=") and match[0][1:].strip() == "":
        return ""
    return in_bytes(quopri.decodestring(match[0].encode()))


def _encoded_word(match: re.Match[str]) -> str | None:
    charset, kind, body = match.groups()
    codec = _WORD_CHARSETS.get(charset.lower())
    try:
        raw = base64.b64decode(body) if kind in "Bb" else quopri.decodestring(body.encode(), header=True)
        return raw.decode(codec) if codec else in_bytes(raw)
    except (binascii.Error, UnicodeDecodeError):
        return None


def _utf7(match: re.Match[str]) -> str | None:
    run, closed = match.groups()
    units, spare = divmod(len(run) * 6, 16)
    if spare >= 6 or (units < 2 and not closed) or run.isdigit():
        return None
    raw = base64.b64decode(run + "A" * (-len(run) % 4))
    text = raw[: units * 2].decode("utf-16-be", "replace")
    return text if everyday(text) and not text.isascii() else None


ESCAPES: tuple[Escape, ...] = (
    Escape(layer="percent", mark="%", pattern=re.compile(r"(?:%[0-9A-Fa-f]{2}(?:[@-~](?=%))?)+[@-~]?"), undo=_percent),
    Escape(layer="percent", mark="%u", pattern=re.compile(r"(?:%u[0-9A-Fa-f]{4})+"), undo=_code_units),
    Escape(layer="escapes", mark="\\u", pattern=re.compile(r"(?:\\+u[0-9A-Fa-f]{4})+"), undo=_code_units),
    Escape(layer="escapes", mark="\\u{", pattern=re.compile(r"(?:\\+u\{[0-9A-Fa-f]{2,6}\})+"), undo=_code_points),
    Escape(layer="escapes", mark="\\x", pattern=re.compile(r"(?:\\+x[0-9A-Fa-f]{2})+"), undo=_octets),
    Escape(layer="escapes", mark="\\", pattern=re.compile(r"(?:\\[0-3][0-7]{2}){3,}"), undo=_octal),
    Escape(layer="escapes", mark="\\", pattern=re.compile(r"(?:\\0{0,2}[0-9A-Fa-f]{4}[ ]?){2,}"), undo=_css),
    Escape(layer="escapes", mark="U+", pattern=re.compile(r"U\+[0-9A-F]{4,6}(?:[ ,]*U\+[0-9A-F]{4,6})+"), undo=_code_points),
    Escape(
        layer="entities",
        mark="&",
        pattern=re.compile(r"&(?:#[0-9]{2,7};?|#[xX][0-9A-Fa-f]{2,6};?|[A-Za-z][A-Za-z0-9]{1,31};)"),
        undo=_entity,
    ),
    Escape(layer="encoded-word", mark="=?", pattern=re.compile(r"=\?([\w-]{2,32})\?([BbQq])\?([^?\s]{0,512})\?="), undo=_encoded_word),
    Escape(
        layer="quoted-printable",
        mark="=",
        pattern=re.compile(r"(?:=[0-9A-F]{2}(?:=\r?\n)?){2,}|(?<=[\w.+-])=(?:40(?=[A-Za-z])|\r?\n)|(?<=\w)=2[DE](?=\w)"),
        undo=_quoted,
    ),
    Escape(layer="utf-7", mark="+", pattern=re.compile(r"\+([A-Za-z0-9+/]{3,})(-?)"), undo=_utf7),
)
"""In the order they are tried; where two read the same characters, the first that stands earlier is undone, the other in the next round."""


def edits(text: str) -> Iterator[Edit]:
    """Give the escapes in `text` undone, in any order; two may overlap."""
    for escape in ESCAPES:
        if escape.mark in text:
            for match in escape.pattern.finditer(text):
                plain = escape.undo(match)
                if plain is not None:
                    yield Edit(start=match.start(), end=match.end(), text=plain, layer=escape.layer)
