"""The options that mitmproxy runs with. That they are set is seen in test_master."""

import mitmproxy.version
import pytest

from proxy import options as safe
from proxy.options import SAFE_OPTIONS, check_version


def test_each_option_is_said_once_and_says_why() -> None:
    assert len({option.name for option in SAFE_OPTIONS}) == len(SAFE_OPTIONS)
    assert all(option.why.endswith(".") for option in SAFE_OPTIONS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("rawtcp", False), ("ssl_insecure", False), ("stream_large_bodies", None), ("connection_strategy", "lazy"), ("ignore_hosts", [])],
)
def test_what_would_open_a_way_around_is_closed(name: str, value: object) -> None:
    assert value in [option.value for option in SAFE_OPTIONS if option.name == name]


def test_another_version_of_mitmproxy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_version()
    monkeypatch.setattr(mitmproxy.version, "VERSION", "99.0")
    with pytest.raises(RuntimeError, match=r"99\.0 is installed"):
        safe.check_version()
