"""A changed policy is taken up at once, a faulty one never."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from rules.model import ConfigError
from rules.policy import Policy, load
from rules.watch import PolicyHolder
from tests.rules.made import NOTICE, write

EXCUSE = "id: e, when: {class: crm}, rules: r, reason: r, control: c, owner: o"


def test_reload(tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE)
    holder = PolicyHolder([tmp_path])
    first = holder.current
    assert not holder.changed()

    write(tmp_path, NOTICE + "staff: [a]\n")
    assert holder.changed()
    good = holder.reload()
    assert (good.ok, good.changed, good.digest) == (True, True, holder.current.digest)
    assert holder.current is not first
    assert holder.current.staff == ("a",)
    assert not holder.changed()

    path.write_bytes(b"mod: x\n\xff")
    second = holder.current
    bad = holder.reload()
    assert (bad.ok, bad.changed, bad.digest) == (False, False, second.digest)
    assert [str(f) for f in bad.faults] == [f"{path}:2: not UTF-8: save the file as UTF-8"]
    assert holder.current is second
    assert not holder.changed(), "a faulty file is read once, not at every look"

    path.unlink()
    assert holder.changed()
    assert not holder.reload().ok
    assert holder.current is second


def test_new_files_and_new_times_are_changes(tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE)
    holder = PolicyHolder([tmp_path])
    write(tmp_path, "staff: [b]\n", "more.yaml")
    assert holder.changed()
    assert holder.reload().changed
    os.utime(path, ns=(1, 1))
    assert holder.changed()
    again = holder.reload()
    assert again.ok
    assert not again.changed, "the same words are the same policy"


def test_files_that_are_being_written_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a file cuts it first: for a moment it is a policy without rules."""
    write(tmp_path, NOTICE)
    write(tmp_path, "staff: [a]\n", "site.yaml")
    holder = PolicyHolder([tmp_path])
    rest = ["staff: [b]\n"]

    def slowly_written(paths: Sequence[Path]) -> Policy:
        read = load(paths)
        if rest:
            write(tmp_path, rest.pop(), "site.yaml")
        return read

    monkeypatch.setattr("rules.watch.load", slowly_written)
    write(tmp_path, "", "site.yaml")
    assert holder.reload().ok
    assert holder.current.staff == ("b",)
    assert not holder.changed()


def test_a_faulty_policy_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        PolicyHolder([tmp_path])


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("mode: monitor\nmonitor_until: 9999-12-31\n", id="monitor"),
        pytest.param(f"exceptions: [{{{EXCUSE}, expires: 9999-12-31}}]\n", id="exception"),
        pytest.param("holidays: {closed: 9999-12-31}\n", id="holiday"),
    ],
)
def test_a_day_that_has_no_next_one_is_a_fault_of_the_file(tmp_path: Path, said: str) -> None:
    write(tmp_path, NOTICE)
    holder = PolicyHolder([tmp_path])
    write(tmp_path, NOTICE + "rules: [{id: r, action: alert, when: {class: crm}}]\n" + said)
    assert [("no time that can be meant" in fault.message, fault.line > 2) for fault in holder.reload().faults] == [(True, True)]
