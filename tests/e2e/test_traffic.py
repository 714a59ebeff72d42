"""Both directions through the real proxy: what a verdict says, what the far side got, what is on record."""

import gzip
import json
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from tests.support.deployment import STRANGER, Deployment
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, as_xlsx, as_zip, customers, record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLEAN = "明日の会議は10時からです。議題は備品の購入です。".encode()
TEN = customers(500, 10)

UPLOADS = [
    pytest.param("application/json", as_json(TEN), id="json"),
    pytest.param(
        "application/x-ndjson", b"\n".join(json.dumps(r, ensure_ascii=False).encode() for r in json.loads(as_json(TEN))), id="ndjson"
    ),
    pytest.param("text/csv", as_csv(TEN, "utf-8"), id="csv utf-8"),
    pytest.param("text/csv", as_csv(TEN, "utf-8-sig"), id="csv utf-8 bom"),
    pytest.param("text/csv", as_csv(TEN, "cp932"), id="csv cp932"),
    pytest.param("text/csv; charset=utf-8", as_csv(TEN, "cp932"), id="csv lying charset"),
    pytest.param("text/plain", as_csv(TEN, "euc_jp"), id="csv euc-jp"),
    pytest.param("text/plain", as_csv(TEN, "iso2022_jp"), id="csv iso-2022-jp"),
    pytest.param("text/plain", as_csv(TEN, "utf-16"), id="csv utf-16"),
    pytest.param(XLSX, as_xlsx(TEN), id="xlsx"),
    pytest.param("application/zip", as_zip("a.csv", as_csv(TEN, "cp932")), id="zip csv"),
    pytest.param("application/zip", as_zip("b.zip", as_zip("a.xlsx", as_xlsx(TEN))), id="zip zip xlsx"),
    pytest.param("image/png", as_xlsx(TEN), id="lying content type"),
    pytest.param("application/octet-stream", gzip.compress(as_csv(TEN, "utf-8")), id="gzip by magic"),
]


@pytest.mark.parametrize(("content_type", "body"), UPLOADS)
def test_ten_people_never_reach_an_unknown_place(deployment: Deployment, content_type: str, body: bytes) -> None:
    with deployment.client() as client:
        answer = client.post(deployment.url("unknown", "/u"), content=body, headers={"content-type": content_type})
    assert answer.status_code == 403
    assert answer.json()["people"] == 10
    assert deployment.origins["unknown"].connections == 0


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        pytest.param("gzip", gzip.compress, id="gzip"),
        pytest.param("deflate", zlib.compress, id="deflate"),
        pytest.param("br", brotli.compress, id="br"),
        pytest.param("zstd", zstandard.compress, id="zstd"),
        pytest.param("gzip, br", lambda b: brotli.compress(gzip.compress(b)), id="stacked"),
        pytest.param("x-gzip", gzip.compress, id="x-gzip"),
        pytest.param("gzip", lambda b: gzip.compress(CLEAN) + gzip.compress(b), id="two members"),
        pytest.param("gzip", lambda b: gzip.compress(CLEAN) + b, id="trailing data"),
        pytest.param("identity", gzip.compress, id="unlabelled gzip"),
    ],
)
def test_content_encodings_hide_nothing(deployment: Deployment, encoding: str, encode: Callable[[bytes], bytes]) -> None:
    body = encode(as_csv(TEN, "utf-8"))
    with deployment.client() as client:
        answer = client.post(
            deployment.url("unknown", "/u"), content=body, headers={"content-type": "text/csv", "content-encoding": encoding}
        )
    assert answer.status_code == 403
    assert deployment.origins["unknown"].connections == 0


@pytest.mark.parametrize("encoding", ["rot13", "hex", "base64", "compress"])
def test_an_unknown_encoding_is_a_gap_and_stays_here(deployment: Deployment, encoding: str) -> None:
    with deployment.client() as client:
        answer = client.post(deployment.url("unknown", "/u"), content=b"\x00\x01" * 999, headers={"content-encoding": encoding})
    assert answer.status_code == 403
    assert deployment.origins["unknown"].connections == 0


def test_forms_queries_parts_and_file_names_are_inspected(deployment: Deployment) -> None:
    person = record()
    url = deployment.url("unknown", "/u")
    with deployment.client() as client:
        answers = [
            client.post(url, data=person),
            client.get(url, params=person),
            client.post(url, files={"f": ("x.csv", as_csv(TEN, "cp932"), "text/csv")}),
            client.post(url, files={"f": (f"{person['氏名']} {person['電話番号']}.txt", CLEAN, "text/plain")}),
            client.request("DELETE", url, content=as_json(TEN)),
        ]
    assert [a.status_code for a in answers] == [403] * 5
    assert deployment.origins["unknown"].connections == 0


@pytest.mark.parametrize(("number", "status"), [(1, 200), (10, 200), (30, 200), (101, 403)])
def test_an_approved_place_takes_some_and_not_many(deployment: Deployment, number: int, status: int) -> None:
    body = as_json(customers(1000, number))
    with deployment.client() as client:
        answer = client.post(deployment.url("approved", "/u"), content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert deployment.origins["approved"].bodies == (body if status == 200 else b"")


def test_clean_bodies_pass_unchanged(deployment: Deployment) -> None:
    with deployment.client() as client:
        for name in deployment.origins:
            assert client.post(deployment.url(name, "/u"), content=CLEAN, headers={"content-type": "text/plain"}).text == "ok"
    assert all(origin.bodies == CLEAN for origin in deployment.origins.values())


@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_a_bulk_download_from_the_crm_does_not_arrive(deployment: Deployment, charset: str) -> None:
    body = as_csv(customers(2000, 5000), charset)
    deployment.origins["crm"].answer = lambda _: Answer(body=body, headers=(("content-type", "text/csv"),))
    with deployment.client() as client:
        answer = client.get(deployment.url("crm", "/export.csv"))
    assert answer.status_code == 403
    assert answer.json()["people"] == 5000
    assert len(answer.content) < 5000


def test_one_customer_of_the_crm_arrives(deployment: Deployment) -> None:
    body = as_json(customers(3, 1))
    deployment.origins["crm"].answer = lambda _: Answer(body=body, headers=(("content-type", "application/json"),), chunked=True)
    with deployment.client() as client:
        answer = client.get(deployment.url("crm", "/customers/3"))
    assert answer.content == body


def test_the_answer_of_another_place_is_not_held(deployment: Deployment) -> None:
    body = as_json(customers(3, 500))
    deployment.origins["unknown"].answer = lambda _: Answer(body=body)
    with deployment.client() as client:
        assert client.get(deployment.url("unknown", "/news")).content == body


def test_an_unknown_user_is_stopped_and_told_so(deployment: Deployment) -> None:
    with deployment.client(account=STRANGER) as client:
        answer = client.get(deployment.url("approved", "/"), headers={"accept": "text/html"})
    assert answer.status_code == 403
    assert "利用者を確認できない" in answer.text
    assert deployment.origins["approved"].connections == 0


def test_browsers_get_a_page_and_programs_a_problem(deployment: Deployment) -> None:
    body = as_json(TEN)
    with deployment.client() as client:
        page = client.post(deployment.url("unknown", "/u"), content=body, headers={"accept": "text/html,*/*;q=0.8"})
        problem = client.post(deployment.url("unknown", "/u"), content=body, headers={"accept": "application/json"})
    assert page.headers["content-type"].startswith("text/html")
    assert "10" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["rules"]


def test_a_body_of_200_megabytes_is_judged_whole(deployment: Deployment) -> None:
    filler = ("在庫の確認をお願いします。" * 100 + "\n").encode()

    def body() -> object:
        for _ in range(200 * 1024 * 1024 // len(filler)):
            yield filler

    with deployment.client(timeout=120) as client:
        answer = client.post(deployment.url("approved", "/big"), content=body(), headers={"content-type": "text/plain"})  # type: ignore[arg-type]
    assert answer.status_code in (200, 403)
    assert len(deployment.origins["approved"].bodies) in (
        (0,) if answer.status_code == 403 else (200 * 1024 * 1024 // len(filler) * len(filler),)
    )
