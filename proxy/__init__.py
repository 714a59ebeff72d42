"""Assembles transfers from the wire and enforces verdicts on it. The only room that knows mitmproxy."""
