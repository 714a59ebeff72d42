"""What a person or a program sends to our own pages: form fields or JSON, small, and meant for us. It must not know what they mean."""

from urllib.parse import parse_qs

import orjson
from mitmproxy import http

from proxy.spool import Spool

MAX_BYTES = 16 << 10
TRUSTED_SITES = frozenset({"same-origin", "none"})


class Unfit(Exception):
    """A request that our pages do not take. `status` says why."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


def fields(request: http.Request, body: Spool | None) -> tuple[dict[str, str], bool]:
    """Return the fields of a POST, and whether a form sent them: a form needs a token of ours, which no other site can read.

    JSON needs none, because a browser sends it across sites only after asking, and nobody answers that. **Source:** W3C Fetch Metadata
    (Sec-Fetch-Site), Fetch standard (CORS-safelisted request-header: JSON is none). Raises Unfit.
    """
    if request.headers.get("sec-fetch-site", "none") not in TRUSTED_SITES:
        raise Unfit(403)
    if body is not None and body.size > MAX_BYTES:
        raise Unfit(413)
    raw = b"".join(body.chunks()) if body is not None else b""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        try:
            found = parse_qs(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            raise Unfit(400) from None
        return {name: values[0] for name, values in found.items()}, True
    if kind == "application/json":
        try:
            said = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise Unfit(400) from None
        if not isinstance(said, dict):
            raise Unfit(400)
        return {name: value for name, value in said.items() if isinstance(value, str)}, False
    raise Unfit(415)
