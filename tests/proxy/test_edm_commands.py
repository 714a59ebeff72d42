from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from benchmarks.rows import as_csv, customers
from proxy.home import Home
from proxy.init import initialise
from sekimori import app

TENANTS = "tenants:\n  - {id: alpha, name: 見本商事, sector: private}\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    initialise(made, passphrase=None, now=datetime.now(UTC))
    (made.policy / "site.yaml").write_text(TENANTS, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(as_csv(customers(30)), encoding="cp932")
    return made


def run(home: Home, *words: str) -> Result:
    return CliRunner().invoke(app, ["edm", *words, "--home", str(home.path)])


def test_an_index_is_built_listed_and_verified(home: Home, tmp_path: Path) -> None:
    built = run(home, "build", str(tmp_path / "customers.csv"), "--tenant", "alpha", "--columns", "電話番号,氏名=PERSON,生年月日")
    assert (built.exit_code, built.output.split(",")[0]) == (0, "customers alpha: 30 people")
    assert "PERSON+BIRTH_DATE 30, PHONE_NUMBER 30" in built.output
    assert run(home, "list").output == built.output
    checked = run(home, "verify")
    assert (checked.exit_code, checked.output.count("sound")) == (0, 1)


def test_planted_people_are_indexed_beside(home: Home, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("- {label: decoy-1, 氏名: 見本 太郎, 電話番号: 090-1234-5678}\n", encoding="utf-8")
    assert run(home, "canaries", str(tmp_path / "c.yaml")).output.startswith("canaries canaries: 1 people")
    run(home, "build", str(tmp_path / "customers.csv"), "--tenant", "alpha")
    assert run(home, "list").output.count("built") == 2


def test_damage_is_found(home: Home, tmp_path: Path) -> None:
    run(home, "build", str(tmp_path / "customers.csv"), "--tenant", "alpha")
    index = home.path / "edm" / "alpha.edm"
    content = bytearray(index.read_bytes())
    content[-100] ^= 1
    index.write_bytes(content)
    assert run(home, "verify").exit_code == 1
    assert run(home, "list").exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("build", "customers.csv", "--tenant", "beta"), "is no tenant of the policy; known: alpha", id="tenant"),
        pytest.param(("build", "missing.csv", "--tenant", "alpha"), "No such file", id="file"),
        pytest.param(("build", "customers.csv", "--tenant", "alpha", "--columns", "会員"), "headers 会員", id="column"),
        pytest.param(("build", "customers.csv", "--tenant", "alpha", "--combine", "PERSON"), "must join two", id="a name alone"),
        pytest.param(("canaries", "missing.yaml"), "No such file", id="no list"),
    ],
)
def test_what_cannot_be_used_is_told(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(home, *words)
    assert (done.exit_code, says in done.output) == (2, True), done.output
    assert not list(home.path.glob("edm/*"))


def test_every_fault_of_a_list_has_its_line(home: Home, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("- {氏名: 見本 太郎}\n- {label: x}\n", encoding="utf-8")
    done = run(home, "canaries", str(tmp_path / "c.yaml"))
    assert (done.exit_code, [line.split(":")[1] for line in done.output.splitlines()]) == (2, ["1", "2"])


def test_one_salt_serves_all_indexes(home: Home, tmp_path: Path) -> None:
    from proxy.indexes import Folder

    folder = Folder(path=home.path / "edm", key=home.read_fingerprint_key().secret)
    run(home, "build", str(tmp_path / "customers.csv"), "--tenant", "alpha")
    assert folder.salt() == folder.salt()
