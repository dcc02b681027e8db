"""A document as Markdown with pipe tables. Pure."""

from __future__ import annotations

from workbench.exporting.cells import clean
from workbench.exporting.documents import Document, Figure, Text
from workbench.exporting.laying import Laid, caption_of, lay_out
from workbench.exporting.looks import DEFAULT, Look, Run, runs_of


def write_md(document: Document, look: Look = DEFAULT) -> bytes:
    """Return the document as Markdown; a figure stands there in words, with the numbers behind it as a table."""
    parts = [f"# {_inline(document.title)}", *(_inline(fact) for fact in document.facts)]
    for text in document.texts:
        parts += _text(text)
    for number, part in document.numbered():
        parts += _figure(part, number, look) if isinstance(part, Figure) else _table(lay_out(part, number, look))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _text(text: Text) -> list[str]:
    head = [f"## {_inline(text.heading)}"] if text.heading else []
    return [*head, *(_runs(runs_of(paragraph)) for paragraph in text.paragraphs)]


def _table(laid: Laid) -> list[str]:
    caption = "<br>".join(_runs(line) for line in laid.caption)
    return [caption, _pipes(laid), *(_runs(note) for note in laid.notes)]


def _figure(figure: Figure, number: int, look: Look) -> list[str]:
    caption, notes = caption_of(figure, number, look)
    return ["<br>".join(_runs(line) for line in caption), _inline(figure.alt), *(_runs(note) for note in notes)]


def _pipes(laid: Laid) -> str:
    if not laid.columns:
        return ""
    above = [group.words for group in laid.groups for _ in range(group.span)] or [[] for _ in laid.heads]
    heads = [
        ": ".join(part for part in (_runs(upper), _runs(head)) if part)
        for upper, head in zip(above, laid.heads, strict=True)
    ]
    line = "|" + "|".join(" ---: " if column.numeric else " --- " for column in laid.columns) + "|"
    rows = []
    for index, row in enumerate(laid.rows):
        cells = [_runs(laid.cell(index, place)) for place in range(len(row))]
        cells[0] = "&emsp;" * laid.level(index) + cells[0]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([f"| {' | '.join(heads)} |", line, *rows])


def _runs(runs: list[Run]) -> str:
    return "".join(_run(run) for run in runs)


_MARKS = {"gone": "~~", "come": "**", "open": "**"}


def _run(run: Run) -> str:
    """Return letters with their marks; spaces at the ends stay outside, where Markdown wants them."""
    text = _inline(run.text)
    mark = _MARKS.get(run.mark) or ("**" if run.bold else "*" if run.italic else "")
    if run.raised:
        return f"<sup>{text}</sup>"
    if not mark or not text.strip():
        return text
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{start}{mark}{text.strip()}{mark}{end}"


def _inline(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line.

    >>> _inline("a|b\n*c* <script>")
    'a\\|b<br>\\*c\\* &lt;script>'
    """
    text = clean(text).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for mark in "|*_`[]#~":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "<br>").replace("\t", " ")
