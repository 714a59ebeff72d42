"""The metrics of steps after repeated attempts; a part of the catalogue. No name of a person is in them."""

from proxy.labels import Kind, Label, Metric

STEPS = (*"12345", "lockout")

ESCALATION: tuple[Metric, ...] = (
    Metric(
        name="sekimori_escalation_attempts_total",
        kind=Kind.COUNTER,
        help="Stopped attempts that raise strictness: counted, repeated (software at one endpoint), locked (during a lockout).",
        labels=(Label(name="result", values=("counted", "repeated", "locked")),),
    ),
    Metric(
        name="sekimori_escalations_total",
        kind=Kind.COUNTER,
        help="Somebody came to a higher step (raised), into a lockout (locked), or was given the usual limits back (reset).",
        labels=(Label(name="event", values=("raised", "locked", "reset")),),
    ),
    Metric(
        name="sekimori_escalation_actors",
        kind=Kind.GAUGE,
        help="People who stand on a step, at all nodes of the ledger.",
        labels=(Label(name="step", values=STEPS),),
        unit="people",
    ),
)
