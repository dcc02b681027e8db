"""Web pages as transcripts: what a reader would see of them, a line for each block."""

import re

from lxml import etree

from coding.sources.importers.characters import mend_surrogates, normalise_newlines
from coding.sources.importers.guards import damaged, kind_of, refuse_big, refuse_empty
from coding.sources.importers.html_text import PageText
from coding.sources.importers.lines import sentences, to_transcript
from coding.sources.importers.text import MARKS, decode_bytes
from coding.sources.importers.transcript import ParsedTranscript

_HEAD = 4_096
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([a-z0-9_\-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]+encoding\s*=\s*[\"']([a-z0-9_\-]+)", re.IGNORECASE)
# What browsers read under these names.
_READ_AS = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_READ_AS |= {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949"}
_READ_AS |= {"ks_c_5601-1987": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_READ_AS |= {"iso-8859-9": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874", "windows-31j": "cp932"}


def parse_html(name: str, data: bytes) -> ParsedTranscript:
    """Read a web page; scripts, styles and what is hidden are left out and said. Nothing in it is carried out."""
    refuse_big(len(data), name)
    refuse_empty(data, name)
    if kind_of(data):
        raise damaged(name, "HTML", data)
    source, assumed = _decoded(name, data)
    page = PageText(name)
    # A parser that reports what it meets builds no tree, so depth and size cost nothing.
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(mend_surrogates(source).encode("utf-8"))
        parser.close()
    except (etree.LxmlError, ValueError) as error:
        raise damaged(name, "HTML") from error
    return to_transcript(page.lines, [*assumed, *sentences(page.seen)])


def _decoded(name: str, data: bytes) -> tuple[str, list[str]]:
    """The source by its mark, by what it declares if its bytes agree, or else as any text is found out."""
    declared = _DECLARED.search(data[:_HEAD]) or _XML.search(data[:_HEAD])
    label = declared[1].decode("ascii").lower() if declared else ""
    assumed = [] if label in {"utf-8", "utf8"} else [f"read as {label}, as the page says"]
    marked = data.startswith(tuple(mark for mark, _, _ in MARKS))
    try:
        source = data.decode(_READ_AS.get(label, label)) if label and not marked else None
    except (UnicodeDecodeError, LookupError):
        source = None
    if source is None:
        decoded = decode_bytes(data, name)
        source, assumed = decoded.text, decoded.assumed
    # The parser would stop at NUL; another control character goes through and is counted with the rest.
    return normalise_newlines(source).replace("\x00", "\x01"), assumed
