"""Logs are JSON lines, hold allowed fields only, and no message of a library."""

import ast
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

import proxy
from proxy.logs import FIELDS, only_allowed

ROOM = Path(proxy.__file__).parent
METHODS = {"debug", "info", "warning", "error", "critical"}


def calls(path: Path) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in METHODS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
    ]


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOM)))
def test_every_call_uses_a_fixed_text_and_allowed_fields(path: Path) -> None:
    for call in calls(path):
        assert [type(argument) for argument in call.args] == [ast.Constant], f"line {call.lineno}"
        assert {keyword.arg for keyword in call.keywords} <= FIELDS, f"line {call.lineno}"


def test_other_fields_are_left_out_and_named() -> None:
    event = only_allowed(None, "info", {"event": "verdict", "people": 3, "subject": "佐藤花子"})
    assert event == {"event": "verdict", "people": 3, "dropped": ["subject"]}


def test_what_is_written() -> None:
    program = """
import logging, structlog
from proxy.logs import configure
configure()
log = structlog.get_logger()
log.info("verdict", transfer="01AB", people=3, subject="佐藤花子")
try:
    raise ValueError("03-1234-5678")
except ValueError:
    logging.getLogger("mitmproxy.proxy").exception("cannot parse 090-1234-5678")
logging.getLogger("mitmproxy.proxy").info("090-1234-5678")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    first, second = (orjson.loads(line) for line in done.stderr.splitlines())
    assert (first["event"], first["level"], first["transfer"], first["dropped"]) == ("verdict", "info", "01AB", ["subject"])
    assert (second["event"], second["level"], second["library"], second["error"]) == ("library", "error", "mitmproxy.proxy", "ValueError")
    assert "佐藤".encode() not in done.stderr
    assert b"1234-5678" not in done.stderr
