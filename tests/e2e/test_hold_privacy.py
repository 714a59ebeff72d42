"""Values of customers go through everything that waits; afterwards they are in nothing that was written, in no charset and no coding."""

import base64
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import httpx
import pytest

from proxy.home import Home
from proxy.waiting.box import Box, Damaged
from proxy.waiting.keys import Keys
from tests.support.deployment import Deployment, run
from tests.support.leaks import leaks
from tests.support.people import as_csv, as_json, canaries, customers
from tests.support.waiting import BROWSER, OWN, RULES, api, database, end, form, kept, post, token, until

NAME, PHONE, ADDRESS = "鬼頭 沙羅", "090-8361-4475", "愛知県豊橋市神野新田町字二ノ割31-7"
SAID = f"{NAME}様({PHONE}、{ADDRESS})のご依頼"
QUERY = f"/start?q={quote(NAME)}&tel={PHONE}"
SOME, MANY = customers(71_000, 15), customers(72_000, 40)
WANTED = canaries([*SOME, *MANY, *customers(73_000, 41), *customers(74_000, 42), *customers(75_000, 43)]) | {
    NAME,
    NAME.replace(" ", ""),
    PHONE,
    PHONE.replace("-", ""),
    ADDRESS,
}


class Day:
    """What a deployment wrote and said on a day on which everything waited once."""

    def __init__(self, site: Deployment) -> None:
        self.site, self.said = site, [b""]
        self.bearer = token(site, "sv01")
        self.notice()
        self.justify()
        self.release()
        self.deny()
        self.expire()
        self.held = self.stop(as_json(customers(75_000, 43)))
        self.stranger()

    def keep(self, answer: httpx.Response) -> httpx.Response:
        self.said.append(answer.content)
        return answer

    def stop(self, body: bytes) -> str:
        return str(self.keep(post(self.site, body)).json()["held"])

    def notice(self) -> None:
        with self.site.client() as client:
            asked = client.get(self.site.url("approved", QUERY), headers=BROWSER)
            page = client.get(asked.headers["location"], headers=BROWSER)
            self.said.append(page.content.replace(form(page.text)["token"].encode(), b""))  # it leads the person back, query and all
            assert client.post(f"{OWN}/notice", data=form(page.text) | {"text": SAID}, headers=BROWSER).status_code == 303

    def justify(self) -> None:
        with self.site.client() as client:
            file = {"f": (f"{NAME}_{PHONE}.csv", as_csv(SOME, "cp932"))}
            stopped = self.keep(client.post(self.site.url("approved", "/u"), files=file, headers=BROWSER))
            status = re.findall(rf'href="({OWN}/held/[0-9A-Z-]+)"', stopped.text)[0]
            page = self.keep(client.get(status, headers=BROWSER))
            self.keep(client.post(f"{status}/reason", data=form(page.text) | {"reason": SAID, "text": SAID}, headers=BROWSER))
            given = client.post(f"{status}/reason", data=form(page.text) | {"reason": "other", "text": SAID}, headers=BROWSER)
            assert given.status_code == 303
            ready = self.keep(client.get(status, headers=BROWSER))
            action = re.findall(r'action="(https://[^"]+/release[^"]+)"', ready.text)[0]
            assert client.post(action, headers=BROWSER).text == "ok"

    def release(self) -> None:
        hold = self.stop(as_json(MANY))
        assert self.keep(api(self.site, self.bearer, "POST", f"/{hold}/approve", SAID)).status_code == 200
        with self.site.client() as client:
            ready = self.keep(client.get(f"{OWN}/held/{hold}"))
            assert client.post(ready.json()["release"]["href"]).text == "ok"

    def deny(self) -> None:
        hold = self.stop(as_json(customers(73_000, 41)))
        self.keep(api(self.site, self.bearer, "GET", f"/{hold}"))
        assert self.keep(api(self.site, self.bearer, "POST", f"/{hold}/deny", SAID)).status_code == 200
        assert self.keep(api(self.site, self.bearer, "POST", f"/{hold}/approve", SAID)).status_code == 409

    def expire(self) -> None:
        hold = self.stop(as_json(customers(74_000, 42)))
        end(self.site, hold)
        self.keep(api(self.site, self.bearer, "POST", f"/{hold}/approve", SAID))
        until(lambda: not kept(self.site, hold))

    def stranger(self) -> None:
        with self.site.client() as client:
            self.keep(client.get(f"{OWN}/held/{quote(NAME)}"))
            self.keep(client.post(f"{OWN}/held/{PHONE}/reason", json={"reason": SAID, "text": SAID}))
        self.keep(api(self.site, self.bearer, "POST", f"/{PHONE}/approve", SAID))
        self.keep(api(self.site, PHONE, "GET", f"/{PHONE}"))
        self.said.append(run("ledger", "search", "--reason", SAID, "--home", str(self.site.home)).stdout.encode())

    def written(self) -> dict[str, bytes]:
        """Return everything, by where."""
        site = self.site
        found = {str(path.relative_to(site.home)): path.read_bytes() for path in site.home.rglob("*") if path.is_file()}
        with closing(sqlite3.connect(database(site))) as connection:
            found["all tables"] = "\n".join(connection.iterdump()).encode()
        found["logs"] = site.said().encode()
        found["metrics"] = httpx.get(f"{site.management}/metrics", trust_env=False, timeout=60).content
        found["answers"] = b"\n".join(self.said)
        for words in (("ledger", "search", "--kind", "hold"), ("ledger", "export")):
            found[" ".join(words[:2])] = run(*words, "--home", str(site.home)).stdout.encode()
        for words in (("list",), ("show", self.held), ("show", self.held, "--format", "json")):
            shown = run("holds", *words, "--home", str(site.home), "--url", site.management, "--token", self.bearer)
            found[" ".join(("holds", *words))] = shown.stdout.encode()
        return found


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    deployment = Deployment(tmp_path_factory.mktemp("privacy"), policy={"rules": RULES})
    default = deployment.home / "policy" / "default.yaml"
    default.write_text(default.read_text(encoding="utf-8").replace("\nnotice:\n", "\nnotice:\n  first_use: true\n"), encoding="utf-8")
    deployment.start()
    try:
        yield Day(deployment)
    finally:
        deployment.close()


def test_no_value_is_found_anywhere(day: Day) -> None:
    texts = day.written()
    for sign in ("other: ", "承認", "denied", "expired", day.held):
        assert sign.encode() in texts["all tables"] + texts["metrics"] + texts["answers"], "the search would find what is there"
    assert leaks({"far side": bytes(day.site.origins["approved"].raw), "reason": SAID.encode("utf-16-le")}, WANTED)
    assert leaks(texts, WANTED) == []


def test_reasons_are_kept_but_for_what_is_in_them(day: Day) -> None:
    with closing(sqlite3.connect(database(day.site))) as connection:
        bodies = [body for (body,) in connection.execute("SELECT body FROM records WHERE kind = 'hold'")]
    reasons = [reason for body in bodies if (reason := re.search(r'"reason":"([^"]+)"', body))]
    assert [one for one in reasons if "のご依頼" in one[1] or "個人情報が含まれるため" in one[1]]


def test_what_waits_is_noise_without_the_key(day: Day) -> None:
    home = Home(day.site.home)
    raw = (home.holds / f"{day.held}.held").read_bytes()
    body = as_json(customers(75_000, 43))
    assert len(raw) > len(body)
    assert len(zlib.compress(raw, 9)) > 0.99 * len(raw), "nothing in it repeats"
    assert len(zlib.compress(body, 9)) < 0.5 * len(body)
    key = Keys.of(home.read_fingerprint_key()).boxes
    _, *pieces = Box(folder=home.holds, key=key, max_bytes=0).open(day.held)
    assert b"".join(pieces) == body, "it is there, and one key opens it"
    for other in (bytes(32), home.read_fingerprint_key().secret):
        with pytest.raises(Damaged):
            list(Box(folder=home.holds, key=other, max_bytes=0).open(day.held))


def test_the_search_finds_each_form() -> None:
    for charset in ("utf-8", "cp932", "utf-16-le", "utf-16-be", "utf-16"):
        assert leaks({"x": b"(" + NAME.encode(charset) + b")"}, [NAME])
    for before in ("", "a", "ab", "abc"):
        coded = base64.b64encode((before + NAME + "!").encode("cp932"))
        assert leaks({"x": coded}, [NAME])
        assert leaks({"x": base64.urlsafe_b64encode((before + NAME + "!").encode())}, [NAME])
    assert leaks({"x": quote(NAME).encode()}, [NAME])
    assert leaks({"x": "鬼頭さん".encode()}, [NAME]) == []
