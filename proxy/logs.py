"""Operator logs: one JSON object a line on standard error, with an allow-list of fields. The story of a transfer is in the ledger.

A field that is not on the list is left out, so that no later change writes personal data by accident; a test compares list and code.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "action",
        "attempt",
        "cut",
        "destination_class",
        "digest",
        "direction",
        "error",
        "faults",
        "library",
        "listen",
        "management",
        "people",
        "rules",
        "seconds",
        "size_bytes",
        "status",
        "transfer",
        "waiting",
        "where",
    }
)
"""Numbers, names of our own, times. No host, path, account, file name, header or text of anybody."""
DROPPED = "dropped"
"""Names of the fields that were left out."""


def configure(*, level: int = logging.INFO) -> None:
    """Write structlog's events and those of libraries as JSON lines to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(serializer=orjson.dumps, default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[LibraryHandler()], level=max(level, logging.WARNING), force=True)


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out every field that is not on the list, and say which."""
    refused = sorted(event.keys() - FIELDS)
    for name in refused:
        del event[name]
    if refused:
        event[DROPPED] = refused
    return event


class LibraryHandler(logging.Handler):
    """Says that a library logged something, and where; never its message, which may quote what passes (addresses, headers)."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record` without its text."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        log = structlog.get_logger()
        log.log(record.levelno, "library", library=record.name, where=f"{record.module}:{record.lineno}", error=error)
