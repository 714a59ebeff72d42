"""A real inspector of a few bytes, for the pool's own tests: what it does is written in the body. Run as the pool's process."""

import os
import signal
import time
from dataclasses import dataclass

from detectors.config import DetectorConfig
from detectors.model import Inspection, Limits, People
from detectors.pages import Pages
from detectors.peopleset import PeopleSet
from proxy.pool.server import main

KEPT: list[bytearray] = []


@dataclass(frozen=True)
class Toy:
    config: DetectorConfig
    key: bytes

    def inspect(
        self,
        fd: int | Pages,
        *,
        content_type: str,
        content_encoding: str = "",
        filename: str = "",
        target: str = "",
        limits: Limits,
        deadline: float,
        stop_at: int | None = None,
    ) -> Inspection:
        if isinstance(fd, Pages):
            size, head = len(fd), bytes(fd[: 1 << 16])
        else:
            size, head = os.fstat(fd).st_size, os.pread(fd, 1 << 16, 0)
        order, _, rest = head.partition(b" ")
        people = PeopleSet()
        match order:
            case b"kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"kill-once" if not os.path.exists(rest):
                os.close(os.open(rest, os.O_CREAT))
                os.kill(os.getpid(), signal.SIGKILL)
            case b"raise":
                raise RuntimeError("山田花子")
            case b"hang":
                while True:
                    pass
            case b"slow":
                time.sleep(float(rest))
            case b"busy":  # from when the file is made until somebody removes it
                os.close(os.open(rest, os.O_CREAT))
                while os.path.exists(rest):
                    time.sleep(0.01)
            case b"people":
                people = PeopleSet.of(range(int(rest)))
            case b"grow":
                KEPT.append(bytearray(os.urandom(1 << 20) * int(rest)))
        return Inspection(
            format=content_type,
            charset=filename,
            entities=(
                ("encoding", len(content_encoding)),
                ("key", len(self.key)),
                ("pid", os.getpid()),
                ("stop_at", stop_at or 0),
                ("target", len(target)),
            ),
            people=People(persons=people),
            seconds=(("left", deadline - time.monotonic()),),
            size_bytes=size,
        )


if __name__ == "__main__":
    main(Toy)
