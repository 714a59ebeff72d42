import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.config import DetectorConfig
from proxy.pool.protocol import (
    EVENT,
    INLINE_BYTES,
    PAYLOAD_BYTES,
    SETTINGS,
    Event,
    Job,
    Reason,
    Settings,
    close_all,
    read_reply,
    receive,
    reply,
    send,
)
from tests.proxy.pool.conftest import body
from tests.support.descriptors import descriptors

type Pair = tuple[socket.socket, socket.socket]
any_text = st.text(st.characters(exclude_categories=()))


@pytest.fixture
def pair() -> Iterator[Pair]:
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with left, right:
        right.setblocking(False)
        yield left, right


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(0, id="empty"),
        pytest.param(1, id="one byte"),
        pytest.param(INLINE_BYTES, id="longest inline"),
        pytest.param(INLINE_BYTES + 1, id="shortest beside"),
        pytest.param(9_000_000, id="a million fingerprints"),
    ],
)
@pytest.mark.parametrize("with_body", [pytest.param(True, id="with a body"), pytest.param(False, id="alone")])
def test_message_arrives_whole(pair: Pair, size: int, with_body: bool) -> None:
    before = descriptors()
    payload = os.urandom(size)
    with body(b"the body") as fd:
        send(pair[0], payload, (fd,) if with_body else ())
        got, fds = receive(pair[1])
    assert got == payload
    assert [os.pread(fd, 100, 0) for fd in fds] == ([b"the body"] if with_body else [])
    close_all(fds)
    assert not descriptors() - before


@pytest.mark.parametrize(
    ("packet", "fds", "error"),
    [
        pytest.param(b"x123", 0, ValueError, id="unknown kind"),
        pytest.param(b"d", 0, ValueError, id="beside without a descriptor"),
        pytest.param(b"dx", 1, ValueError, id="beside with more"),
        pytest.param(b"i1", 3, ValueError, id="too many descriptors"),
        pytest.param(b"i" * (INLINE_BYTES + 2), 1, ValueError, id="too long"),
        pytest.param(b"", 0, ConnectionResetError, id="nothing"),
    ],
)
def test_breach_is_refused_and_leaks_nothing(pair: Pair, packet: bytes, fds: int, error: type[Exception]) -> None:
    before = descriptors()
    with body(b"") as fd:
        socket.send_fds(pair[0], [packet], [fd] * fds)
        with pytest.raises(error):
            receive(pair[1])
    assert not descriptors() - before


def test_endless_payload_is_refused(pair: Pair) -> None:
    before = descriptors()
    with body(b"") as fd:
        os.ftruncate(fd, PAYLOAD_BYTES + 1)
        socket.send_fds(pair[0], [b"d"], [fd])
        with pytest.raises(ValueError, match="too long"):
            receive(pair[1])
    assert not descriptors() - before


def test_nothing_there_yet(pair: Pair) -> None:
    with pytest.raises(BlockingIOError):
        receive(pair[1])


@settings(deadline=None)
@given(
    texts=st.tuples(any_text, any_text, any_text, any_text),
    stop_at=st.none() | st.integers(0, 2**40),
    key=st.binary(max_size=32),
    deadline=st.floats(0, 1e9),
)
def test_job_comes_back_equal(texts: tuple[str, str, str, str], stop_at: int | None, key: bytes, deadline: float) -> None:
    kind, encoding, name, target = texts
    job = Job(
        size_bytes=5,
        deadline=deadline,
        sent=1.5,
        content_type=kind,
        content_encoding=encoding,
        filename=name,
        target=target,
        stop_at=stop_at,
        key=key,
    )
    assert Job.unpack(job.pack()) == job


@settings(deadline=None)
@given(payload=st.binary(max_size=200))
def test_noise_is_no_job(payload: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        Job.unpack(payload)


def test_settings_and_events_pass_as_json() -> None:
    settings = Settings(key=os.urandom(32), detectors=DetectorConfig(allow=("山田太郎",)), workers=3)
    assert SETTINGS.validate_json(SETTINGS.dump_json(settings)) == settings
    event = Event(workers=2, restart=Reason.MEMORY)
    assert EVENT.validate_json(EVENT.dump_json(event)) == event


def test_repr_shows_no_content() -> None:
    job = Job(size_bytes=1, deadline=2.0, sent=1.0, filename="山田花子.csv", target="/?q=山田花子", key=b"secret")
    settings = Settings(key=b"secret", detectors=DetectorConfig(allow=("山田花子",)))
    for shown in (repr(job), repr(settings)):
        assert "山田" not in shown
        assert "secret" not in shown


def test_reply_holds_the_wait() -> None:
    waited, packed = read_reply(reply(0.25, b"inspection"))
    assert (waited, bytes(packed)) == (0.25, b"inspection")
    with pytest.raises(ValueError, match="too short"):
        read_reply(b"1234567")
