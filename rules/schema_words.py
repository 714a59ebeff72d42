"""The shape of short names and of texts in policy files. Knows nothing of what they name."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, WithJsonSchema

ID = "[a-z0-9]+(-[a-z0-9]+)*"


def _id(word: str) -> str:
    if not re.fullmatch(ID, word) or len(word) > 64:
        raise ValueError(f"{word!r} is no short name: small letters a to z, digits and hyphens, such as 'bulk-upload'")
    return word


type Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{ID}$", "maxLength": 64})]
type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Blanks alone are none."""
