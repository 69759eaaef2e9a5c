"""What text becomes before it reaches a terminal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.text import escape_json, is_unsafe


@pytest.mark.parametrize(
    ("character", "escape"),
    [("\x7f", "\\u007f"), ("\x9b", "\\u009b"), ("\u202e", "\\u202e"), ("\U000e0001", "\\udb40\\udc01")],
)
def test_what_acts_on_a_terminal_is_an_escape_in_json(character: str, escape: str) -> None:
    text = json.dumps({"path": f"ü{character}"}, ensure_ascii=False, indent=2)
    assert escape_json(text) == f'{{\n  "path": "ü{escape}"\n}}'


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_the_values_stay_the_same(value: object) -> None:
    text = escape_json(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(text) == value
    assert not any(map(is_unsafe, set(text) - {"\n"}))
