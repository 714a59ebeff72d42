"""Makes text that came from traffic fit for storing: masked where it may name somebody, and without what a database refuses.

It must not know what the text means.
"""

import re

from detectors.masking import mask

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SEPARATORS = re.compile(r"([!/\\#:]+)")
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+_-]{0,79}")
_METHOD = re.compile(r"[A-Z]{1,20}")
OTHER = "other"


def printable(text: str, limit: int) -> str:
    """Return `text` in at most `limit` code points, with control characters and lone surrogates shown as `?`.

    So are the marks that turn the direction of a line: a reader would take it for another one. **Source:** Unicode TR 36 section 2.5.
    """
    return _UNFIT.sub("?", text[:limit])


def place(text: str) -> str:
    """Return a place with each of its names masked, so that its depth is still seen: `顧***********!/***#***`.

    One character is shown of each: the first quarter of a long file name may be all of somebody's name.
    """
    parts = _SEPARATORS.split(printable(text, 500))
    return "".join(part if index % 2 else mask(part, most=1) for index, part in enumerate(parts))


def media_type(header: str) -> str:
    """Return the type of a Content-Type without its parameters, which may name a file; `other` if it is none.

    **Source:** RFC 6838, section 4.2 (characters of a type name).
    """
    if not header:
        return ""
    found = header.split(";", 1)[0].strip().lower()
    return found if _MEDIA_TYPE.fullmatch(found) else OTHER


def method(name: str) -> str:
    """Return a request method, `other` if it is not plain capitals."""
    return name if not name or _METHOD.fullmatch(name) else OTHER
