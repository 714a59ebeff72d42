"""Says a record in the words of OCSF, for a SIEM. Pure; it must not know where records are stored or sent.

**Source:** OCSF schema 1.2.0, class Data Security Finding (2006). What it has no word for stands under `unmapped`.
"""

from importlib.metadata import version

from ledger.records import Record
from rules.model import Action, Outcome

_SEVERITY = {"low": 2, "medium": 3, "high": 4, "critical": 5}
_INFORMATIONAL = 1
_DISPOSITION = {Action.ALLOW: 1, Action.ALERT: 15, Action.JUSTIFY: 2, Action.HOLD: 3, Action.BLOCK: 2}
"""Allowed, Detected, Blocked, Quarantined."""
_FINANCIAL = ("CREDIT_CARD", "CARD_SECURITY_CODE", "JP_BANK_ACCOUNT")
_PERSONAL, _FINANCIAL_DATA = 1, 3


def event(record: Record, *, prev: str, hashed: str) -> dict[str, object]:
    """Return the event of a transfer's record; `prev` and `hashed` are its links in the chain."""
    entities = dict(record.entities)
    deciding = record.matches[0] if record.matches else None
    return {
        "class_uid": 2006,
        "category_uid": 2,
        "activity_id": 1,
        "type_uid": 200601,
        "time": int(record.happened.timestamp() * 1000),
        "severity_id": _SEVERITY.get(deciding.severity, _INFORMATIONAL) if deciding else _INFORMATIONAL,
        "status_id": 1,
        "action_id": 1 if record.outcome is Outcome.RELEASED else 2,
        "disposition_id": _DISPOSITION[Action.ALLOW if record.granted else record.action],
        "metadata": {"version": "1.2.0", "uid": hashed, "product": {"name": "Sekimori", "version": version("sekimori")}},
        "finding_info": {"uid": record.transfer, "title": deciding.rule if deciding else "transfer"},
        "actor": {"user": {"uid": record.actor, "groups": [{"name": record.unit}] if record.unit else []}},
        "src_endpoint": {"ip": record.source},
        "dst_endpoint": {"hostname": record.host, "port": record.port},
        "data_security": {
            "category_id": _FINANCIAL_DATA if any(entity in entities for entity in _FINANCIAL) else _PERSONAL,
            "detection_system_id": 2,
            "data_lifecycle_state_id": 2,
            "policy": {"uid": record.policy},
        },
        "unmapped": {
            "tenant": record.tenant,
            "destination_class": record.category,
            "direction": record.direction,
            "would": record.would,
            "rules": [match.rule for match in record.matches],
            "people": record.people,
            "people_exact": record.whole,
            "names_only": record.names_only,
            "entities": entities,
            "gaps": [gap.reason for gap in record.gaps],
            "work_order": record.order,
            "work_order_people": record.order_people,
            "terminals": record.terminals,
            "escalation_step": record.step,
            "limits_divided_by": record.divisor,
            "chain": {"node": record.node, "seq": record.seq, "prev": prev, "hash": hashed},
        },
    }
