"""Our analyzer of prose in a process of its own, asked as `benchmarks.stock` is: same input, same output."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.stock import Taken
from proxy.pool.supervisor import ONE_THREAD


def analyse(texts: Sequence[str]) -> Taken:
    """Return what a fresh process took for `texts`, its start and one warm-up left out. Raises CalledProcessError."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.ours"],
        input=json.dumps({"texts": list(texts)}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | ONE_THREAD,
    )
    return Taken(**json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    """Analyse what standard input holds."""
    from detectors.analyzer import Analyzer
    from detectors.config import DetectorConfig

    texts: list[str] = json.load(sys.stdin)["texts"]
    analyzer = Analyzer(DetectorConfig())
    analyzer.analyze(["山田太郎の電話は03-1234-5678です。"])
    began = time.perf_counter()
    results = analyzer.analyze(texts)
    seconds = time.perf_counter() - began
    spans = [[(hit.start, hit.end, hit.entity, hit.score) for hit in hits] for hits in results]
    print(json.dumps({"characters": sum(map(len, texts)), "seconds": seconds, "spans": spans}))


if __name__ == "__main__":
    main()
