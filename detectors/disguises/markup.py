"""Tags and comments inside a value: `<b>090</b>-<i>1234</i>`. Taken out where they stand between characters of one word.

Source: HTML Living Standard §13.1.2 (tags), §13.1.6 (comments).
"""

import re
from collections.abc import Iterator

from detectors.rewritten import Edit

_TAG = r"</?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->|/\*[^*]{0,80}\*/"
_INSIDE = re.compile(rf"(?<=[\w@.+-])(?:{_TAG})+(?=[\w@.+-])")
_LINE_ENDS = re.compile(
    r"</?(?:p|div|br|tr|td|th|li|ul|ol|table|h[1-6]|dt|dd|option|section|article|header|footer|hr|pre)[\s/>]", re.IGNORECASE
)


def edits(text: str) -> Iterator[Edit]:
    """Give the marks in `text` that part no words, left out."""
    if "<" in text or "/*" in text:
        for match in _INSIDE.finditer(text):
            if not _LINE_ENDS.search(match[0]):
                yield Edit(start=match.start(), end=match.end(), text="")
