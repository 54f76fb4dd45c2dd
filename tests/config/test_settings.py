"""Settings come from the environment; what is wrong with them is said all at once."""

from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, beneath

SECRETS = {"SHAODAO_SECRET_KEY": "s" * 40, "SHAODAO_PARTY_KEY": "p" * 40}


def read(**said):
    named = {f"SHAODAO_{name.upper()}": value for name, value in said.items()}
    return Settings.from_environment(SECRETS | named)


def test_with_its_secrets_an_installation_has_all_it_needs():
    settings = read()

    assert settings.secret_key == "s" * 40
    assert not settings.demo
    assert settings.database_url.startswith("sqlite:///")


def test_both_missing_secrets_are_named_at_once():
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({})

    assert str(refused.value) == "缺少 SHAODAO_SECRET_KEY；缺少 SHAODAO_PARTY_KEY"


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_one_missing_secret_is_named_alone(name):
    some = {key: value for key, value in SECRETS.items() if key != name}

    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(some)

    assert str(refused.value) == f"缺少 {name}"


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_an_empty_secret_is_a_missing_one(name):
    with pytest.raises(SettingsError, match=f"缺少 {name}"):
        Settings.from_environment({**SECRETS, name: ""})


@pytest.mark.parametrize(
    ("name", "text"),
    [("upload_mb", "many"), ("demo", "perhaps"), ("session_minutes", ""), ("proxies", "1.5")],
)
def test_an_unreadable_setting_is_named_with_what_it_said(name, text):
    with pytest.raises(SettingsError) as refused:
        read(**{name: text})

    assert str(refused.value) == f"SHAODAO_{name.upper()} 无法读取：{text!r}"


def test_unreadable_and_missing_settings_are_named_together():
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"SHAODAO_DEMO": "?", "SHAODAO_PARTY_KEY": "p"})

    assert "SHAODAO_DEMO" in str(refused.value)
    assert "缺少 SHAODAO_SECRET_KEY" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("1", True), ("true", True), ("YES", True), ("0", False), ("False", False), ("no", False)],
)
def test_yes_and_no_are_said_in_several_ways(text, meant):
    assert read(demo=text).demo is meant


def test_settings_have_the_type_they_are_declared_with():
    settings = read(upload_mb="5", files_dir="/var/files", base_url="https://shaodao.example")

    assert (settings.upload_mb, settings.files_dir) == (5, Path("/var/files"))
    assert settings.base_url == "https://shaodao.example"


def test_other_names_in_the_environment_are_left_alone():
    assert Settings.from_environment(SECRETS | {"PATH": "/bin", "SHAODAO_X": "1"}) == read()


def test_settings_do_not_change():
    with pytest.raises(AttributeError):
        read().demo = True  # type: ignore[misc]


def test_what_was_written_down_stands_beneath_the_environment(tmp_path):
    written = tmp_path / "secrets.env"
    written.write_text("SHAODAO_SECRET_KEY=a=b\nSHAODAO_DEMO=1\nPATH=/nowhere\n")

    found = beneath({"SHAODAO_DEMO": "0", "HOME": "/"}, written)

    assert found == {"SHAODAO_SECRET_KEY": "a=b", "SHAODAO_DEMO": "0", "HOME": "/"}


def test_without_anything_written_down_the_environment_is_all(tmp_path):
    assert beneath({"HOME": "/"}, tmp_path / "secrets.env") == {"HOME": "/"}
