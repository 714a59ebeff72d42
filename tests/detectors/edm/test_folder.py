from pathlib import Path

from detectors.config import DetectorConfig
from detectors.inspector import INDEXES, Inspector
from detectors.model import GapReason
from tests.detectors.edm.made import KEY, ROWS, indexed, looked

TEXT = f"電話は{ROWS[0][2]}です。"


def test_an_index_counts_from_the_next_inspection_on(tmp_path: Path) -> None:
    inspector = Inspector(DetectorConfig(model=False, customers=tmp_path / "edm"), KEY)
    assert looked(inspector, TEXT).customers == ()
    folder = indexed(tmp_path / "edm", ROWS[:1])
    assert looked(inspector, TEXT).customers == ((("alpha",), 1),)
    indexed(folder, ROWS[1:])
    assert looked(inspector, TEXT).customers == ()
    indexed(folder, ROWS)
    assert looked(inspector, TEXT).customers == ((("alpha",), 1),)
    (folder / "alpha.edm").unlink()
    assert looked(inspector, TEXT).customers == ()


def test_an_index_that_cannot_be_used_is_a_gap_until_it_is_mended(tmp_path: Path) -> None:
    folder = indexed(tmp_path / "edm", ROWS)
    sound = (folder / "alpha.edm").read_bytes()
    (folder / "alpha.edm").write_bytes(sound[:40])
    inspector = Inspector(DetectorConfig(model=False, customers=folder), KEY)
    for _ in range(2):
        found = looked(inspector, TEXT)
        assert [(gap.reason, gap.place) for gap in found.gaps] == [(GapReason.DETECTOR_ERROR, INDEXES)]
        assert found.people.count == 1
    (folder / "alpha.edm").write_bytes(sound)
    assert looked(inspector, TEXT).gaps == ()
