"""The settings of the stack refuse what cannot be used, by the variable's name."""

import pytest

from churnvision.local.errors import SettingInvalid
from churnvision.local.settings import read_settings


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "80.5", "٣٠٠٠"])
def test_a_port_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingInvalid, match="CHURNVISION_WEB_PORT"):
        read_settings({"CHURNVISION_WEB_PORT": value})


def test_page_and_api_need_different_ports() -> None:
    with pytest.raises(SettingInvalid, match="both 8000"):
        read_settings({"CHURNVISION_WEB_PORT": "8000"})


def test_an_external_database_needs_both_roles() -> None:
    with pytest.raises(SettingInvalid, match="CHURNVISION_DATABASE__OWNER_URL"):
        read_settings({"CHURNVISION_DATABASE__URL": "postgresql://app@db/churnvision"})


def test_an_empty_variable_counts_as_unset() -> None:
    settings = read_settings({"CHURNVISION_WEB_PORT": "", "CHURNVISION_VAR": ""})
    assert settings.web_port == 3000
    assert settings.layout.var.name == "var"
    assert settings.layout.var.is_absolute()


@pytest.mark.parametrize("value", ["0", "-3", "soon", "nan", "inf"])
def test_a_patience_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingInvalid, match="CHURNVISION_SUPERVISOR__HUNG_AFTER_SECONDS"):
        read_settings({"CHURNVISION_SUPERVISOR__HUNG_AFTER_SECONDS": value})
