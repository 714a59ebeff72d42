"""The tree keeps its shape: a test module for every module, short files, patterns fit for Japanese, no words that do not belong here."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("detectors", "rules", "ledger", "proxy", "dashboards")
MOST_LINES = 300

TOGETHER: dict[str, str] = {
    "tests/detectors/test_evasions.py": """
        rewritten disguises/dense disguises/escapes disguises/labelled disguises/markup disguises/numerals disguises/plain
        disguises/reveal disguises/reversal disguises/spelling
    """,
    "tests/detectors/test_extract.py": "formats/part formats/registry formats/transfer formats/views",
    "tests/detectors/formats/test_excel.py": "sheet_xml",
    "tests/detectors/test_tables.py": "neighbours notes rowcensus rowperson addresses/postcodes",
    "tests/detectors/edm/test_register.py": "evidence later learn rows",
    "tests/detectors/recognisers/test_registry.py": "base",
    "tests/detectors/recognisers/test_sensitive.py": "../sensitivewords",
    "tests/rules/test_diff.py": "diff_context diff_orders diff_rules diff_words",
    "tests/rules/test_scan.py": "scanprint",
    "tests/rules/test_schema.py": "schema_case schema_context schema_rule schema_time schema_wait schema_words schema_work",
    "tests/ledger/test_escalation.py": "standings",
    "tests/ledger/test_explain_commands.py": "recall",
    "tests/ledger/test_facts.py": "factrows",
    "tests/ledger/replay/test_again.py": "bounds",
    "tests/ledger/replay/test_lab.py": "blocks labhtml labprint summary tally",
    "tests/ledger/replay/test_suggest.py": "quantiles suggestprint",
    "tests/ledger/test_commands.py": "backup export ocsf place search tables",
    "tests/ledger/test_holds.py": "answers held readers",
    "tests/ledger/test_store.py": "engine periods recording records rolling rollups schema sketches sketchrows upgrade writer",
    "tests/ledger/test_verify.py": "chain",
    "tests/proxy/demo/test_demo.py": "customers play scenes sites stage terminal",
    "tests/proxy/gate/test_gate.py": "choice hold layer request response stream ticket ../master",
    "tests/proxy/identity/test_identity.py": "answer",
    "tests/proxy/test_passages.py": "gate/tunnel",
    "tests/proxy/test_edm_commands.py": "indexes",
    "tests/proxy/pages/test_pages.py": "facts negotiate waiting words",
    "tests/proxy/test_catalogue.py": "catalogue_customers catalogue_escalation catalogue_waiting labels catalogue_context",
    "tests/proxy/test_metrics.py": "families",
    "tests/e2e/test_holds.py": """
        ../proxy/waiting/api ../proxy/waiting/approvers ../proxy/waiting/commands ../proxy/waiting/desk
        ../proxy/waiting/forms ../proxy/waiting/keys ../proxy/waiting/notice ../proxy/waiting/site ../proxy/waiting/stored
    """,
    "tests/e2e/test_escalation.py": "../proxy/escalation/api ../proxy/escalation/board ../proxy/escalation/commands",
    "tests/e2e/test_traffic.py": "../proxy/addon ../proxy/judge ../proxy/listener ../proxy/serve",
    "tests/e2e/test_orders.py": "../proxy/orders/api ../proxy/orders/commands",
    "tests/e2e/test_lifecycle.py": "../proxy/commands ../proxy/upkeep",
    "tests/dashboards/test_boards.py": "board grafana ops output promql soc soc_flow soc_state",
}
"""Modules that are tried through the module that they serve, by its tests; from their own folder on."""

WITHOUT_TESTS = {
    "detectors/config.py": "types alone",
    "detectors/hits.py": "types alone",
    "detectors/model.py": "types alone",
    "detectors/names/name.py": "types alone",
    "ledger/errors.py": "types alone",
    "rules/model.py": "types alone",
}
"""Modules that have nothing to try, and why."""


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the project, whether committed yet or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(path for name in set(done.stdout.split("\0")) if name and (path := ROOT / name).is_file())


def modules() -> list[str]:
    found = (path.relative_to(ROOT) for room in ROOMS for path in tracked(f"{room}/*.py"))
    return [str(path) for path in found if not path.stem.startswith("__") and "migrations" not in path.parts]


def mirror(module: str) -> str:
    path = Path(module)
    return str(Path("tests", path.parent, f"test_{path.name}"))


MODULES = modules()
TRIED = {os.path.normpath(Path(*Path(test).parts[1:-1], f"{name}.py")): test for test, names in TOGETHER.items() for name in names.split()}
TEXTS = [path for path in tracked() if path.suffix in {".py", ".md", ".yaml", ".yml", ".toml", ".html", ".sh", ""}]


def test_git_lists_the_tree() -> None:
    assert len(MODULES) > 100
    assert len(TEXTS) > 300


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_its_tests(module: str) -> None:
    test = ROOT / mirror(module)
    if module in WITHOUT_TESTS:
        assert not test.exists(), "it has tests now: take it off the list"
    else:
        assert test.is_file() or (ROOT / TRIED.get(module, "missing")).is_file(), f"{mirror(module)} is missing"


@pytest.mark.parametrize("module", [*TRIED, *WITHOUT_TESTS])
def test_the_lists_name_modules_that_exist(module: str) -> None:
    assert module in MODULES


@pytest.mark.parametrize(
    "path", [path for path in tracked("*.py") if "versions" not in path.parts], ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_file_is_short_and_speaks_of_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    room = path.relative_to(ROOT).parts[0]
    if room in ROOMS and text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module says what lives in it"


def patterns(path: Path) -> list[str]:
    """Return the string constants of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]


@pytest.mark.parametrize(
    "path",
    [path for path in tracked("detectors/*.py") if "formats" not in path.parts and path.stem != "sniff"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_patterns_fit_japanese(path: Path) -> None:
    r"""Kanji are word characters: `\b` says nothing between them and a value. (What reads mark-up may use it.)"""
    assert [text for text in patterns(path) if re.search(r"\\[bB]", text)] == []


FORBIDDEN = {
    "work left over": re.compile("|".join(("TO" + "DO", "FIX" + "ME"))),
    "a path of one machine": re.compile("|".join(("(?<![A-Za-z0-9_.}/-])/wo" + "rk/", "/home/[a-z]" + "+/", "/ro" + "ot/"))),
    "a host of a package index": re.compile("|".join(("py" + r"pi\.", "python" + "hosted"))),
}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_is_out_of_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {what: found[0] for what, words in FORBIDDEN.items() if (found := words.search(text))} == {}
