"""Looks for values in whatever a program has written, in the ways that bytes come to stand there."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote_from_bytes

from ahocorasick_rs import BytesAhoCorasick

CHARSETS = ("utf-8", "cp932", "euc-jp", "utf-16-le", "utf-16-be")
LEAST_BYTES = 8
"""Fewer may stand in noise by chance."""
FIRST = (0, 2, 3)
"""Characters of Base64 that depend on what stands before the value, by its offset in a group of three bytes."""


def leaks(texts: Mapping[str, bytes], values: Iterable[str]) -> list[tuple[str, str]]:
    """Return where a value is found, and how it begins: no more, for this is shown when a test fails."""
    forms = list({form: value for value in values for form in written(value)}.items())
    wanted = BytesAhoCorasick([form for form, _ in forms])
    hits = ((where, forms[number][1]) for where, text in texts.items() for number, _, _ in wanted.find_matches_as_indexes(text))
    return sorted({(where, value[:2] + "…") for where, value in hits})


def written(value: str) -> Iterator[bytes]:
    """Yield the value as charsets write it, each plain, in Base64 of any alignment, and in per cent escapes; and as JSON escapes it."""
    yield value.encode("ascii", "backslashreplace")
    for charset in CHARSETS:
        raw = value.encode(charset, "ignore")
        if len(raw) < LEAST_BYTES:
            continue
        yield raw
        yield quote_from_bytes(raw, "").encode()
        for offset, first in enumerate(FIRST):
            whole = (offset + len(raw)) // 3 * 4  # what follows the value changes its last group
            core = b64encode(bytes(offset) + raw)[first:whole]
            yield core
            yield core.translate(bytes.maketrans(b"+/", b"-_"))
