"""Memos as Markdown: what is shown, and what never is."""

from __future__ import annotations

import pytest

from coding.codings.memo_links import escaped, linked_codings, linked_sources, without_words
from coding.codings.memo_markdown import as_html, as_text, targets

ONE = "11111111-1111-1111-1111-111111111111"
TWO = "22222222-2222-2222-2222-222222222222"


def test_paragraphs_lists_and_emphasis_are_shown() -> None:
    assert as_html("A *thought*\nof two lines\n\n- one\n- **two**", {}) == (
        "<p>A <em>thought</em><br />\nof two lines</p>\n<ul>\n<li>one</li>\n<li><strong>two</strong></li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>", "a <b onclick='x()'>b</b>", "<img src=x onerror=alert(1)>", "<!-- hidden -->",
        "![a picture](https://example.org/x.png)", "<iframe src='//evil.example'></iframe>",
    ],
)  # fmt: skip
def test_html_and_images_are_words_like_others(body: str) -> None:
    html = as_html(body, {})
    assert not any(f"<{tag}" in html for tag in ("script", "b ", "img", "iframe", "!--"))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "//evil.example", "/\\evil.example", "ftp://example.org", "relative/page", "java&#115;cript:alert(1)",
    ],
)  # fmt: skip
def test_links_lead_nowhere_else(address: str) -> None:
    html = as_html(f"[here]({address}) <{address}>", {})
    assert "href" not in html or 'href="/%5Cevil' in html


@pytest.mark.parametrize("address", ["https://example.org/a?b=1", "http://example.org", "mailto:ana@example.org"])
def test_links_to_the_web_and_to_mail_tell_nobody_where_they_come_from(address: str) -> None:
    assert f'<a href="{address}" rel="noopener noreferrer nofollow">' in as_html(f"[here]({address})", {})


def test_links_within_the_site_are_links() -> None:
    assert as_html("[here](/p/study/)", {}) == '<p><a href="/p/study/">here</a></p>\n'


def test_links_to_the_study_lead_to_its_pages_or_are_no_links() -> None:
    body = f"[one](coding:{ONE}), [two](code:12), [three](source:3#40-50)"
    assert targets(body) == {f"coding:{ONE}", "code:12", "source:3#40-50"}
    html = as_html(body, {"code:12": "/code/", "source:3#40-50": "/text/"})
    assert '<span class="memo-lost">one</span>' in html
    assert '<a href="/code/" class="memo-code">two</a>' in html
    assert '<a href="/text/" class="memo-source">three</a>' in html


def test_headings_are_no_headings_of_the_page() -> None:
    assert as_html("# Loud", {}) == '<p class="memo-heading">Loud</p>\n'


def test_plain_text_has_the_words_without_the_marks() -> None:
    assert (
        as_text("# Title\n\nA *thought*\nand [more](code:1)\n\n- one\n- two") == "Title\nA thought\nand more\none\ntwo"
    )


def test_the_words_of_a_hidden_coding_are_replaced_and_no_others() -> None:
    body = f"First [they \\] said](coding:{ONE}) then [others](coding:{TWO.upper()})."
    assert linked_codings(body) == {ONE, TWO}
    assert without_words(body, {ONE}, "…") == f"First … then [others](coding:{TWO.upper()})."
    assert without_words(body, {ONE, TWO}, "…") == "First … then …."
    assert without_words(body, set(), "…") == body


def test_where_the_words_cannot_be_told_apart_the_whole_memo_is_hidden() -> None:
    assert without_words(f"[said][1]\n\n[1]: coding:{ONE}", {ONE}, "…") == "…"
    assert without_words(f'[said](coding:{ONE} "a title")', {ONE}, "…") == "…"


def test_words_with_brackets_can_be_linked() -> None:
    words = "they [laughs] said *no* `x` <b> \\"
    body = f"[{escaped(words)}](coding:{ONE})"
    assert as_text(body) == words
    assert without_words(body, {ONE}, "…") == "…"


def test_sources_that_a_memo_links_to() -> None:
    assert linked_sources("[a](source:3#4-9) and [b](source:12)") == {3, 12}
