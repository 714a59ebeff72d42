"""How values are written so that they are overlooked: encoders and alphabets for the rows of `evasions`."""

import base64
import gzip
import zlib
from collections.abc import Callable


def between(mark: str) -> Callable[[str], str]:
    """Return what writes `mark` between all characters."""
    return mark.join


def digits(zero: str, *more: str) -> Callable[[str], str]:
    """Return what writes other digits: a run of ten code points from `zero` on, or all ten given."""
    ten = [zero, *more] if more else [chr(ord(zero) + n) for n in range(10)]
    return lambda text: "".join(ten[int(c)] if c in "0123456789" else c for c in text)


def letters(upper: str, lower: str) -> Callable[[str], str]:
    """Return what writes Latin letters from other alphabets' runs."""
    return lambda text: "".join(
        chr(ord(lower) + ord(c) - 97) if "a" <= c <= "z" else chr(ord(upper) + ord(c) - 65) if "A" <= c <= "Z" else c for c in text
    )


def b64(text: str) -> str:
    """Return base64 of UTF-8."""
    return base64.b64encode(text.encode()).decode()


def b64url(text: str) -> str:
    """Return base64url of UTF-8 without padding."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def percent(text: str) -> str:
    """Return every byte as `%XX`."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


def u_escaped(text: str) -> str:
    r"""Return every code unit as `\\uXXXX`."""
    return "".join(f"\\u{ord(c):04x}" for c in text)


def entities(text: str) -> str:
    """Return every character as a decimal entity."""
    return "".join(f"&#{ord(c)};" for c in text)


def gzipped(text: str) -> str:
    """Return base64 of gzip."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def zlibbed(text: str) -> str:
    """Return base64 of zlib."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


def deflated(text: str) -> str:
    """Return base64 of bare deflate."""
    return base64.b64encode(zlib.compress(text.encode(), wbits=-15)).decode()


def quoted_printable(text: str) -> str:
    """Return every byte as `=XX`."""
    return "".join(f"={byte:02X}" for byte in text.encode())


HOMOGLYPHS = str.maketrans("aeopcxy", "аеорсху")
CIRCLED = digits("⓪", *"①②③④⑤⑥⑦⑧⑨")
KANJI = digits("〇", *"一二三四五六七八九")
KEYCAPS = digits(*(f"{n}\ufe0f\u20e3" for n in range(10)))
