"""The staff directory, from YAML and CSV, with the line of each mistake."""

from pathlib import Path

import pytest

from proxy.identity.directory import NOBODY, Directory, load_directory
from rules.model import ConfigError, Employment

YAML = """
accounts:
  sato: {unit: 東京, employment: dispatch, tenants: [acme, umbrella], name: 佐藤 花子}
  batch: {}
"""
CSV = "account,unit,employment,tenants,name\nsato,東京,dispatch,acme; umbrella,佐藤 花子\nbatch,,,,\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("directory.yaml", YAML, id="yaml"),
        pytest.param("directory.csv", CSV, id="csv"),
        pytest.param("directory.CSV", "\ufeff" + CSV.replace("\n", "\r\n"), id="csv of a spreadsheet"),
    ],
)
def test_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    directory = load_directory(tmp_path / name)
    sato = directory.account("sato")
    assert (sato.unit, sato.employment, sato.tenants) == ("東京", Employment.DISPATCH, ("acme", "umbrella"))
    assert directory.account("SATO") == sato, "a password file may write it otherwise"
    assert directory.account("batch") == NOBODY == directory.account("stranger")
    assert (directory.units, directory.tenants, directory.names) == (("東京",), ("acme", "umbrella"), ("佐藤 花子",))


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        pytest.param("Sato", "Sato", id="as written"),
        pytest.param("sATO", "Sato", id="other capitals"),
        pytest.param("Ｓａｔｏ ", "Sato", id="wide"),
        pytest.param("Mori", "Mori", id="one of two as written"),
        pytest.param("mori", "mori", id="the other of two"),
        pytest.param("STRANGER", "stranger", id="nobody"),
    ],
)
def test_spelled(name: str, spelled: str) -> None:
    assert Directory(dict.fromkeys(("Sato", "Mori", "mori"), NOBODY)).spelled(name) == spelled


def test_no_directory_is_an_empty_one() -> None:
    assert load_directory(None).account("sato") == NOBODY


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        pytest.param("d.yaml", "accounts:\n  a: {unti: x}\n", 2, "did you mean 'unit'", id="unknown word"),
        pytest.param("d.yaml", "accounts:\n  a: {}\n  b: {employment: slave}\n", 3, "unknown word", id="unknown employment"),
        pytest.param("d.csv", "account,unit\na,x\na,y\n", 3, "twice", id="twice"),
        pytest.param("d.csv", "account,unit\na,x\nＡ,y\n", 3, "twice", id="twice, written otherwise"),
        pytest.param("d.yaml", "accounts:\n  a1: {}\n  A1: {employment: employee}\n", 3, "twice", id="twice in YAML, written otherwise"),
        pytest.param("d.csv", "account,unit\n,x\n", 2, "missing", id="no account"),
        pytest.param("d.csv", "account,unti\na,x\n", 2, "did you mean 'unit'", id="unknown column"),
        pytest.param("d.csv", "account,unit\na,x,y\n", 2, "more cells", id="more cells"),
        pytest.param("missing.csv", None, 0, "cannot be read", id="missing"),
    ],
)
def test_mistakes(tmp_path: Path, name: str, text: str | None, line: int, says: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError, match=says) as error:
        load_directory(tmp_path / name)
    assert error.value.faults[0].line == line
