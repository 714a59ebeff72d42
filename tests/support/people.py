"""Made-up customers whose every value is a canary: none of them may be found in anything that the product writes."""

import json

from proxy.demo.customers import HEADER, Row, as_csv, as_json, as_xlsx, as_zip, customers

__all__ = ["HEADER", "Row", "as_csv", "as_json", "as_xlsx", "as_zip", "canaries", "customers", "record"]


def record(number: int = 1) -> dict[str, str]:
    """Return one customer as form fields."""
    (found,) = json.loads(as_json(customers(number, 1)))
    return dict(found)


def canaries(rows: list[Row]) -> set[str]:
    """Return what must never be written anywhere: names, numbers, addresses of `rows`."""
    return {cell for row in rows for cell in row[1:] if len(cell) > 4}
