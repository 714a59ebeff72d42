"""The metrics count what happened, show every series at 0 from the start, and stay bounded."""

from datetime import UTC, datetime
from importlib.metadata import version

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from proxy.catalogue import LIMITS, METRICS, Named
from proxy.metrics import Metrics
from rules.model import Action, Actor, Destination, DestinationClass, Direction, Outcome, RuleMatch, Transfer, Verdict

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TRANSFER = Transfer(
    id="0000-0000-0000-0000",
    actor=Actor(id="sato", known=True, unit="tokyo"),
    destination=Destination(host="upload.example", category=DestinationClass.UNKNOWN, tenant="acme"),
    direction=Direction.UPLOAD,
    at=NOW,
)
BLOCK = Verdict(action=Action.BLOCK, matches=(RuleMatch(rule="unknown-over-0", action=Action.BLOCK, enforced=True),))


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry(), tenants=("acme",), units=("tokyo",), rules=("unknown-over-0",))


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def of_people(count: int) -> Inspection:
    return Inspection(people=People(persons=PeopleSet.of(range(1, count + 1))))


def test_every_series_is_there_at_0_from_the_start(metrics: Metrics) -> None:
    shown = {sample.name for family in metrics.registry.collect() for sample in family.samples}
    informational = {m.name for m in METRICS if any(not label.values and not label.named for label in m.labels)}
    for metric in METRICS:
        assert metric.name in informational or {metric.name, f"{metric.name}_count"} & shown, metric.name
    assert value(metrics, "sekimori_uninspected_total", reason="bomb") == 0
    assert value(metrics, "sekimori_bulk_transfers_total", tenant="acme", outcome="released", size="gt1000") == 0
    assert value(metrics, "sekimori_rule_matches_total", rule="unknown-over-0", action="block", mode="monitor") == 0


def test_a_transfer_is_counted_once_everywhere(metrics: Metrics) -> None:
    metrics.transfer_began()
    assert value(metrics, "sekimori_inflight_transfers") == 1
    metrics.transfer_done(TRANSFER, of_people(101), BLOCK, Outcome.STOPPED, 0.2)
    assert value(metrics, "sekimori_inflight_transfers") == 0
    labels = {"direction": "upload", "action": "block", "outcome": "stopped", "destination_class": "unknown"}
    assert value(metrics, "sekimori_transfers_total", **labels) == 1
    assert value(metrics, "sekimori_tenant_transfers_total", tenant="acme", action="block", outcome="stopped") == 1
    assert value(metrics, "sekimori_unit_transfers_total", unit="tokyo", action="block", outcome="stopped") == 1
    assert value(metrics, "sekimori_rule_matches_total", rule="unknown-over-0", action="block", mode="enforce") == 1
    assert value(metrics, "sekimori_added_latency_seconds_bucket", direction="upload", le="0.25") == 1
    assert value(metrics, "sekimori_transfer_people_sum", direction="upload", outcome="stopped") == 101


@pytest.mark.parametrize(
    ("people", "gt100", "gt1000"),
    [
        pytest.param(100, 0, 0, id="100 is not over 100"),
        pytest.param(101, 1, 0, id="101 is over 100"),
        pytest.param(1000, 1, 0, id="1000 is not over 1000"),
        pytest.param(1001, 1, 1, id="1001 is over both"),
    ],
)
def test_bulk_is_strictly_greater(metrics: Metrics, people: int, gt100: int, gt1000: int) -> None:
    metrics.transfer_done(TRANSFER, of_people(people), BLOCK, Outcome.RELEASED, 0.1)
    assert value(metrics, "sekimori_bulk_transfers_total", tenant="acme", outcome="released", size="gt100") == gt100
    assert value(metrics, "sekimori_bulk_transfers_total", tenant="acme", outcome="released", size="gt1000") == gt1000


def test_a_transfer_without_a_verdict_counts_as_blocked(metrics: Metrics) -> None:
    metrics.transfer_done(TRANSFER, None, None, Outcome.ERROR, 0.1)
    labels = {"direction": "upload", "action": "block", "outcome": "error", "destination_class": "unknown"}
    assert value(metrics, "sekimori_transfers_total", **labels) == 1


@pytest.mark.parametrize(
    ("inspection", "result"),
    [
        pytest.param(Inspection(), "clean", id="clean"),
        pytest.param(Inspection(entities=(("PERSON", 2),)), "finding", id="finding"),
        pytest.param(
            Inspection(entities=(("PERSON", 2),), gaps=(Gap(reason=GapReason.TIMEOUT, place="body", size_bytes=1),)),
            "timeout",
            id="timeout",
        ),
        pytest.param(Inspection(gaps=(Gap(reason=GapReason.OVERLOAD, place="body", size_bytes=1),)), "error", id="overload"),
    ],
)
def test_scan_results(metrics: Metrics, inspection: Inspection, result: str) -> None:
    metrics.scan(Direction.UPLOAD, inspection)
    assert value(metrics, "sekimori_scans_total", result=result) == 1


def test_a_scan_counts_bytes_stages_findings_and_gaps(metrics: Metrics) -> None:
    gaps = (Gap(reason=GapReason.ENCRYPTED, place="body.zip!/a", size_bytes=9),) * 2
    inspection = Inspection(entities=(("PERSON", 3), ("SITE_OWN", 4)), gaps=gaps, seconds=(("decode", 0.01),), size_bytes=77)
    metrics.scan(Direction.DOWNLOAD, inspection)
    assert value(metrics, "sekimori_inspected_bytes_total", direction="download") == 77
    assert value(metrics, "sekimori_scan_duration_seconds_count", stage="decode") == 1
    assert value(metrics, "sekimori_findings_total", entity="PERSON") == 3
    assert value(metrics, "sekimori_findings_total", entity="other") == 4
    assert value(metrics, "sekimori_uninspected_total", reason="encrypted") == 2


def test_names_beyond_the_limit_are_other() -> None:
    metrics = Metrics(CollectorRegistry(), tenants=(f"tenant-{n}" for n in range(1000)))
    tenants = {
        sample.labels["tenant"]
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "sekimori_tenant_transfers_total"
    }
    assert len(tenants) == LIMITS[Named.TENANTS] + 2
    metrics.transfer_done(TRANSFER, None, BLOCK, Outcome.STOPPED, 0.1)
    assert value(metrics, "sekimori_tenant_transfers_total", tenant="other", action="block", outcome="stopped") == 1


def test_a_new_policy_takes_the_place_of_the_old(metrics: Metrics) -> None:
    metrics.policy_loaded(digest="a" * 64, mode="monitor", rules=("one",), now=NOW, monitor_until=NOW)
    metrics.policy_loaded(digest="b" * 64, mode="enforce", rules=("two",), now=NOW)
    assert value(metrics, "sekimori_policy_info", sha256="aaaaaaaa", mode="monitor") is None
    assert value(metrics, "sekimori_policy_info", sha256="bbbbbbbb", mode="enforce") == 1
    assert value(metrics, "sekimori_policy_mode", mode="monitor") == 0
    assert value(metrics, "sekimori_policy_monitor_expiry_timestamp_seconds") == 0
    assert value(metrics, "sekimori_policy_last_reload_success_timestamp_seconds") == NOW.timestamp()
    assert value(metrics, "sekimori_rule_matches_total", rule="two", action="block", mode="enforce") == 0
    metrics.policy_failed()
    assert value(metrics, "sekimori_policy_last_reload_successful") == 0
    assert value(metrics, "sekimori_policy_reloads_total", result="failure") == 1


def test_states(metrics: Metrics) -> None:
    metrics.gap(GapReason.WEBSOCKET)
    metrics.upstream_error("dns")
    metrics.auth_failed("throttled")
    metrics.unknown_id()
    metrics.webhook("dropped")
    metrics.degraded("fail_closed", True)
    metrics.queue(3, 64)
    metrics.queue_waited(0.1)
    metrics.workers(starting=0, idle=1, busy=2)
    metrics.worker_restarted("never heard of")
    metrics.model_loaded(True)
    metrics.loop_lag(0.002)
    metrics.ledger_appended("transfer", 0.01)
    metrics.ledger_failed()
    metrics.ledger_size(10, 20)
    metrics.ca_expires(NOW)
    text = generate_latest(metrics.registry).decode()
    for line in (
        'sekimori_uninspected_total{reason="websocket"} 1.0',
        'sekimori_workers{state="busy"} 2.0',
        'sekimori_worker_restarts_total{reason="other"} 1.0',
        'sekimori_degraded_mode{mode="fail_closed"} 1.0',
        f'version="{version("sekimori")}"}} 1.0',
        f'sekimori_build_info{{mitmproxy="{version("mitmproxy")}"',
    ):
        assert line in text


def test_steps_are_counted_without_names(metrics: Metrics) -> None:
    for result, event in (("counted", None), ("counted", "raised"), ("repeated", None), ("locked", None)):
        metrics.attempt(result, event)
    assert [value(metrics, "sekimori_escalation_attempts_total", result=r) for r in ("counted", "repeated", "locked")] == [2, 1, 1]
    assert value(metrics, "sekimori_escalations_total", event="raised") == 1
    metrics.escalated([(1, False), (1, False), (3, True)])
    metrics.escalated([(1, False), (3, True)])
    assert [value(metrics, "sekimori_escalation_actors", step=step) for step in ("1", "2", "lockout")] == [1, 0, 1]
