"""What people write into an address is a key or nothing."""

import pytest

from workbench.web.numbers import key_in


@pytest.mark.parametrize(("text", "key"), [("12", 12), ("0", 0), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_key(text, key):
    assert key_in(text) == key


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", " 1", "²", "٣", "9" * 19])
def test_anything_else_is_none(text):
    assert key_in(text) is None
