from io import StringIO

import pytest
from rich.console import Console

from ledger.sections import Section, as_markdown, as_terminal

PAGE = (
    Section(title="数", text="説明", columns=("名前", "件数"), rows=(("a|b", "1,200"), ("c", "3"))),
    Section(title="空", text="ありません。"),
)


def test_a_page_in_markdown() -> None:
    assert as_markdown("題", PAGE) == (
        "# 題\n\n## 数\n\n説明\n\n| 名前 | 件数 |\n| --- | ---: |\n| a\\|b | 1,200 |\n| c | 3 |\n\n## 空\n\nありません。\n"
    )


def test_a_line_stays_a_line_in_markdown() -> None:
    assert "| a<br>b |" in as_markdown("題", [Section(title="x", columns=("y",), rows=(("a\nb",),))])


@pytest.mark.parametrize("shown", ["題", "説明", "a|b", "1,200", "ありません。"])
def test_a_page_on_a_terminal(shown: str) -> None:
    console = Console(file=StringIO(), width=100)
    console.print(as_terminal("題", PAGE))
    assert shown in console.file.getvalue()  # type: ignore[attr-defined]
