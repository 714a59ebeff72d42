"""How bodies are held: where, and up to what size."""

from collections.abc import Callable
from dataclasses import dataclass

from proxy.spool import Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The means and limits of one proxy. Sizes in bytes."""

    new_spool: Callable[[], Spool]
    """Makes an empty spool; raises OSError when there is no room for one."""
    max_body_bytes: int
    max_header_bytes: int
