"""The metrics of what stands around a policy: exceptions, and what follows for a person. Part of `proxy.catalogue`."""

from proxy.labels import ACTION, EXCEPTION, OUTCOME, Kind, Label, Metric

CONTEXT: tuple[Metric, ...] = (
    Metric(
        name="sekimori_exception_uses_total",
        kind=Kind.COUNTER,
        help="Rules that an exception kept from deciding (excused), or would have kept, had it not ended (lapsed: the rule decided).",
        labels=(EXCEPTION, Label(name="result", values=("excused", "lapsed"))),
    ),
    Metric(
        name="sekimori_policy_exception_expiry_timestamp_seconds",
        kind=Kind.GAUGE,
        help="When the next exception ends; 0 if none runs.",
        unit="timestamp",
    ),
    Metric(name="sekimori_work_orders_open", kind=Kind.GAUGE, help="Work orders (作業申請) that are open."),
    Metric(
        name="sekimori_work_order_transfers_total",
        kind=Kind.COUNTER,
        help="Transfers under a work order; what is stopped outside of one is in the matches of its rule.",
        labels=(ACTION, OUTCOME),
    ),
)
