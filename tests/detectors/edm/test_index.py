from pathlib import Path

import pytest

from detectors.edm.index import BadIndex, Index
from tests.detectors.edm.made import KEY, ROWS, indexed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return indexed(tmp_path / "edm", ROWS) / "alpha.edm"


def test_nothing_of_a_customer_is_in_it(path: Path) -> None:
    content = path.read_bytes()
    values = {value for row in ROWS for value in row if len(value) > 5}
    values |= {value.replace("-", "").replace(" ", "") for value in values}
    assert len(values) > 200
    assert not {value for value in values if value.encode() in content or value.encode("utf-16-le") in content}
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_compact(path: Path) -> None:
    index = Index.open(path, KEY)
    assert set(index.tags) == {"EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON+JP_ADDRESS", "PERSON+BIRTH_DATE"}
    assert all(len(tags) == len(ROWS) for tags in index.tags.values())
    assert path.stat().st_size <= 4 * (12 * len(ROWS) + 64) + 2_000


def test_a_sound_index_has_no_faults(path: Path) -> None:
    assert Index.open(path, KEY).faults() == []


@pytest.mark.parametrize(
    ("at", "says"),
    [pytest.param(0, "is no index", id="magic"), pytest.param(30, "header", id="header"), pytest.param(9, "is no index", id="length")],
)
def test_a_changed_head_is_refused(path: Path, at: int, says: str) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(BadIndex, match=says):
        Index.open(path, KEY)


def test_changed_data_is_a_fault(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-700] ^= 0x01
    path.write_bytes(content)
    assert any("differs" in fault for fault in Index.open(path, KEY).faults())


def test_another_key_is_refused(path: Path) -> None:
    with pytest.raises(BadIndex, match="another key"):
        Index.open(path, b"K" * 32)


def test_a_shorter_file_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(BadIndex, match="shorter"):
        Index.open(path, KEY)
