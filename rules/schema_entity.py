"""The shape of an entity of the site in a policy file: what its values look like, and values that are it or are not."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from detectors.checkschemes import SCHEMES
from detectors.config import CustomEntity
from detectors.custom import CustomEntities
from detectors.fold import fold
from rules.schema_rule import Many, Shape, one_of
from rules.schema_words import Text

_SCHEMES = sorted(SCHEMES)


def _pattern(text: str) -> str:
    try:
        compiled = re.compile(text)
    except (re.error, RecursionError) as error:
        raise ValueError(f"is no regular expression: {error}") from None
    if compiled.fullmatch(""):
        raise ValueError("matches nothing at all: every text would hold it")
    if fold(text) != text:
        raise ValueError("is compared with text whose digits, Latin letters and hyphens are half-width: write it in these")
    return text


class CheckDigitEntry(Shape):
    """The check digit at the end of a number."""

    scheme: Annotated[str, AfterValidator(one_of(_SCHEMES)), WithJsonSchema({"enum": _SCHEMES})]
    """`luhn`, `mod10w3`, `mod11`, `mod9`, `mod97`, `verhoeff` or `damm`."""
    weights: tuple[Annotated[int, Field(ge=0, le=99)], ...] = ()
    """Weights from left to right, the last at the digit before the check digit; left out: the usual ones of the scheme."""


def _schemed(value: Any) -> Any:
    return {"scheme": value} if isinstance(value, str) else value


class EntityEntry(Shape):
    """A kind of data that only this site has. A name alone is one that its Presidio recognisers find."""

    name: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=40)]
    """In capitals: `MEMBER_NUMBER`. Rules, records and metrics use it."""
    pattern: Annotated[str, AfterValidator(_pattern)] | None = None
    """Regular expression of one value: `M-?[0-9]{8}`."""
    labels: Many[Text] = ()
    """Words before a value, and headers of its columns."""
    anywhere: bool = False
    """`true`: a value counts without a label too."""
    check_digit: Annotated[CheckDigitEntry, BeforeValidator(_schemed, json_schema_input_type=str | CheckDigitEntry)] | None = None
    """The scheme of the last digit, or `{scheme: mod11, weights: [6, 5, 4, 3, 2]}`."""
    identifies: bool = False
    """`true`: one value is one person, so that people are counted by it."""
    deny_list: Many[Text] = ()
    """Values that always are it."""
    allow_list: Many[Text] = ()
    """Values that never are."""
    match: Many[Text] = ()
    """Examples that must be found, as cells of its column."""
    no_match: Many[Text] = ()
    """Examples that must not."""

    @property
    def declared(self) -> CustomEntity:
        """What the detectors take."""
        check = self.check_digit
        return CustomEntity(
            name=self.name,
            pattern=self.pattern or "",
            labels=self.labels,
            anywhere=self.anywhere,
            check=check.scheme if check else "",
            weights=check.weights if check else (),
            identifies=self.identifies,
            deny=self.deny_list,
            allow=self.allow_list,
        )

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.model_fields_set <= {"name"}:
            return self
        if not self.pattern and not self.deny_list:
            raise ValueError("needs a 'pattern' or a 'deny_list'")
        if self.pattern and not (self.labels or self.anywhere):
            raise ValueError("would never be found: give it 'labels', or 'anywhere: true'")
        if self.check_digit and not self.pattern:
            raise ValueError("'check_digit' needs a 'pattern'")
        entities = CustomEntities((self.declared,))
        for word, cells, must in (("match", self.match, True), ("no_match", self.no_match, False)):
            for number, value in enumerate(entities.normalise(self.name, cells)):
                if (value is not None) is not must:
                    raise ValueError(f"example {number + 1} of '{word}' is {'not ' if must else ''}a value of it")
        return self


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


type Entity = Annotated[EntityEntry, BeforeValidator(_named, json_schema_input_type=str | EntityEntry)]
"""An entity of the site, declared in full or by name alone."""
