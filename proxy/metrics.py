"""The metrics of the running proxy, made from the catalogue. It must not know where they are shown, nor decide anything."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry

from detectors.model import GapReason, Inspection
from proxy.catalogue import Named
from proxy.catalogue_escalation import STEPS
from proxy.families import Families
from rules.model import Action, Direction, Outcome, RuleMatch, Transfer, Verdict

BULK = (("gt100", 100), ("gt1000", 1000))
"""**Source:** 個人情報の保護に関する法律施行規則 第7条第4号: a leak of more than 1,000 people must be reported; 100 warns before it."""
BUILD = ("sekimori", "mitmproxy", "presidio-analyzer", "ja-ginza")
"""Packages whose versions `sekimori_build_info` shows, in the order of its labels."""
FAILED = frozenset({GapReason.DETECTOR_ERROR, GapReason.OVERLOAD})


class Metrics:
    """Every metric of the catalogue, with every label value at 0 from the start.

    `tenants`, `units`, `rules` and `entities` (of the site) are the names that get series of their own, up to the limits of the catalogue;
    others count as `other`.
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        tenants: Iterable[str] = (),
        units: Iterable[str] = (),
        rules: Iterable[str] = (),
        entities: Iterable[str] = (),
    ) -> None:
        self.registry = registry
        self._families = Families(registry)
        for named, names in ((Named.TENANTS, tenants), (Named.UNITS, units), (Named.RULES, rules), (Named.ENTITIES, entities)):
            self._families.name(named, names)
        self._families.set("sekimori_build_info", 1, *(version(package) for package in BUILD))

    def transfer_began(self) -> None:
        """Count a transfer in flight; `transfer_done` ends it."""
        self._families.add("sekimori_inflight_transfers", 1)

    def transfer_done(
        self, transfer: Transfer, inspection: Inspection | None, verdict: Verdict | None, outcome: Outcome, seconds: float
    ) -> None:
        """Count a transfer that has ended. No verdict counts as block; `seconds` are those that we added, without the upstream's."""
        direction, action = transfer.direction.value, (verdict.action if verdict else Action.BLOCK).value
        self._families.add("sekimori_inflight_transfers", -1)
        self._families.count("sekimori_transfers_total", direction, action, outcome, transfer.destination.category)
        self._families.count("sekimori_tenant_transfers_total", transfer.tenant, action, outcome)
        self._families.count("sekimori_unit_transfers_total", transfer.actor.unit, action, outcome)
        self._families.observe("sekimori_added_latency_seconds", seconds, direction)
        if transfer.order:
            self._families.count("sekimori_work_order_transfers_total", action, outcome)
        for match in verdict.matches if verdict else ():
            self._families.count("sekimori_rule_matches_total", match.rule, match.action, "enforce" if match.enforced else "monitor")
            self._exceptions(match)
        if inspection is None:
            return
        people = inspection.people.count
        self._families.observe("sekimori_transfer_people", people, direction, outcome)
        for size, limit in BULK:
            if people > limit:
                self._families.count("sekimori_bulk_transfers_total", transfer.tenant, outcome, size)
        for tenant, customers in inspection.customers_by_tenant().items():
            self._families.count("sekimori_customers_total", tenant, outcome, by=customers)
        self.canaries(transfer.direction, outcome, len(inspection.canaries))

    def canaries(self, direction: Direction, outcome: Outcome, seen: int) -> None:
        """Count planted people that were seen."""
        if seen:
            self._families.count("sekimori_canary_sightings_total", direction, outcome, by=seen)

    def scan(self, direction: Direction, inspection: Inspection) -> None:
        """Count one inspection that has ended: bytes, result, seconds a stage, findings, gaps."""
        reasons = {gap.reason for gap in inspection.gaps}
        if reasons & FAILED:
            result = "error"
        elif GapReason.TIMEOUT in reasons:
            result = "timeout"
        else:
            result = "finding" if inspection.entities else "clean"
        self._families.count("sekimori_scans_total", result)
        self._families.count("sekimori_inspected_bytes_total", direction, by=inspection.size_bytes)
        for stage, seconds in inspection.seconds:
            self._families.observe("sekimori_scan_duration_seconds", seconds, stage)
        for entity, spans in inspection.entities:
            self._families.count("sekimori_findings_total", entity, by=spans)
        for gap in inspection.gaps:
            self.gap(gap.reason)

    def gap(self, reason: GapReason) -> None:
        """Count a part that was not inspected; those of an inspection are counted by `scan`."""
        self._families.count("sekimori_uninspected_total", reason)

    def hold(self, kind: Action, event: str) -> None:
        """Count what happened to a transfer that waits: asked, given, approved, denied, released, expired, refused, or crowded out."""
        self._families.count("sekimori_holds_total", kind, event)

    def holds_waiting(self, kind: Action, number: int, oldest: datetime | None) -> None:
        """Show how many transfers wait for an answer, and since when the oldest does."""
        self._families.set("sekimori_holds_waiting", number, kind)
        self._families.set("sekimori_holds_oldest_timestamp_seconds", oldest.timestamp() if oldest else 0, kind)

    def hold_answered(self, kind: Action, seconds: float) -> None:
        """Count how long somebody waited for an answer."""
        self._families.observe("sekimori_hold_answer_seconds", seconds, kind)

    def hold_store_failed(self) -> None:
        """Count content that could not be stored, or not erased."""
        self._families.count("sekimori_hold_store_errors_total")

    def notice_read(self) -> None:
        """Count a person who has read the notice."""
        self._families.count("sekimori_notices_read_total")

    def orders_open(self, number: int) -> None:
        """Show how many work orders are open."""
        self._families.set("sekimori_work_orders_open", number)

    def attempt(self, result: str, event: str | None) -> None:
        """Count a stopped attempt (counted, repeated or locked), and what it led to: raised, locked, or nothing."""
        self._families.count("sekimori_escalation_attempts_total", result)
        if event:
            self.escalation(event)

    def escalation(self, event: str) -> None:
        """Count a step up or a reset: raised, locked or reset."""
        self._families.count("sekimori_escalations_total", event)

    def escalated(self, steps: Iterable[tuple[int, bool]]) -> None:
        """Show how many people stand on each step; beside each, whether it is the lockout."""
        found = Counter("lockout" if locked else str(step) for step, locked in steps)
        for name in STEPS:
            self._families.set("sekimori_escalation_actors", found[name], name)

    def upstream_error(self, kind: str) -> None:
        """Count a failure of the other side: dns, connect, tls, timeout, reset or other."""
        self._families.count("sekimori_upstream_errors_total", kind)

    def auth_failed(self, reason: str) -> None:
        """Count a refused proof of identity: bad_credentials, malformed, throttled or untrusted_header."""
        self._families.count("sekimori_auth_failures_total", reason)

    def unknown_id(self) -> None:
        """Count a connection of somebody whom nothing names."""
        self._families.count("sekimori_identity_anomalies_total", "unknown_id")

    def webhook(self, result: str) -> None:
        """Count a notice: delivered, failed or dropped."""
        self._families.count("sekimori_webhook_deliveries_total", result)

    def policy_loaded(
        self,
        *,
        digest: str,
        mode: str,
        rules: Iterable[str],
        now: datetime,
        monitor_until: datetime | None = None,
        exceptions: Mapping[str, datetime] | None = None,
    ) -> None:
        """Show the policy now in force; its rules and exceptions (id to end) get series at 0."""
        self._families.forget("sekimori_policy_info")
        self._families.set("sekimori_policy_info", 1, digest[:8], mode)
        self.policy_mode(mode)
        self._families.set("sekimori_policy_monitor_expiry_timestamp_seconds", monitor_until.timestamp() if monitor_until else 0)
        self._families.set("sekimori_policy_last_reload_successful", 1)
        self._families.set("sekimori_policy_last_reload_success_timestamp_seconds", now.timestamp())
        self._families.count("sekimori_policy_reloads_total", "success")
        self._families.name(Named.RULES, rules)
        self._families.name(Named.EXCEPTIONS, exceptions or ())
        self._families.set("sekimori_policy_exception_expiry_timestamp_seconds", _next(now, exceptions or {}))

    def policy_mode(self, mode: str) -> None:
        """Show the mode that is in force: monitor ends by itself, without a reload."""
        for known in ("enforce", "monitor"):
            self._families.set("sekimori_policy_mode", known == mode, known)

    def policy_failed(self) -> None:
        """Show that the former policy is still in force, because the new one cannot be used."""
        self._families.set("sekimori_policy_last_reload_successful", 0)
        self._families.count("sekimori_policy_reloads_total", "failure")

    def degraded(self, mode: str, on: bool) -> None:
        """Show whether the proxy works in a lesser way: fail_closed or regex_only."""
        self._families.set("sekimori_degraded_mode", on, mode)

    def queue(self, length: int, capacity: int) -> None:
        """Show how many bodies wait for a worker, and how many may."""
        self._families.set("sekimori_scan_queue_length", length)
        self._families.set("sekimori_scan_queue_capacity", capacity)

    def queue_waited(self, seconds: float) -> None:
        """Count the time that one body waited for a worker."""
        self._families.observe("sekimori_scan_queue_wait_seconds", seconds)

    def workers(self, *, starting: int, idle: int, busy: int) -> None:
        """Show the inspection workers."""
        for state, number in (("starting", starting), ("idle", idle), ("busy", busy)):
            self._families.set("sekimori_workers", number, state)

    def worker_restarted(self, reason: str) -> None:
        """Count a worker that was replaced: crash, timeout, memory or retired."""
        self._families.count("sekimori_worker_restarts_total", reason)

    def model_loaded(self, loaded: bool) -> None:
        """Show whether the pool has its language model."""
        self._families.set("sekimori_model_loaded", loaded)

    def loop_lag(self, seconds: float) -> None:
        """Count how late a timer fired."""
        self._families.observe("sekimori_event_loop_lag_seconds", seconds)

    def ledger_appended(self, kind: str, seconds: float) -> None:
        """Count a durable record, `seconds` after it was asked for."""
        self._families.count("sekimori_ledger_events_total", kind)
        self._families.observe("sekimori_ledger_append_duration_seconds", seconds)

    def ledger_failed(self) -> None:
        """Count a record that could not be written."""
        self._families.count("sekimori_ledger_write_errors_total")

    def ledger_size(self, size_bytes: int, available_bytes: int) -> None:
        """Show the size of an embedded ledger and the free space beside it."""
        self._families.set("sekimori_ledger_size_bytes", size_bytes)
        self._families.set("sekimori_ledger_filesystem_avail_bytes", available_bytes)

    def ca_expires(self, at: datetime) -> None:
        """Show when the signing certificate ends."""
        self._families.set("sekimori_ca_certificate_expiry_timestamp_seconds", at.timestamp())

    def _exceptions(self, match: RuleMatch) -> None:
        for name, result in ((match.excused_by, "excused"), (match.lapsed, "lapsed")):
            if name:
                self._families.count("sekimori_exception_uses_total", name, result)


def _next(now: datetime, ends: Mapping[str, datetime]) -> float:
    return min((end.timestamp() for end in ends.values() if end > now), default=0)
