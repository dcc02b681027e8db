"""What people write into an address is a key or nothing."""

import pytest

from tests.factories.themes import ThemeFactory
from workbench.web.numbers import key_in


@pytest.mark.parametrize(("text", "key"), [("12", 12), ("0", 0), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_key(text, key):
    assert key_in(text) == key


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", " 1", "²", "٣", "9" * 19])
def test_anything_else_is_none(text):
    assert key_in(text) is None


@pytest.mark.parametrize("odd", ["²", "9" * 30])
def test_no_page_stumbles_over_an_odd_number(study, client_of, odd):
    client, base = client_of(study.lead), f"/p/{study.slug}"
    theme = ThemeFactory(project=study.project)
    case = f"{base}/matrix/passages/?theme={theme.pk}&row"
    for address in (f"{base}/suggestions/?run", f"{base}/matrix/passages/?theme", f"{base}/history/?who", case):
        assert client.get(f"{address}={odd}").status_code in {200, 404}
    assert client.post(f"{base}/suggestions/merge/", {"suggestion": [odd, odd]}).status_code == 302
    numbers = {"source": odd, "start": odd, "end": odd}
    assert client.post(f"{base}/themes/{theme.pk}/quotations/", numbers).status_code == 422
