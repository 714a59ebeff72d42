"""The enforcing layer: mitmproxy's HTTP streams, changed so that no body byte moves without a verdict that releases it."""
