"""What the terminal does in the demo, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from proxy.demo.customers import as_csv, as_json, as_xlsx, as_zip, customer, customers
from proxy.demo.sites import CRM, DRIVE, EXPORT, SHARE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TERMINAL, VENDOR, VENDOR_AT_WORK, STRANGER = "127.0.0.1", "127.0.0.50", "127.0.0.51", "127.0.0.99"
"""Addresses of terminals: an operator's, two of the maintenance vendor, of whom the second has a work order, and one that nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One exchange and what is expected of it."""

    title: str
    host: str
    send: Callable[[httpx.Client, str], httpx.Response]
    """Takes the client and the address of the site."""
    action: str
    """Of the verdict."""
    people: int | None
    """Distinct people on record; None where a damaged body leaves it open."""
    passes: bool
    source: str = TERMINAL


def _file(name: str, content: bytes, media_type: str) -> Callable[[httpx.Client, str], httpx.Response]:
    return lambda client, site: client.post(f"{site}/upload", files={"file": (name, content, media_type)})


def _damaged() -> bytes:
    whole = as_zip("customers.csv", as_csv(customers(0, 300), "utf-8"))
    return whole[: len(whole) // 2]


def scenes() -> tuple[Scene, ...]:
    """Return the scenes in the order of the story."""
    book = as_xlsx(customers(10_000, 1200))
    form = dict(zip(("name", "kana", "tel", "zip", "address", "email"), customer(7)[1:7], strict=True))
    note = "明日の会議は10時から第2会議室で行います。議題は新しい受付手順と備品の購入です。".encode()
    return (
        Scene(
            title="CRMで顧客を1人調べる",
            host=CRM,
            send=lambda c, site: c.get(f"{site}/customers/42"),
            action="allow",
            people=1,
            passes=True,
        ),
        Scene(
            title=f"CRMから{EXPORT:,}人のCSV(CP932)を取得",
            host=CRM,
            send=lambda c, site: c.get(f"{site}/export.csv"),
            action="block",
            people=EXPORT,
            passes=False,
        ),
        Scene(
            title="承認済みサイトへ1人分のフォーム",
            host=SHARE,
            send=lambda c, site: c.post(f"{site}/form", data=form),
            action="allow",
            people=1,
            passes=True,
        ),
        Scene(
            title="承認済みサイトへ30人のJSON",
            host=SHARE,
            send=lambda c, site: c.post(f"{site}/api", content=as_json(customers(100, 30)), headers={"content-type": "application/json"}),
            action="alert",
            people=30,
            passes=True,
        ),
        Scene(
            title="個人ストレージへ1,200人のXLSX",
            host=DRIVE,
            send=_file("客先.xlsx", book, XLSX),
            action="block",
            people=1200,
            passes=False,
        ),
        Scene(
            title="同じXLSXをZIPに入れて",
            host=DRIVE,
            send=_file("backup.zip", as_zip("客先.xlsx", book), "application/zip"),
            action="block",
            people=1200,
            passes=False,
        ),
        Scene(
            title="個人ストレージへ個人情報のない文",
            host=DRIVE,
            send=lambda c, site: c.post(f"{site}/upload", content=note, headers={"content-type": "text/plain"}),
            action="allow",
            people=0,
            passes=True,
        ),
        Scene(
            title="個人ストレージへ壊れたZIP",
            host=DRIVE,
            send=_file("damaged.zip", _damaged(), "application/zip"),
            action="block",
            people=None,
            passes=False,
        ),
        Scene(
            title="保守員が作業申請なしでCRMを開く",
            host=CRM,
            send=lambda c, site: c.get(f"{site}/export.csv"),
            action="block",
            people=0,
            passes=False,
            source=VENDOR,
        ),
        Scene(
            title="保守員が作業申請の中で1人調べる",
            host=CRM,
            send=lambda c, site: c.get(f"{site}/customers/42"),
            action="allow",
            people=1,
            passes=True,
            source=VENDOR_AT_WORK,
        ),
        Scene(
            title="誰か分からない利用者から",
            host=SHARE,
            send=lambda c, site: c.post(f"{site}/form", data=form),
            action="block",
            people=1,
            passes=False,
            source=STRANGER,
        ),
    )
