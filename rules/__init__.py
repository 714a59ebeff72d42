"""Decides: a `Transfer`, an `Inspection` and the past counts in, a `Verdict` out. Pure; knows no HTTP library and no storage."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rules.decide import decide as decide
    from rules.policy import Policy as Policy
    from rules.policy import load as load

__all__ = ["Policy", "decide", "load"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that the words of `rules.model` and the command line do not cost pydantic's start-up.
    if name == "decide":
        from rules.decide import decide

        return decide
    if name in __all__:
        from rules import policy

        return getattr(policy, name)
    raise AttributeError(name)
