"""Content at rest: read back whole or not at all, unreadable without the key, gone when erased."""

import secrets
import threading
from pathlib import Path

import pytest

from proxy.waiting.box import HEAD_BYTES, Box, Damaged

NAME, HEAD = "01AB-23CD-45EF-67GH", b"HEAD-CANARY"
BODY = [b"CANARY " * 50_000, b"", b"x" * 300_000]


def box(folder: Path, *, key: bytes = bytes(32), room: int = 10 << 20) -> Box:
    return Box(folder=folder / "holds", key=key, max_bytes=room)


@pytest.mark.parametrize("body", [BODY, [], [b""], [b"one"]])
def test_what_is_stored_comes_back(tmp_path: Path, body: list[bytes]) -> None:
    kept = box(tmp_path)
    kept.put(NAME, HEAD, body)
    head, *pieces = kept.open(NAME)
    assert (head, b"".join(pieces)) == (HEAD, b"".join(body))
    (file,) = kept.folder.iterdir()
    assert b"CANARY" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert kept.names() == (NAME,)


@pytest.mark.parametrize("change", ["flip", "cut", "add", "rename", "key", "last piece"])
def test_what_was_changed_is_refused(tmp_path: Path, change: str) -> None:
    kept, name = box(tmp_path), NAME
    kept.put(NAME, HEAD, BODY)
    path = kept.folder / f"{NAME}.held"
    raw = path.read_bytes()
    match change:
        case "flip":
            path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        case "cut":
            path.write_bytes(raw[:-5])
        case "add":
            path.write_bytes(raw + b"\0\0\0\1x")
        case "last piece":
            size = len(b"x" * (300_000 - (256 << 10))) + 16 + 4
            path.write_bytes(raw[:-size])
        case "rename":
            name = "99ZZ"
            path.rename(kept.folder / "99ZZ.held")
        case "key":
            kept = box(tmp_path, key=secrets.token_bytes(32))
    with pytest.raises(Damaged):
        list(kept.open(name))


def test_erased_is_unreadable_even_by_a_second_name(tmp_path: Path) -> None:
    kept = box(tmp_path)
    kept.put(NAME, HEAD, BODY)
    second = tmp_path / "link"
    second.hardlink_to(kept.folder / f"{NAME}.held")
    kept.erase(NAME)
    kept.erase(NAME)
    assert kept.names() == ()
    assert second.read_bytes()[:HEAD_BYTES] == bytes(HEAD_BYTES)
    with pytest.raises(OSError, match="No such file"):
        list(kept.open(NAME))


def test_no_room_stores_nothing(tmp_path: Path) -> None:
    kept = box(tmp_path, room=1000)
    with pytest.raises(OSError, match="no room"):
        kept.put(NAME, HEAD, BODY)
    assert list(kept.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "", "a/b", "A" * 20])
def test_a_name_is_a_number(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="no number"):
        box(tmp_path).put(name, HEAD, [])


def test_what_a_crash_left_half_written_is_cleared(tmp_path: Path) -> None:
    kept = box(tmp_path)
    kept.clear()
    kept.put(NAME, HEAD, BODY)
    left = kept.folder / "11AA.new"
    left.write_bytes((kept.folder / f"{NAME}.held").read_bytes())
    second = tmp_path / "link"
    second.hardlink_to(left)
    assert kept.size() == 2 * left.stat().st_size, "it takes room while it is there"
    kept.clear()
    assert [path.name for path in kept.folder.iterdir()] == [f"{NAME}.held"]
    assert second.read_bytes()[:HEAD_BYTES] == bytes(HEAD_BYTES)


def test_files_come_and_go_while_others_are_stored(tmp_path: Path) -> None:
    """Whoever stores counts the room that is taken; a file that is erased at that moment is no failure."""
    kept = box(tmp_path)
    failed: list[OSError] = []

    def churn(prefix: str) -> None:
        for number in range(60):
            try:
                kept.put(f"{prefix}{number}", HEAD, [b"x" * 100])
                kept.erase(f"{prefix}{number}")
            except OSError as error:
                failed.append(error)

    threads = [threading.Thread(target=churn, args=(prefix,)) for prefix in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert kept.names() == ()
