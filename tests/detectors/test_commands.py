"""`sekimori detect`: lines in, lines out."""

import json

from typer.testing import CliRunner

from sekimori import app


def test_each_line_has_its_answer_in_order_and_a_bad_one_its_error() -> None:
    texts = ["電話は090-1234-5678です", "何もありません"]
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    done = CliRunner().invoke(app, ["detect", "--no-model"], input="\n".join([lines[0], "no JSON", lines[1], ""]))
    assert done.exit_code == 0
    first, bad, last = map(json.loads, done.stdout.splitlines())
    assert [(found["label"], texts[0][found["start"] : found["end"]]) for found in first["entities"]] == [("PHONE_NUMBER", "090-1234-5678")]
    assert bad["entities"] == []
    assert bad["error"]
    assert last == {"entities": []}
