"""What is written about the settings is what the settings take."""

from proxy.settings import Settings
from proxy.settings_text import commented, table
from rules.yaml_source import parse, validate


def test_the_file_as_written_sets_nothing() -> None:
    assert validate(Settings, parse(commented(), "sekimori.yaml")) == Settings()


def test_every_line_can_be_used_as_it_stands() -> None:
    lines = [line for line in commented().splitlines() if line.startswith("#  ") or not line.startswith("# ")]
    settings = validate(Settings, parse("\n".join(line.removeprefix("#") for line in lines), "sekimori.yaml"))
    assert settings.tls
    assert settings.identity.header
    assert settings.limits == Settings().limits
    assert settings.model_fields_set == set(Settings.model_fields)


def test_the_table_names_every_setting() -> None:
    rows = table()
    for name in ("`listen`", "`identity.header.from`", "`limits.max_ratio`", "`webhook`"):
        assert f"| {name} |" in rows
