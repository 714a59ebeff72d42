"""The page of words lists every word of a policy file, and no other; its examples, and those of the page for policy owners, are true."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from detectors.model import GapReason
from rules import schema, schema_case, schema_context, schema_entity, schema_rule, schema_wait, schema_work
from rules.model import Action, DestinationClass, Employment
from rules.policy import DEFAULT, load
from rules.trial import run
from rules.yaml_source import parse, validate
from tests.rules.made import NOTICE, write

OWNERS, PAGE = ((Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8") for name in ("policy-owners.md", "policy-words.md"))
BLOCKS = re.findall(r"^```yaml\n(.*?)```", OWNERS + PAGE, re.DOTALL | re.MULTILINE)


def words_under(heading: str) -> set[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("ファイル", schema.PolicyFile),
        ("`notice`", schema.Notice),
        ("`destinations`", schema.DestinationEntry),
        ("`passthrough`", schema.PassthroughEntry),
        ("`tenants`", schema.Tenant),
        ("`groups`", schema.GroupEntry),
        ("`entities`", schema_entity.EntityEntry),
        ("`rules`", schema_rule.RuleEntry),
        ("`when`", schema_rule.When),
        ("`over`", schema_rule.Over),
        ("`on_gap`", schema.OnGap),
        ("`exceptions`", schema.ExceptionEntry),
        ("`justify`", schema_wait.Justify),
        ("`justify` の `reasons`", schema_wait.ReasonEntry),
        ("`hold`", schema_wait.Hold),
        ("`shifts`", schema_context.ShiftEntry),
        ("`holidays`", schema_context.Holidays),
        ("`work_orders`", schema_work.WorkOrderEntry),
        ("`escalation`", schema_work.Escalation),
        ("例と試験", schema_rule.Case),
        ("試験だけの言葉", schema_case.PolicyCase),
    ],
)
def test_every_word_is_on_the_page(heading: str, model: type[BaseModel]) -> None:
    inherited = schema_rule.Case.model_fields if model is schema_case.PolicyCase else {}
    assert words_under(heading) == {field.alias or name for name, field in model.model_fields.items() if name not in inherited}


@pytest.mark.parametrize(
    "word",
    [*DestinationClass, *(e for e in Employment if e is not Employment.UNKNOWN), *GapReason, *(a for a in Action if a is not Action.ALLOW)],
)
def test_every_vocabulary_is_on_the_page(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_examples_of_the_page_are_true(tmp_path: Path) -> None:
    monitor, waiting, working, ordered, stepped, called, dial, own, cases, payload = BLOCKS
    assert load([write(tmp_path, NOTICE + own)]).entities == ("MEMBER_NUMBER", "PROJECT")
    assert load([write(tmp_path, NOTICE + waiting)]).hold.approvals == 1
    assert set(load([write(tmp_path, NOTICE + working)]).calendar.shifts) == {"日勤", "夜勤", "土日", "祝日"}
    assert load([write(tmp_path, NOTICE + ordered)]).work_orders[0].people == 500
    assert load([write(tmp_path, NOTICE + stepped)]).escalation
    assert load([write(tmp_path, NOTICE + called)]).rules[0].id == "people-per-call"
    assert load([write(tmp_path, NOTICE + monitor)]).mode == "monitor"
    assert load([write(tmp_path, NOTICE + dial)]).profile == "strict"
    assert all(outcome.ok for outcome in run([write(tmp_path, cases, "cases.yaml")], load([DEFAULT])))
    assert validate(schema_case.CaseFile, parse(payload, "x.yaml")).cases[0].has_payload


@pytest.mark.parametrize("model", [schema.PolicyFile, schema_case.CaseFile])
def test_every_field_has_help_for_the_editor(model: type[BaseModel]) -> None:
    definitions = model.model_json_schema()
    shapes = [definitions, *(d for d in definitions["$defs"].values() if "properties" in d)]
    assert [name for shape in shapes for name, field in shape["properties"].items() if "description" not in field] == []


@pytest.mark.parametrize("value", ["upload", "[upload]", "[upload, download]"])
def test_one_word_or_several(value: str) -> None:
    document = parse(f"rules: [{{id: a, action: block, when: {{direction: {value}}}}}]", "x.yaml")
    assert validate(schema.PolicyFile, document).rules[0].when.direction[0] == "upload"
