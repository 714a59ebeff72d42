"""The metrics of transfers that wait, and of the notice; a part of the catalogue. It must not know any other room."""

from proxy.labels import HOLD_KIND, Kind, Label, Metric

ANSWER = (30.0, 60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0, 86400.0)
"""Seconds that people wait for people."""

WAITING: tuple[Metric, ...] = (
    Metric(
        name="sekimori_holds_waiting",
        kind=Kind.GAUGE,
        help="Transfers that wait for a reason (justify) or an approval (hold).",
        labels=(HOLD_KIND,),
    ),
    Metric(
        name="sekimori_holds_oldest_timestamp_seconds",
        kind=Kind.GAUGE,
        help="Since when the oldest of them waits; 0 for none.",
        labels=(HOLD_KIND,),
        unit="timestamp",
    ),
    Metric(
        name="sekimori_holds_total",
        kind=Kind.COUNTER,
        help="What happened to transfers that wait.",
        labels=(
            HOLD_KIND,
            Label(name="event", values=("asked", "given", "approved", "denied", "released", "expired", "refused", "crowded")),
        ),
    ),
    Metric(
        name="sekimori_hold_answer_seconds",
        kind=Kind.HISTOGRAM,
        help="Time from the stop to the answer.",
        labels=(HOLD_KIND,),
        buckets=ANSWER,
        unit="seconds",
    ),
    Metric(
        name="sekimori_hold_store_errors_total",
        kind=Kind.COUNTER,
        help="Content that could not be stored (its transfer was refused) or not erased.",
    ),
    Metric(name="sekimori_notices_read_total", kind=Kind.COUNTER, help="People who have read the notice of the monitoring."),
)
