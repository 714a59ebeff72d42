"""Exact data match through the real proxy: whose customer it is decides, a planted person is an incident, and nothing plain is kept."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support.deployment import Deployment, run
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, canaries, customers

OWN, OTHERS, STRANGER = customers(91_000, 12), customers(92_000, 12), customers(93_000, 1)
PLANTED = {"label": "decoy-7", "氏名": "見本 囮子", "電話番号": "090-7613-8824", "メールアドレス": "otori.mihon@example.jp"}
MEMBER = {"name": "MEMBER_NUMBER", "pattern": "M-?[0-9]{8}", "check_digit": "luhn", "labels": ["会員番号"], "identifies": True}
RULE = {"id": "members", "when": {"class": "approved", "entity": "MEMBER_NUMBER"}, "action": "block"}
TENANTS = [{"id": name, "name": name, "sector": "private"} for name in ("alpha", "beta")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("customers")
    deployment = Deployment(folder, settings={"model": False}, policy={"tenants": TENANTS, "entities": [MEMBER], "rules": [RULE]})
    deployment.start()
    for tenant, rows in (("alpha", OWN), ("beta", OTHERS)):
        (folder / f"{tenant}.csv").write_bytes(as_csv(rows, "cp932"))
        run("edm", "build", str(folder / f"{tenant}.csv"), "--tenant", tenant, "--home", str(deployment.home))
    (folder / "planted.csv").write_text(",".join(PLANTED) + "\n" + ",".join(PLANTED.values()) + "\n", encoding="utf-8")
    run("edm", "canaries", str(folder / "planted.csv"), "--home", str(deployment.home))
    yield deployment
    deployment.close()


def send(site: Deployment, text: bytes, destination: str = "approved") -> int:
    with site.client() as client:
        return client.post(site.url(destination, "/u"), content=text, headers={"content-type": "text/plain; charset=utf-8"}).status_code


def rows(site: Deployment) -> str:
    database = next((site.home / "ledger").glob("*.sqlite"))
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def test_customers_of_the_own_client_pass_and_are_counted(site: Deployment) -> None:
    before = site.metric("sekimori_customers_total", tenant="alpha", outcome="released")
    assert send(site, as_json(OWN[:3])) == 200
    assert site.metric("sekimori_customers_total", tenant="alpha", outcome="released") == before + 3
    assert '"customers":[[["alpha"],3]]' in rows(site)


def test_a_customer_of_another_client_is_stopped(site: Deployment) -> None:
    assert send(site, as_json([*OWN[:2], OTHERS[0]])) == 403
    assert site.metric("sekimori_rule_matches_total", rule="foreign-customers", action="block") == 1
    assert '"tenants":["beta"]' in rows(site)


def test_a_stranger_is_nobodys_customer(site: Deployment) -> None:
    assert send(site, as_json(STRANGER)) == 200
    assert '"customers":[]' in rows(site)


def test_a_planted_person_is_stopped_and_named_by_label(site: Deployment) -> None:
    assert send(site, f"電話は{PLANTED['電話番号']}です。".encode()) == 403
    assert site.metric("sekimori_canary_sightings_total", direction="upload", outcome="stopped") == 1
    assert '"canaries":["decoy-7"]' in rows(site)


def test_a_number_of_the_site_is_found_and_named(site: Deployment) -> None:
    assert send(site, "会員番号：M-12345674".encode()) == 403
    assert send(site, "会員番号：M-12345675".encode()) == 200
    assert site.metric("sekimori_findings_total", entity="MEMBER_NUMBER") == 1
    assert '["MEMBER_NUMBER",1]' in rows(site)
    assert "M-12345674" not in rows(site)


def test_a_planted_person_in_an_answer_is_told_of(site: Deployment) -> None:
    site.origins["crm"].answer = lambda _: Answer(body=f"メール: {PLANTED['メールアドレス']}".encode())
    with site.client() as client:
        assert client.get(site.url("crm", "/page")).status_code == 200
    assert site.metric("sekimori_canary_sightings_total", direction="download", outcome="released") == 1
    assert "canary-download" in rows(site)


def test_nothing_plain_is_in_anything_that_was_written(site: Deployment) -> None:
    wanted = canaries(OWN) | canaries(OTHERS) | {value for name, value in PLANTED.items() if name != "label"}
    bare = {value.replace("-", "").replace(" ", "") for value in wanted}
    # Without its hyphen a postal code is seven digits, which some longer number holds by chance: it is looked for as a word.
    codes = {value for value in bare if value.isdigit() and len(value) == 7}
    word = re.compile(rb"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])" % "|".join(codes).encode())
    wanted |= bare - codes
    texts = {str(path): path.read_bytes() for path in Path(site.home).rglob("*") if path.is_file()}
    texts |= {"dump": rows(site).encode(), "output": site.said().encode()}
    texts["metrics"] = httpx.get(f"{site.management}/metrics", trust_env=False, timeout=60).content
    assert b"decoy-7" in texts["dump"], "the search would find what is there"
    assert sum(path.endswith(".edm") for path in texts) == 3
    assert not {(where, value[:2]) for where, text in texts.items() for value in wanted if value.encode() in text}
    assert codes
    assert not {where for where, text in texts.items() if word.search(text)}
