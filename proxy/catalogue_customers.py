"""The metrics of exact data match. It must not know any other room."""

from proxy.labels import DIRECTION, OUTCOME, TENANT, Kind, Metric

CUSTOMERS: tuple[Metric, ...] = (
    Metric(
        name="sekimori_customers_total",
        kind=Kind.COUNTER,
        help="Customers in transfers, by exact match, by the client whose customers they are; one of two clients counts for both.",
        labels=(TENANT, OUTCOME),
    ),
    Metric(
        name="sekimori_canary_sightings_total",
        kind=Kind.COUNTER,
        help="Planted people that were seen in transfers; what a transfer decided early holds besides is added when it is counted whole.",
        labels=(DIRECTION, OUTCOME),
    ),
)
