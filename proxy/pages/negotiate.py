"""Whether an answer is read by a person or by a program. It must not know what the answer says."""

from mitmproxy.http import Headers


def wants_page(headers: Headers) -> bool:
    """Whether the request with `headers` shows its answer to a person.

    **Source:** W3C Fetch Metadata (Sec-Fetch-Mode: only `navigate` fills a window); RFC 9110 §12.5.1 (Accept).
    """
    mode: str | None = headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    accept: str | None = headers.get("accept")
    if accept is None:
        return str(headers.get("user-agent", "")).startswith("Mozilla/")
    return "text/html" in accept.lower()
