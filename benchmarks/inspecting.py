"""Our inspector in a process of its own, as a worker runs it: one thread, model warm, caches cold.

`python -m benchmarks.inspecting` takes JSON on standard input, `{"path", "content_type", "seconds", "stop_at"}`, and gives `Inspected`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass

from benchmarks.prose import document
from proxy.pool.supervisor import ONE_THREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What one inspection took, and found."""

    seconds: float
    people: int
    exact: bool
    complete: bool
    format: str
    gaps: list[str]
    stages: dict[str, float]


def inspect(data: bytes, content_type: str, *, seconds: float = 600.0, stop_at: int | None = None) -> Inspected:
    """Return what a fresh, warmed process took for `data`. Raises CalledProcessError."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        job = {"path": file.name, "content_type": content_type, "seconds": seconds, "stop_at": stop_at}
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.inspecting"],
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=os.environ | ONE_THREAD,
        )
    return Inspected(**json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    """Inspect the file that standard input names."""
    from detectors.config import DetectorConfig
    from detectors.inspector import Inspector
    from detectors.model import Limits

    job = json.load(sys.stdin)
    inspector = Inspector(DetectorConfig(), bytes(32))
    warm = os.memfd_create("warm-up")
    os.write(warm, document(500, seed=99).encode())
    inspector.inspect(warm, content_type="text/plain", limits=Limits(), deadline=time.monotonic() + 60)
    with open(job["path"], "rb") as file:
        began = time.perf_counter()
        deadline = time.monotonic() + job["seconds"]
        seen = inspector.inspect(
            file.fileno(), content_type=job["content_type"], limits=Limits(), deadline=deadline, stop_at=job["stop_at"]
        )
        seconds = time.perf_counter() - began
    taken = Inspected(
        seconds=seconds,
        people=seen.people.count,
        exact=seen.people.exact,
        complete=seen.complete,
        format=seen.format,
        gaps=[gap.reason.value for gap in seen.gaps],
        stages=dict(seen.seconds),
    )
    print(json.dumps(asdict(taken)))


if __name__ == "__main__":
    main()
