"""E-mail addresses, also those that touch kanji. Presidio's own recogniser misses these, and opens the network for a list of suffixes."""

import re
from collections.abc import Iterator

from detectors import values
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser

# The local part's punctuation is what mail systems in use allow: RFC 5322 atext without / = { } | ^ ` which end a field in forms and logs.
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9!#$%&'*+?_~-])[A-Za-z0-9!#$%&'*+?_~-][A-Za-z0-9.!#$%&'*+?_~-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?",
    re.ASCII,
)
# Package and remote names have the same shape: git@host:path, pkg@1.2.3, @scope/name.
_NO_DOMAIN = re.compile(r"[0-9.]+$|.*\.(?:py|js|ts|jar|png|jpe?g|gif|svg|service|local|internal)$", re.IGNORECASE)


class EmailRecogniser(Recogniser):
    """Addresses of a shape that mail can be sent to."""

    ENTITY = "EMAIL_ADDRESS"
    CHEAP = re.compile("@")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield e-mail addresses."""
        for match in _ADDRESS.finditer(reading.text):
            value = values.email(match[0])
            if (
                value is None
                or _NO_DOMAIN.fullmatch(value.partition("@")[2])
                or (reading.text[match.end() : match.end() + 1] == ":" and value.startswith("git@"))
            ):
                continue
            yield self.hit(match.start(), match.end(), 1.0, ("shape",), value)
