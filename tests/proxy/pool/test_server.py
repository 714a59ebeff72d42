import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detectors.model import Gap, GapReason, Inspection
from proxy.pool.protocol import EVENT, SETTINGS
from proxy.pool.supervisor import ONE_THREAD
from tests.proxy.pool.conftest import ROOT, TOY, gone, settings

PROGRAMS = {
    "threads": """
import threading, time
from proxy.pool.server import main
from tests.proxy.pool.toy import Toy
def build(config, key):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return Toy(config, key)
main(build)
""",
    "failing": """
from proxy.pool.server import main
from tests.proxy.pool.test_server import Failing
main(Failing)
""",
    "printing": """
from proxy.pool.server import main
from tests.proxy.pool.toy import Toy
def build(config, key):
    print("a library speaks", flush=True)
    return Toy(config, key)
main(build)
""",
}


class Failing:
    def __init__(self, config: object, key: bytes) -> None: ...

    def inspect(self, fd: int, **words: object) -> Inspection:
        return Inspection(gaps=(Gap(reason=GapReason.DETECTOR_ERROR, place="body", size_bytes=1),))


def start(program: tuple[str, ...], path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, *program, "--socket", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
    )
    assert process.stdin
    process.stdin.write(SETTINGS.dump_json(settings()))
    process.stdin.close()
    process.stdin = None
    return process


@pytest.mark.parametrize(
    ("program", "message"),
    [
        pytest.param("threads", b"threads before the fork", id="a second thread"),
        pytest.param("failing", b"the first inspection failed", id="inspector that cannot inspect"),
    ],
)
def test_refuses_to_start(tmp_path: Path, program: str, message: bytes) -> None:
    process = start(("-c", PROGRAMS[program]), tmp_path / "s")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == b""
    assert message in err
    assert not (tmp_path / "s").exists()


def test_events_are_not_mixed_with_prints(tmp_path: Path) -> None:
    process = start(("-c", PROGRAMS["printing"]), tmp_path / "s")
    assert process.stdout
    assert EVENT.validate_json(process.stdout.readline()).workers == 2
    process.terminate()
    out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == (b"", b"a library speaks\n", 0)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_die_with_it(tmp_path: Path, number: signal.Signals) -> None:
    process = start(("-m", TOY), tmp_path / "s")
    assert process.stdout
    process.stdout.readline()
    workers = children(process.pid)
    assert len(workers) == 2
    process.send_signal(number)
    process.communicate(timeout=60)
    while not all(map(gone, workers)):
        time.sleep(0.01)


def limits(pid: int) -> dict[str, str]:
    return dict(line.split("  ", 1) for line in Path(f"/proc/{pid}/limits").read_text().splitlines())


def test_workers_write_no_core_and_have_a_group_of_their_own(tmp_path: Path) -> None:
    process = start(("-m", TOY), tmp_path / "s")
    assert process.stdout
    process.stdout.readline()
    first, second = children(process.pid)
    assert os.getpgid(first) == first != os.getpgid(second) == second
    # It is told of as alive before it has set itself up; this limit is the last of that.
    while limits(first)["Max address space"].split()[0] == "unlimited":
        time.sleep(0.01)
    assert limits(first)["Max core file size"].split()[0] in ("0", "1")
    assert all(os.readlink(f"/proc/{first}/fd/{n}") == "/dev/null" for n in (0, 1, 2))
    arguments = Path(f"/proc/{first}/cmdline").read_bytes()
    assert settings().key not in arguments
    process.terminate()
    process.communicate(timeout=60)
