"""Every metric that the proxy exports, as data: names, meanings, label values, buckets. It must not know any other room.

Dashboards, alert rules and `proxy.metrics` are made from `METRICS`; nothing else may name a metric.

**Source:** Prometheus, "Metric and label naming" and "Instrumentation" (base units, `_total`, no unbounded labels, every label value
exported at 0 from the start, timestamps instead of ages).
"""

from proxy.catalogue_context import CONTEXT
from proxy.catalogue_customers import CUSTOMERS
from proxy.catalogue_escalation import ESCALATION
from proxy.catalogue_waiting import WAITING
from proxy.labels import (
    ACTION,
    DESTINATION_CLASS,
    DIRECTION,
    ENTITY,
    GAP_REASON,
    LIMITS,
    OTHER,
    OUTCOME,
    RULE,
    STAGE,
    TENANT,
    UNIT,
    Kind,
    Label,
    Metric,
    Named,
)

__all__ = ["LIMITS", "METRICS", "OTHER", "Kind", "Label", "Metric", "Named"]

LATENCY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; 0.5 is the edge of the service level objective."""
SCAN = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
PEOPLE = (0.0, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0, 5000.0, 10000.0, 100000.0)
"""People; 100 and 1000 are the sizes that alerts and `sekimori_bulk_transfers_total` speak of."""

TRAFFIC: tuple[Metric, ...] = (
    Metric(
        name="sekimori_transfers_total",
        kind=Kind.COUNTER,
        help="Transfers that have ended, by what was decided and what became of them.",
        labels=(DIRECTION, ACTION, OUTCOME, DESTINATION_CLASS),
    ),
    Metric(
        name="sekimori_tenant_transfers_total",
        kind=Kind.COUNTER,
        help="Transfers that have ended, by the client whose customers they concern.",
        labels=(TENANT, ACTION, OUTCOME),
    ),
    Metric(
        name="sekimori_unit_transfers_total",
        kind=Kind.COUNTER,
        help="Transfers that have ended, by the unit of the person.",
        labels=(UNIT, ACTION, OUTCOME),
    ),
    Metric(
        name="sekimori_added_latency_seconds",
        kind=Kind.HISTOGRAM,
        help="Time that inspection, decision and record added to a transfer; upstream time is not in it.",
        labels=(DIRECTION,),
        buckets=LATENCY,
        unit="seconds",
    ),
    Metric(name="sekimori_inflight_transfers", kind=Kind.GAUGE, help="Transfers that have begun and not ended."),
    Metric(
        name="sekimori_upstream_errors_total",
        kind=Kind.COUNTER,
        help="Failures of the other side, by kind; they are no failures of ours.",
        labels=(Label(name="kind", values=("dns", "connect", "tls", "timeout", "reset", OTHER)),),
    ),
)

INSPECTION: tuple[Metric, ...] = (
    Metric(
        name="sekimori_inspected_bytes_total",
        kind=Kind.COUNTER,
        help="Bytes of bodies, as received, that were given to inspection.",
        labels=(DIRECTION,),
        unit="bytes",
    ),
    Metric(
        name="sekimori_scans_total",
        kind=Kind.COUNTER,
        help="Inspections that have ended, by result.",
        labels=(Label(name="result", values=("clean", "finding", "error", "timeout")),),
    ),
    Metric(
        name="sekimori_uninspected_total",
        kind=Kind.COUNTER,
        help="Parts that were not inspected, by reason.",
        labels=(GAP_REASON,),
    ),
    Metric(
        name="sekimori_scan_duration_seconds",
        kind=Kind.HISTOGRAM,
        help="Time an inspection took, by stage, as measured in the worker.",
        labels=(STAGE,),
        buckets=SCAN,
        unit="seconds",
    ),
    Metric(
        name="sekimori_findings_total",
        kind=Kind.COUNTER,
        help="Spans of personal data that were found, by entity; those of the site are named in its policy.",
        labels=(ENTITY,),
    ),
)

DECISIONS: tuple[Metric, ...] = (
    Metric(
        name="sekimori_rule_matches_total",
        kind=Kind.COUNTER,
        help="Rules that applied to a transfer; mode monitor was recorded and decided nothing.",
        labels=(RULE, ACTION, Label(name="mode", values=("enforce", "monitor"))),
    ),
    Metric(
        name="sekimori_transfer_people",
        kind=Kind.HISTOGRAM,
        help="Distinct people in a transfer.",
        labels=(DIRECTION, OUTCOME),
        buckets=PEOPLE,
        unit="people",
    ),
    Metric(
        name="sekimori_bulk_transfers_total",
        kind=Kind.COUNTER,
        help="Transfers of strictly more than 100 (gt100, which holds gt1000 too) or 1000 people (gt1000).",
        labels=(TENANT, OUTCOME, Label(name="size", values=("gt100", "gt1000"))),
    ),
    Metric(
        name="sekimori_auth_failures_total",
        kind=Kind.COUNTER,
        help="Requests whose proof of identity was refused; a first request without credentials is none.",
        labels=(Label(name="reason", values=("bad_credentials", "malformed", "throttled", "untrusted_header")),),
    ),
    Metric(
        name="sekimori_identity_anomalies_total",
        kind=Kind.COUNTER,
        help="Connections of somebody whom neither account nor address names.",
        labels=(Label(name="kind", values=("unknown_id",)),),
    ),
    Metric(
        name="sekimori_webhook_deliveries_total",
        kind=Kind.COUNTER,
        help="Notices of incidents, by what became of them; dropped means that the queue was full.",
        labels=(Label(name="result", values=("delivered", "failed", "dropped")),),
    ),
)

POLICY: tuple[Metric, ...] = (
    Metric(
        name="sekimori_policy_info",
        kind=Kind.GAUGE,
        help="Always 1: the policy in force, by the first 8 characters of its digest.",
        labels=(Label(name="sha256"), Label(name="mode")),
    ),
    Metric(
        name="sekimori_policy_mode",
        kind=Kind.GAUGE,
        help="1 for the mode the whole policy is in; monitor stops nothing.",
        labels=(Label(name="mode", values=("enforce", "monitor")),),
        unit="bool",
    ),
    Metric(
        name="sekimori_policy_monitor_expiry_timestamp_seconds",
        kind=Kind.GAUGE,
        help="When monitor mode ends by itself; 0 for none.",
        unit="timestamp",
    ),
    Metric(
        name="sekimori_policy_last_reload_successful",
        kind=Kind.GAUGE,
        help="1 if the last attempt to load the policy succeeded; at 0 the former policy is still in force.",
        unit="bool",
    ),
    Metric(
        name="sekimori_policy_last_reload_success_timestamp_seconds",
        kind=Kind.GAUGE,
        help="When the policy in force was loaded.",
        unit="timestamp",
    ),
    Metric(
        name="sekimori_policy_reloads_total",
        kind=Kind.COUNTER,
        help="Attempts to load the policy, by result.",
        labels=(Label(name="result", values=("success", "failure")),),
    ),
)

HEALTH: tuple[Metric, ...] = (
    Metric(
        name="sekimori_build_info",
        kind=Kind.GAUGE,
        help="Always 1: what is running.",
        labels=(Label(name="version"), Label(name="mitmproxy"), Label(name="presidio"), Label(name="model")),
    ),
    Metric(
        name="sekimori_degraded_mode",
        kind=Kind.GAUGE,
        help="1 while the proxy works in a lesser way: refusing everything, or without the model.",
        labels=(Label(name="mode", values=("fail_closed", "regex_only")),),
        unit="bool",
    ),
    Metric(name="sekimori_scan_queue_length", kind=Kind.GAUGE, help="Bodies that wait for an inspection worker."),
    Metric(name="sekimori_scan_queue_capacity", kind=Kind.GAUGE, help="Bodies that may wait; one more becomes an overload gap."),
    Metric(
        name="sekimori_scan_queue_wait_seconds",
        kind=Kind.HISTOGRAM,
        help="Time a body waited for an inspection worker.",
        buckets=SHORT,
        unit="seconds",
    ),
    Metric(
        name="sekimori_workers",
        kind=Kind.GAUGE,
        help="Inspection workers, by state.",
        labels=(Label(name="state", values=("starting", "idle", "busy")),),
    ),
    Metric(
        name="sekimori_worker_restarts_total",
        kind=Kind.COUNTER,
        help="Inspection workers that were replaced, by reason.",
        labels=(Label(name="reason", values=("crash", "timeout", "memory", "retired")),),
    ),
    Metric(name="sekimori_model_loaded", kind=Kind.GAUGE, help="1 if the language model is loaded in the pool.", unit="bool"),
    Metric(
        name="sekimori_event_loop_lag_seconds",
        kind=Kind.HISTOGRAM,
        help="How late a timer of the proxy's event loop fires; late timers stall every connection.",
        buckets=SHORT,
        unit="seconds",
    ),
    Metric(
        name="sekimori_ca_certificate_expiry_timestamp_seconds",
        kind=Kind.GAUGE,
        help="When the certificate that signs for destinations ends.",
        unit="timestamp",
    ),
)

LEDGER: tuple[Metric, ...] = (
    Metric(
        name="sekimori_ledger_events_total",
        kind=Kind.COUNTER,
        help="Records written to the ledger, by type.",
        labels=(Label(name="type", values=("transfer", "recount", "rollup", "read", "hold", "notice", "policy", OTHER)),),
    ),
    Metric(
        name="sekimori_ledger_write_errors_total",
        kind=Kind.COUNTER,
        help="Writes to the ledger that failed; their transfers were refused.",
    ),
    Metric(
        name="sekimori_ledger_append_duration_seconds",
        kind=Kind.HISTOGRAM,
        help="Time until a record was durable, waiting included.",
        buckets=SHORT,
        unit="seconds",
    ),
    Metric(name="sekimori_ledger_size_bytes", kind=Kind.GAUGE, help="Size of the ledger on disk; 0 if it is elsewhere.", unit="bytes"),
    Metric(
        name="sekimori_ledger_filesystem_avail_bytes",
        kind=Kind.GAUGE,
        help="Free space where the ledger lies; 0 if it is elsewhere.",
        unit="bytes",
    ),
)

METRICS: tuple[Metric, ...] = TRAFFIC + INSPECTION + CUSTOMERS + DECISIONS + WAITING + POLICY + CONTEXT + ESCALATION + HEALTH + LEDGER
