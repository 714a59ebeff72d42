"""What is blocked whatever the policy says, because no inspection could make it safe. Also in monitor mode."""

from rules.model import Action, RuleMatch

REFUSALS = {
    "misdirected": (
        "接続先の名前が食い違っているため、この通信を止めました。",
        "This was stopped because the names of its destination disagree.",
    ),
    "internal_address": (
        "社内ネットワークの宛先には、このプロキシから接続できません。",
        "Addresses of the internal network cannot be reached through this proxy.",
    ),
    "upgrade": (
        "検査できない通信方式(WebSocketなど)に切り替わるため、この通信を止めました。",
        "This was stopped because it would change to a protocol that cannot be inspected, such as WebSocket.",
    ),
    "too_large": (
        "大きすぎて検査できないため、この通信を止めました。",
        "This was stopped because it is too large to be inspected.",
    ),
}
"""Reason to what the person is told, Japanese and English."""


def refusal(reason: str) -> RuleMatch:
    """Return the match that blocks for `reason`; raises KeyError for an unknown one."""
    return RuleMatch(
        rule=f"refused-{reason.replace('_', '-')}",
        action=Action.BLOCK,
        enforced=True,
        severity="high",
        measure=reason,
        found=1,
        message="\n".join(REFUSALS[reason]),
    )
