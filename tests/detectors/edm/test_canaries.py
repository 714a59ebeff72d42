from pathlib import Path

import pytest

from detectors.edm.build import learn
from detectors.edm.canaries import BadList, read
from tests.detectors.edm.made import KEY, plan, seen

YAML = """
- {label: decoy-1, 氏名: 見本 太郎, 電話番号: 090-1234-5678, 生年月日: 1980-02-03}
- {label: decoy-2, 氏名: 見本 花子, メールアドレス: hanako@example.jp}
"""
CSV = "label,氏名,電話番号,生年月日,メールアドレス\ndecoy-1,見本 太郎,090-1234-5678,1980-02-03,\ndecoy-2,見本 花子,,,hanako@example.jp\n"


@pytest.mark.parametrize(("suffix", "text"), [("yaml", YAML), ("csv", CSV)])
def test_any_sighting_is_told_by_label(tmp_path: Path, suffix: str, text: str) -> None:
    source = tmp_path / f"canaries.{suffix}"
    source.write_text(text, encoding="utf-8")
    labels, table = read(source)
    learn(iter([table]), tmp_path / "edm" / "canaries.edm", plan("canaries", holds="canaries"), KEY, labels)
    folder = tmp_path / "edm"
    assert seen(folder, "電話は090-1234-5678です。").canaries == ("decoy-1",)
    assert seen(folder, "氏名,生年月日\n見本太郎,1980/2/3\n").canaries == ("decoy-1",)
    found = seen(folder, "連絡先 hanako@example.jp と 090-1234-5678")
    assert (found.canaries, found.customers) == (("decoy-1", "decoy-2"), ())
    assert seen(folder, "見本太郎さんから電話がありました。").canaries == ()


@pytest.mark.parametrize(
    ("name", "text", "faults"),
    [
        pytest.param("c.yaml", "- {氏名: 見本 太郎}\n- {label: 'a b', 氏名: 見本}\n- {label: x}\n", [1, 2, 3], id="labels and nothing"),
        pytest.param("c.yaml", "- {label: x, 氏名: 甲}\n- {label: x, 氏名: 乙}\n", [2], id="twice"),
        pytest.param("c.yaml", "label: x\n", [1], id="no list"),
        pytest.param("c.yaml", "[\n", [2], id="no yaml"),
        pytest.param("c.csv", "label,氏名\n", [1], id="nobody"),
    ],
)
def test_every_fault_is_told_with_its_line(tmp_path: Path, name: str, text: str, faults: list[int]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadList) as caught:
        read(tmp_path / name)
    assert [line for line, _ in caught.value.faults] == faults
    assert "見本" not in str(caught.value)
