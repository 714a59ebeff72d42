"""For all tests: nothing leaves this machine, and made-up examples are the same in every run."""

import ipaddress
import os
import sys
from typing import Any

from hypothesis import settings
from hypothesis.internal.conjecture.providers import Constants, HypothesisProvider

# As in the workers: on few cores the threads of small matrix products wait for each other. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

CONNECTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
LOCAL = frozenset({None, "", "localhost", b"localhost"})

settings.register_profile("sekimori", deadline=None, derandomize=True, max_examples=60, print_blob=True)
settings.load_profile("sekimori")
# Otherwise one draw in forty is a constant of the product's modules that are loaded by then: the files tested before would change it.
HypothesisProvider._local_constants = Constants()  # type: ignore[assignment]


class LeavesThisMachine(Exception):
    """A test tried to reach another machine. No `OSError`: code that bears a broken network must not hide it."""


def _is_here(host: Any) -> bool:
    if host in LOCAL:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False


def stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections and look-ups that leave this machine; an audit hook, so that no library goes around it."""
    if event in CONNECTS:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise LeavesThisMachine(f"{event} to {address[0]}")
    elif event in LOOKUPS and not _is_here(arguments[0]):
        raise LeavesThisMachine(f"{event} of {arguments[0]}")


sys.addaudithook(stay_here)
