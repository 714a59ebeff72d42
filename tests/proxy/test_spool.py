import fcntl
import mmap
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.spool import MEMORY_BYTES, Spool, plain
from tests.support.descriptors import descriptors

SECRET = "山田花子 03-1234-5678".encode()


@pytest.mark.parametrize("on_disk", [pytest.param(False, id="memory"), pytest.param(True, id="file")])
@settings(deadline=None)
@given(pieces=st.lists(st.binary(max_size=200), max_size=20), step=st.integers(1, 100))
def test_gives_back_what_was_written(on_disk: bool, pieces: list[bytes], step: int) -> None:
    with Spool(Path(tempfile.gettempdir()), memory_bytes=50 if on_disk else MEMORY_BYTES) as spool:
        for piece in pieces:
            spool.write(piece)
        spool.seal()
        whole = b"".join(pieces)
        assert spool.size == len(whole) == os.fstat(spool.fd).st_size
        assert bool(spool.key) is (on_disk and len(whole) > 50)
        got = list(spool.chunks(step))
        assert b"".join(got) == whole
        assert all(0 < len(piece) <= step for piece in got)


@settings(deadline=None)
@given(data=st.binary(min_size=100, max_size=300), start=st.integers(0, 320), step=st.integers(1, 64))
def test_reads_from_any_place(data: bytes, start: int, step: int) -> None:
    with Spool(Path(tempfile.gettempdir()), memory_bytes=0) as spool:
        spool.write(data)
        assert b"".join(plain(spool.fd, spool.key, spool.size, step, start=start)) == data[start:]


def test_small_bodies_are_in_memory_and_sealed(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.write(SECRET)
        spool.seal()
        spool.seal()
        with mmap.mmap(spool.fd, 0, prot=mmap.PROT_READ) as view:
            assert view[:] == SECRET
        assert fcntl.fcntl(spool.fd, fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE
        with pytest.raises(PermissionError):
            os.ftruncate(os.open(f"/proc/self/fd/{spool.fd}", os.O_RDWR), 1)


def test_large_bodies_are_noise_on_the_disk(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        for _ in range(MEMORY_BYTES // len(SECRET) + 2):
            spool.write(SECRET)
        assert os.readlink(f"/proc/self/fd/{spool.fd}").startswith(str(tmp_path))
        assert list(tmp_path.iterdir()) == []
        spool.seal()
        on_disk = os.pread(spool.fd, 1 << 20, 0)
        assert SECRET not in on_disk
        assert SECRET[:6] not in on_disk
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(spool.fd, b"x")


def test_two_bodies_have_two_keys(tmp_path: Path) -> None:
    with Spool(tmp_path, memory_bytes=0) as one, Spool(tmp_path, memory_bytes=0) as two:
        for spool in (one, two):
            spool.write(SECRET)
        assert os.pread(one.fd, 100, 0) != os.pread(two.fd, 100, 0)


@pytest.mark.parametrize("memory_bytes", [pytest.param(0, id="file"), pytest.param(100, id="memory")])
def test_sealed_or_closed_takes_no_more(tmp_path: Path, memory_bytes: int) -> None:
    spool = Spool(tmp_path, memory_bytes=memory_bytes)
    spool.write(b"x")
    spool.seal()
    with pytest.raises(ValueError, match="sealed"):
        spool.write(b"y")
    spool.close()
    spool.close()
    with pytest.raises(ValueError, match="sealed"):
        spool.write(b"y")


def test_closes_its_descriptors(tmp_path: Path) -> None:
    before = descriptors()
    for memory_bytes in (0, 1, 100):
        with Spool(tmp_path, memory_bytes=memory_bytes) as spool:
            spool.write(b"abc")
            spool.write(b"def")
            spool.seal()
            assert len(descriptors() - before) == 1
    assert not descriptors() - before


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    before = descriptors()
    with Spool(tmp_path / "nowhere", memory_bytes=1) as spool:
        spool.write(b"a")
        with pytest.raises(FileNotFoundError):
            spool.write(b"bc")
    assert not descriptors() - before


def test_file_that_was_cut(tmp_path: Path) -> None:
    with Spool(tmp_path, memory_bytes=0) as spool:
        spool.write(b"abcdef")
        os.ftruncate(spool.fd, 3)
        with pytest.raises(OSError, match="ended early"):
            list(spool.chunks())


FULL = """
import resource, sys
from pathlib import Path
from proxy.spool import Spool
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
spool = Spool(Path(sys.argv[1]), memory_bytes=1 << 10)
try:
    for _ in range(100):
        spool.write(bytes(1 << 16))
except OSError as error:
    spool.close()
    print(type(error).__name__, len(list(Path(sys.argv[1]).iterdir())))
"""


def test_no_room_is_an_oserror(tmp_path: Path) -> None:
    """A file size limit stands for the full disk: the same write(2) that takes less than it was given, then fails."""
    run = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["OSError", "0"]
