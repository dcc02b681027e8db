"""Memos are Markdown: as a page shows them, and as plain text. Pure.

No HTML, no images; links lead to the web, to mail, to this site, or to a coding, code or source of the study.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

OWN = re.compile(r"(coding:[0-9a-fA-F-]{36}|code:\d+|source:\d+(#\d+-\d+)?)\Z")
# A second slash, or a backslash that browsers take for one, would lead to another site.
INTERNAL = re.compile(r"/(?![/\\])[^\\\s]*\Z")
WEB = re.compile(r"(https?://|mailto:)[^\s\\]+\Z", re.IGNORECASE)


def allowed(address: str) -> bool:
    """Say whether a memo may link there."""
    return any(pattern.match(address) for pattern in (OWN, INTERNAL, WEB))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    reader.disable(["image", "html_block", "html_inline"])
    reader.validateLink = allowed
    return reader


def targets(body: str) -> set[str]:
    """Return what of the study a memo links to, such as "code:12"."""
    links = (token for token in _flat(_reader().parse(body)) if token.type == "link_open")
    return {href.lower() for token in links if OWN.match(href := str(token.attrGet("href")))}


def as_html(body: str, addresses: Mapping[str, str]) -> str:
    """Return a memo as HTML; a link to something of the study that has no address is no link."""
    tokens = _reader().parse(body)
    for token in _flat(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"  # the headings of a page are the page's
            if token.nesting == 1:
                token.attrSet("class", "memo-heading")
    for token in tokens:
        _lead(token.children or [], addresses)
    return _reader().renderer.render(tokens, _reader().options, {})


def _lead(tokens: Sequence[Token], addresses: Mapping[str, str]) -> None:
    """Give each link its address on the site."""
    lost: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            href = str(token.attrGet("href"))
            address = addresses.get(href.lower()) if OWN.match(href) else href
            lost.append(address is None)
            if address is None:
                token.tag, token.attrs = "span", {"class": "memo-lost"}
            elif address != href:
                token.attrs = {"href": address, "class": f"memo-{href.partition(':')[0]}"}
            elif WEB.match(href):
                token.attrSet("rel", "noopener noreferrer nofollow")
        elif token.type == "link_close" and lost.pop():
            token.tag = "span"


def as_text(body: str) -> str:
    """Return a memo without its Markdown: a line for each paragraph or item."""
    lines: list[str] = []
    for token in _reader().parse(body):
        if token.type == "inline":
            lines.append("".join(_words(token.children or [])))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.rstrip("\n"))
    return "\n".join(lines)


def _words(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        yield "\n" if token.type in {"softbreak", "hardbreak"} else token.content


def _flat(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])
