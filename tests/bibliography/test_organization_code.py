"""The code of whoever describes: what can be one."""

from __future__ import annotations

import pytest

from publod.errors import SettingsError
from publod.setting_sources import from_environment

NAME = "PUBLOD_ORGANIZATION_CODE"


@pytest.mark.parametrize("code", ["S", "SE-S", "DE-101", "OCoLC", "US-DLC:x/y", "O" * 16])
def test_an_isil_or_a_marc_organisation_code(code: str) -> None:
    assert from_environment({NAME: code}).organization_code == code


@pytest.mark.parametrize(
    "code", ["KB Sverige", "-S", "SE-Ö", "S\n", "a" * 17, "S<", "https://x.se"]
)
def test_what_can_be_no_code(code: str) -> None:
    with pytest.raises(SettingsError, match=f"{NAME} cannot be"):
        from_environment({NAME: code})


def test_the_code_of_swepub_is_another_setting() -> None:
    settings = from_environment({NAME: "SE-Xx", "PUBLOD_SWEPUB_CODE": "xx"})
    assert (settings.organization_code, settings.swepub_code) == ("SE-Xx", "xx")
    assert from_environment({NAME: "SE-Xx"}).swepub_code is None
    with pytest.raises(SettingsError, match="PUBLOD_SWEPUB_CODE cannot be"):
        from_environment({"PUBLOD_SWEPUB_CODE": "a code"})


def test_none_is_assumed() -> None:
    assert from_environment({}).organization_code is None
    assert from_environment({NAME: ""}).organization_code is None
