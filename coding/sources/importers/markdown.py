"""Markdown transcripts: the text stays as it was written, its marks too, so that nothing moves."""

import re

from coding.sources.importers.text import decode
from coding.sources.importers.transcript import ParsedTranscript, recognise_turns

_MARKS = re.compile(r"^(?:#{1,6} |> |[-*+] |```)|\*\*\S|__\S|\]\(", re.MULTILINE)


def parse_markdown(name: str, data: bytes) -> ParsedTranscript:
    """Read Markdown as text; speakers in bold and times beside them are found like any others."""
    decoded = decode(data, name)
    marks = ["the marks of Markdown, such as **, stay in the text"] if _MARKS.search(decoded.text) else []
    return recognise_turns(decoded.text, [*decoded.assumed, *marks])
