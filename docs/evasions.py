"""Ways to write personal data so that it is overlooked: the rows of `evasions.md`, each of which a test sends through the whole inspection.

Knows how a value is disguised and which rows are not caught yet; nothing of how they are caught. Every value is made up.
"""

import base64
import binascii
import codecs
import gzip
import json
import quopri
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from docs import hiddenfiles
from docs.disguising import (
    CIRCLED,
    HOMOGLYPHS,
    KANJI,
    KEYCAPS,
    b64,
    b64url,
    between,
    deflated,
    digits,
    entities,
    gzipped,
    letters,
    percent,
    quoted_printable,
    u_escaped,
    zlibbed,
)

PHONE, PHONE_DIGITS = "090-1234-5678", "09012345678"
EMAIL = "taro.yamada@example.jp"
NAME = "山田太郎"
CARD = "4111111111111111"
MY_NUMBER = "123456789018"

LABELS = {
    "PHONE_NUMBER": "電話番号",
    "EMAIL_ADDRESS": "メールアドレス",
    "PERSON": "氏名",
    "CREDIT_CARD": "カード番号",
    "JP_MY_NUMBER": "マイナンバー",
}

CARRIERS = ("prose", "table", "memo", "json", "form")
"""A sentence; a column under its header; a column for notes; a string in JSON; a field of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evasion:
    """One row of the matrix."""

    name: str
    entity: str
    plain: str
    written: str
    handled: str
    """Module that undoes it."""
    missed: frozenset[str] = frozenset()
    """Carriers in which it is not caught."""

    @property
    def state(self) -> str:
        """How far it is caught: in every carrier, in some, in none."""
        return "caught" if not self.missed else "not" if len(self.missed) == len(CARRIERS) else "partly"


def _row(name: str, entity: str, plain: str, written: str | Callable[[str], str], handled: str, *missed: str) -> Evasion:
    shown = written if isinstance(written, str) else written(plain)
    return Evasion(name=name, entity=entity, plain=plain, written=shown, handled=handled, missed=frozenset(missed))


def phone(name: str, written: str | Callable[[str], str], handled: str, *missed: str) -> Evasion:
    """Return a row about a telephone number."""
    return _row(f"{name}: telephone", "PHONE_NUMBER", PHONE, written, handled, *missed)


def email(name: str, written: str | Callable[[str], str], handled: str, *missed: str) -> Evasion:
    """Return a row about an e-mail address."""
    return _row(f"{name}: e-mail", "EMAIL_ADDRESS", EMAIL, written, handled, *missed)


def person(name: str, written: str | Callable[[str], str], handled: str, *missed: str) -> Evasion:
    """Return a row about a name."""
    return _row(f"{name}: name", "PERSON", NAME, written, handled, *missed)


def card(name: str, written: str | Callable[[str], str], handled: str, *missed: str) -> Evasion:
    """Return a row about a card number."""
    return _row(f"{name}: card", "CREDIT_CARD", CARD, written, handled, *missed)


def my_number(name: str, written: str | Callable[[str], str], handled: str, *missed: str) -> Evasion:
    """Return a row about a 個人番号."""
    return _row(f"{name}: My Number", "JP_MY_NUMBER", MY_NUMBER, written, handled, *missed)


ROWS: tuple[Evasion, ...] = (
    phone("zero-width space between all characters", between("\u200b"), "fold"),
    email("zero-width joiner between all characters", between("\u200d"), "fold"),
    person("zero-width space between all characters", between("\u200b"), "fold"),
    phone("bidirectional marks", f"\u202d{PHONE[:6]}\u200e{PHONE[6:]}\u202c", "fold"),
    email("bidirectional isolates", f"\u2066{EMAIL[:5]}\u2069{EMAIL[5:]}", "fold"),
    phone("variation selectors", between("\ufe0e"), "fold"),
    person("ideographic variation sequences", between("\U000e0100"), "fold"),
    phone("soft hyphens", between("\u00ad"), "fold"),
    email("soft hyphens", between("\u00ad"), "fold"),
    phone("invisible fillers", between("\u115f"), "fold"),
    phone("tag characters", between("\U000e0041"), "fold"),
    phone("combining strokes on all characters", between("\u0336"), "fold"),
    email("combining accents on all characters", between("\u0301"), "fold"),
    _row("decomposed kana (NFD): name", "PERSON", "ヤマダ ハナコ", lambda t: unicodedata.normalize("NFD", t), "fold"),
    _row("half-width kana: name", "PERSON", "ヤマダ ハナコ", "ﾔﾏﾀﾞ ﾊﾅｺ", "fold"),
    _row("spacing voiced marks: name", "PERSON", "ヤマダ ハナコ", "ヤマタ゛ ハナコ", "fold"),
    _row("old forms of kanji: name", "PERSON", "高橋太郎", "髙橋太郎", "fold"),
    _row("compatibility ideographs: name", "PERSON", "神田太郎", "\ufa19田太郎", "fold"),
    _row("Kangxi radicals: name", "PERSON", "山田太郎", "⼭⽥太郎", "fold"),
    phone("full width", letters("Ａ", "ａ")(digits("０")(PHONE).replace("-", "－")), "fold"),
    email("full width", lambda t: "".join(chr(ord(c) + 0xFEE0) for c in t), "fold"),
    phone("Arabic-Indic digits", digits("٠"), "fold"),
    phone("Devanagari digits", digits("०"), "fold"),
    phone("Thai digits", digits("๐"), "fold"),
    card("Bengali digits", digits("০"), "fold"),
    phone("mathematical digits", digits("𝟎"), "fold"),
    email("mathematical letters", letters("𝐀", "𝐚"), "fold"),
    email("mathematical script letters", letters("𝓐", "𝓪"), "fold"),
    phone("circled digits", CIRCLED, "numerals"),
    phone("circled digits apart", " ".join(CIRCLED(PHONE_DIGITS)), "numerals"),
    card("circled digits", CIRCLED, "numerals"),
    phone("negative circled digits", digits("⓿", *"❶❷❸❹❺❻❼❽❾"), "numerals"),
    phone("parenthesised digits", digits("0", *"⑴⑵⑶⑷⑸⑹⑺⑻⑼"), "numerals"),
    phone("superscript digits", digits(*"⁰¹²³⁴⁵⁶⁷⁸⁹"), "numerals"),
    phone("subscript digits", digits("₀"), "numerals"),
    phone("keycap emoji", KEYCAPS, "fold"),
    phone("kanji digits", KANJI, "numerals"),
    phone("kanji digits without dashes", KANJI(PHONE_DIGITS), "numerals"),
    card("kanji digits", KANJI, "numerals"),
    phone("legal kanji digits", digits("零", *"壱弐参四五六七八九"), "numerals"),
    phone("digits read out in kana", "ゼロキューゼロ、いちにいさんよん、ごーろくななはち", "numerals"),
    phone("digits read out in English", "zero nine zero one two three four five six seven eight", "numerals"),
    phone("letters for digits", "O9O-l234-5678", "numerals"),
    phone("mixed digits", "０⑨〇-1２③四-５6⑦८", "numerals"),
    phone("spaces between all characters", " ".join(PHONE_DIGITS), "numerals"),
    phone("full-width spaces between all characters", "　".join(PHONE_DIGITS), "numerals"),
    phone("dots between all characters", ".".join(PHONE_DIGITS), "numerals"),
    phone("middle dots between groups", "090・1234・5678", "numerals"),
    phone("slashes between groups", "090/1234/5678", "numerals"),
    phone("underscores between groups", "090_1234_5678", "numerals"),
    phone("stars between groups", "090★1234★5678", "numerals"),
    phone("spaces around dashes", "090 - 1234 - 5678", "numerals"),
    phone("commas between groups", "090,1234,5678", "numerals"),
    phone("the word for dash", "090ハイフン1234ハイフン5678", "numerals"),
    phone("line ends inside", "090-\n1234-\r\n5678", "numerals"),
    card("spaces between all characters", between(" "), "numerals"),
    card("dots between groups", "4111.1111.1111.1111", "numerals"),
    card("line ends inside", "4111\n1111\r\n1111\n1111", "numerals"),
    my_number("spaces between all characters", between(" "), "numerals"),
    my_number("dots between groups", "1234.5678.9018", "numerals"),
    person("spaces between all characters", between(" "), "spelling"),
    person("full-width spaces between all characters", between("　"), "spelling"),
    person("middle dots between all characters", between("・"), "spelling"),
    email("spaces between all characters", between(" "), "spelling"),
    email("spaces around the signs", "taro.yamada @ example . jp", "spelling"),
    email("(at)", "taro.yamada(at)example.jp", "spelling"),
    email("[at] and [dot]", "taro.yamada [at] example [dot] jp", "spelling"),
    email("at and dot as words", "taro.yamada at example dot jp", "spelling"),
    email("アットマーク", "taro.yamadaアットマークexample.jp", "spelling"),
    email("a star for the sign", "taro.yamada★example.jp", "spelling"),
    email("Cyrillic letters", lambda t: t.translate(HOMOGLYPHS), "spelling"),
    email("Greek letters", lambda t: t.translate(str.maketrans("ao", "αο")), "spelling"),
    email("circled letters", letters("Ⓐ", "ⓐ"), "spelling"),
    email("domain in Japanese", "taro.yamada@例え.jp", "spelling"),
    email("ROT13", lambda t: codecs.encode(t, "rot13"), "spelling"),
    phone("reversed", PHONE[::-1], "reversal"),
    phone("reversed without dashes", PHONE_DIGITS[::-1], "reversal"),
    email("reversed", EMAIL[::-1], "reversal"),
    person("reversed", NAME[::-1], "reversal"),
    phone("base64", b64, "dense"),
    email("base64", b64, "dense"),
    person("base64", b64, "dense"),
    phone("base64url without padding", b64url, "dense"),
    email("base64 with line ends", lambda t: "\r\n".join(b64(t)[i : i + 12] for i in range(0, 40, 12)).strip(), "dense"),
    _row("base64 of Shift_JIS: name", "PERSON", NAME, base64.b64encode(NAME.encode("cp932")).decode(), "dense"),
    email("base64 twice", lambda t: b64(b64(t)), "dense"),
    email("base64 three times", lambda t: b64(b64(b64(t))), "dense"),
    phone("base32", lambda t: base64.b32encode(t.encode()).decode(), "dense"),
    email("ASCII85", lambda t: base64.a85encode(t.encode()).decode(), "", *CARRIERS),
    phone("data URI", lambda t: f"data:text/plain;base64,{b64(t)}", "dense"),
    phone("hexadecimal", lambda t: t.encode().hex(), "dense"),
    person("hexadecimal", lambda t: t.encode().hex(), "dense"),
    email("hexadecimal with spaces", lambda t: t.encode().hex(" "), "dense"),
    email("hexadecimal as 0x", lambda t: "0x" + t.encode().hex(), "dense"),
    email("decimal codes", lambda t: ",".join(str(b) for b in t.encode()), "dense"),
    email("binary codes", lambda t: " ".join(f"{b:08b}" for b in t.encode()), "dense"),
    phone("percent", percent, "escapes"),
    person("percent", lambda t: quote(t), "escapes"),
    email("percent twice", lambda t: quote(percent(t)), "escapes"),
    person("percent twice", lambda t: quote(quote(t)), "escapes"),
    person("percent, %uXXXX", lambda t: "".join(f"%u{ord(c):04X}" for c in t), "escapes"),
    phone("quoted-printable", quoted_printable, "escapes"),
    person("quoted-printable", lambda t: quopri.encodestring(t.encode()).decode(), "escapes"),
    person("encoded word (RFC 2047)", lambda t: f"=?UTF-8?B?{b64(t)}?=", "escapes"),
    phone("\\uXXXX", u_escaped, "escapes"),
    person("\\uXXXX", u_escaped, "escapes"),
    person("\\u{X}", lambda t: "".join(f"\\u{{{ord(c):x}}}" for c in t), "escapes"),
    phone("\\xNN", lambda t: "".join(f"\\x{b:02x}" for b in t.encode()), "escapes"),
    person("\\xNN of UTF-8", lambda t: "".join(f"\\x{b:02x}" for b in t.encode()), "escapes"),
    phone("octal escapes", lambda t: "".join(f"\\{b:03o}" for b in t.encode()), "escapes"),
    phone("entities", entities, "escapes"),
    person("hexadecimal entities", lambda t: "".join(f"&#x{ord(c):x};" for c in t), "escapes"),
    email("entities twice", lambda t: entities(t).replace("&", "&amp;"), "escapes"),
    email("entity for the sign alone", EMAIL.replace("@", "&commat;").replace(".", "&period;"), "escapes"),
    person("JSON within JSON", lambda t: json.dumps(json.dumps({"name": t})), "escapes", "table", "json", "form"),
    person("UTF-7", lambda t: t.encode("utf-7").decode(), "escapes"),
    phone("gzip in base64", gzipped, "dense"),
    person("gzip in base64", gzipped, "dense"),
    email("zlib in base64", zlibbed, "dense"),
    email("bare deflate in base64", deflated, "dense"),
    email("gzip in hexadecimal", lambda t: binascii.hexlify(gzip.compress(t.encode(), mtime=0)).decode(), "dense"),
    email("percent of base64 of gzip", lambda t: quote(gzipped(t), safe=""), "dense"),
    phone("tags inside", "<b>090</b>-<i>1234</i>-<span>5678</span>", "markup"),
    phone("comments inside", "090<!-- x -->-1234<!-- y -->-5678", "markup"),
    email("tags inside", "taro.<b>yamada</b>@<span>example</span>.jp", "markup"),
    person("romaji", "Taro Yamada", "names"),
)


def page() -> str:
    """Return the matrix as a page of the handbook."""
    states = [row.state for row in ROWS]
    summary = ", ".join(f"{states.count(state)} {state}" for state in ("caught", "partly", "not"))
    lines = [f"| {row.name} | {_shown(row.written)} | {_state(row)} | {row.handled} |" for row in ROWS]
    return "\n".join((_HEAD.format(rows=len(ROWS), summary=summary), *lines, hiddenfiles.table()))


def _state(row: Evasion) -> str:
    return row.state if row.state != "partly" else f"partly: not in {', '.join(c for c in CARRIERS if c in row.missed)}"


def _shown(written: str) -> str:
    seen = "".join(c if c.isprintable() and unicodedata.combining(c) == 0 and c != "|" else f"\\u{{{ord(c):x}}}" for c in written)
    return f"`` {seen[:60]}{'…' if len(seen) > 60 else ''} ``"


_HEAD = """\
# Ways to hide personal data, and which are seen through

Each row is sent through the whole inspection by a test: as a sentence, a cell under its header, a note, a JSON string, a form's field.
It is caught where it gives the same entities and people as the value written plainly. The test fails when a row falls back, and when one
is caught that is said not to be. Of {rows} rows: {summary}. Encodings are undone within each other, as deep and as long as the limits of a
body allow; what lies deeper is a gap (`depth_limit`, `bomb`), never silence. The last column names the module that undoes it:
`detectors/fold.py`, else one of `detectors/disguises`. Pictures of text are not read, and encryption is a gap (`encrypted`).

| written as | example (made up) | state | undone by |
|---|---|---|---|"""
