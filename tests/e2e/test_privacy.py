"""Canary values go through everything; afterwards they are in nothing that the product wrote."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support.deployment import ACCOUNT, STRANGER, Deployment, run
from tests.support.leaks import leaks
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, as_xlsx, as_zip, canaries, customers, record

PASSWORD = "canary-password-9d1f"
ROWS = customers(31_000, 40)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A deployment after a busy day, with Basic credentials among other things."""
    folder = tmp_path_factory.mktemp("canary")
    deployment = Deployment(folder)
    deployment.start()
    person = record(31_000)
    name, phone = person["氏名"], person["電話番号"]
    deployment.origins["crm"].answer = lambda _: Answer(body=as_csv(customers(31_000, 140), "cp932"))
    pages: list[bytes] = []
    for account in (ACCOUNT, STRANGER):
        with deployment.client(account=account) as client:
            for destination in ("unknown", "approved", "personal-storage"):
                url = deployment.url(destination, "/u")
                pages += [
                    client.post(url, content=as_json(ROWS), headers={"content-type": "application/json", "accept": "text/html"}).content,
                    client.post(url, files={"f": (f"{name}.xlsx", as_xlsx(ROWS))}).content,
                    client.post(url, files={"f": ("a.zip", as_zip(f"{name} {phone}.csv", as_csv(ROWS, "cp932")))}).content,
                    client.post(url, files={"f": ("b.zip", as_zip(f"{name}.csv", as_csv(ROWS, "utf-8"))[:900])}).content,
                    client.get(url + f"/{phone}", params=person).content,
                    client.get(url, headers={"proxy-authorization": "Basic Y2FuYXJ5OmNhbmFyeS1wYXNzd29yZC05ZDFm"}).content,
                ]
            pages.append(client.get(deployment.url("crm", "/export")).content)
    deployment.pages = pages
    deployment.metrics = httpx.get(f"{deployment.management}/metrics", trust_env=False, timeout=60).text
    deployment.stop()
    return deployment


def written(deployment: Deployment) -> dict[str, bytes]:
    """Return everything that was written, by where."""
    found = {str(path): path.read_bytes() for path in Path(deployment.home).rglob("*") if path.is_file()}
    database = next((deployment.home / "ledger").glob("*.sqlite"))
    with closing(sqlite3.connect(database)) as connection:
        found["dump"] = "\n".join(connection.iterdump()).encode()
    found["output"] = deployment.said().encode()
    found["metrics"] = deployment.metrics.encode()
    found["pages"] = b"\n".join(deployment.pages)
    found["search"] = run("ledger", "search", "--home", str(deployment.home), "--format", "json").stdout.encode()
    return found


def test_no_canary_is_found_anywhere(used: Deployment) -> None:
    wanted = canaries(ROWS) | {PASSWORD, "Y2FuYXJ5OmNhbmFyeS1wYXNzd29yZC05ZDFm"}
    texts = written(used)
    assert b"unknown-destination-people" in texts["dump"], "the search would find what is there"
    assert leaks(texts, wanted) == []


def test_the_chain_of_that_day_is_whole(used: Deployment) -> None:
    assert "sound" in run("ledger", "verify", "--home", str(used.home)).stdout
