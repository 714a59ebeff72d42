"""What is said to somebody who has not proven who they are."""

from dataclasses import dataclass
from enum import StrEnum

REALM = 'Basic realm="Sekimori", charset="UTF-8"'
"""Value of Proxy-Authenticate. **Source:** RFC 7617 §2 and §2.1, RFC 9110 §11.7.1."""


class Refused(StrEnum):
    """Why a proof was asked for, or refused."""

    MISSING = "missing"
    """None was given: the usual first request of a browser, and no failure."""
    MALFORMED = "malformed"
    BAD_CREDENTIALS = "bad_credentials"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A request for credentials, to be answered with status 407."""

    reason: Refused
    authenticate: str = REALM
