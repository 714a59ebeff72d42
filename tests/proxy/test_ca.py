"""The CA: terminals that trust the root trust what mitmproxy signs with the intermediate, and nothing more can be done with its key."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from mitmproxy.certs import CertStore

from proxy.ca import INTERMEDIATE_DAYS, make_intermediate, make_root, read_authority
from proxy.home import Home
from rules.model import ConfigError

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    make_root(made, passphrase=None, now=NOW)
    make_intermediate(made, passphrase=None, now=NOW)
    return made


def shaken_hands(home: Home, tmp_path: Path, trusted: Path) -> str:
    """Serve a certificate that mitmproxy made and verify it as strictly as Python can; return its subject."""
    store = CertStore.from_store(home.ca, "mitmproxy", 2048)
    entry = store.get_cert("crm.example", [x509.DNSName("crm.example")])
    chain = tmp_path / "chain.pem"
    chain.write_bytes(entry.cert.to_pem() + b"".join(cert.to_pem() for cert in entry.chain_certs) + home.intermediate.read_bytes())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, home.intermediate)
    client = ssl.create_default_context(cafile=str(trusted))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(to_client, to_server, server_hostname="crm.example"), server.wrap_bio(to_server, to_client, server_side=True)]
    while ends:
        for end in list(ends):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            ends.remove(end)
    return entry.cert.cn or ""


def test_a_terminal_that_trusts_the_root_trusts_the_proxy(home: Home, tmp_path: Path) -> None:
    assert shaken_hands(home, tmp_path, home.root_certificate) == "crm.example"


def test_a_terminal_that_does_not_trusts_nothing(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken_hands(home, tmp_path, Path(certifi.where()))


def test_mitmproxy_writes_nothing_into_the_folder(home: Home) -> None:
    before = sorted(home.ca.iterdir())
    CertStore.from_store(home.ca, "mitmproxy", 2048)
    assert sorted(home.ca.iterdir()) == before


def test_the_intermediate_is_short_lived_and_can_only_sign_for_servers(home: Home) -> None:
    certificate = read_authority(home).intermediate
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert certificate.not_valid_after_utc - NOW <= timedelta(days=INTERMEDIATE_DAYS)


def test_der_and_pem_are_the_same_root(home: Home) -> None:
    der = x509.load_der_x509_certificate(home.root_certificate.with_suffix(".crt").read_bytes())
    assert der == read_authority(home).root


def test_keys_are_private(home: Home) -> None:
    for path in (home.root_key, home.intermediate):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_renewed_intermediate_has_a_new_key_and_the_same_root(home: Home, tmp_path: Path) -> None:
    before = make_intermediate(home, passphrase=None, now=NOW - timedelta(days=60))
    moved = tmp_path / "stick" / "root.key"
    moved.parent.mkdir()
    home.root_key.rename(moved)
    after = make_intermediate(home, passphrase=None, now=NOW, root_key=moved)
    assert after.root == before.root
    assert after.intermediate.public_key() != before.intermediate.public_key()
    assert after.expires > before.expires
    assert shaken_hands(home, tmp_path, home.root_certificate) == "crm.example"


@pytest.mark.parametrize(
    ("made_with", "used_with", "says"),
    [
        pytest.param(b"first", b"second", "passphrase is wrong", id="wrong"),
        pytest.param(b"first", None, "is encrypted", id="missing"),
        pytest.param(None, b"second", "is not encrypted", id="needless"),
    ],
)
def test_passphrases(tmp_path: Path, made_with: bytes | None, used_with: bytes | None, says: str) -> None:
    home = Home(tmp_path / "home")
    make_root(home, passphrase=made_with, now=NOW)
    with pytest.raises(ConfigError, match=says):
        make_intermediate(home, passphrase=used_with, now=NOW)
    assert make_intermediate(home, passphrase=made_with, now=NOW).root
    assert (b"ENCRYPTED" in home.root_key.read_bytes()) is (made_with is not None)


def test_the_key_of_another_root_is_refused(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    make_root(other, passphrase=None, now=NOW)
    with pytest.raises(ConfigError, match="is not the key of"):
        make_intermediate(home, passphrase=None, now=NOW, root_key=other.root_key)


def test_an_intermediate_of_another_root_is_found_out(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    make_root(other, passphrase=None, now=NOW)
    home.root_certificate.write_bytes(other.root_certificate.read_bytes())
    with pytest.raises(ConfigError, match="sekimori ca renew"):
        read_authority(home)
