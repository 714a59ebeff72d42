"""What is prepared before the proxy serves. Starting, reloading and stopping are seen in tests/e2e/test_lifecycle.py."""

from pathlib import Path

import certifi
import trustme

from proxy.home import Home
from proxy.serve import _trusted
from proxy.settings import Settings


def test_authorities_of_the_site_are_trusted_beside_the_public_ones(tmp_path: Path) -> None:
    own = trustme.CA()
    own.cert_pem.write_to_path(str(tmp_path / "own.pem"))
    bundle = _trusted(Home(tmp_path), Settings(upstream_ca=tmp_path / "own.pem"))
    assert bundle is not None
    text = bundle.read_bytes()
    assert text.startswith(Path(certifi.where()).read_bytes())
    assert own.cert_pem.bytes() in text


def test_without_such_the_usual_ones_are_trusted(tmp_path: Path) -> None:
    assert _trusted(Home(tmp_path), Settings()) is None
