"""A document as a web page that needs no other file. Pure."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from workbench.charts.rendering import render
from workbench.exporting.cells import clean
from workbench.exporting.documents import Document, Figure, Text
from workbench.exporting.laying import Laid, caption_of, lay_out
from workbench.exporting.looks import DEFAULT, Look, Run, runs_of

# mso-number-format: a page opened in a spreadsheet keeps its texts as texts, so none runs as a formula.
STYLE = """
body {
  font: 16px/1.5 Georgia, "Times New Roman", serif; color: #1a1a1a; background: #fff;
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
}
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
.fact { color: #555; font-size: .875rem; margin: 0; }
table {
  border-collapse: collapse; width: 100%; margin: 2rem 0 .5rem; font-size: .9375rem;
  border-top: 1px solid #000; border-bottom: 1px solid #000;
}
caption { text-align: start; padding-bottom: .5rem; }
thead tr:last-child th { border-bottom: 1px solid #000; vertical-align: bottom; }
thead .group { border-bottom: 1px solid #000; text-align: center; }
figure { margin: 2rem 0 .5rem; }
figure img { max-width: 100%; height: auto; margin: .5rem 0; }
th, td {
  text-align: start; vertical-align: top; font-weight: normal; padding: .3rem .75rem .3rem 0;
  white-space: pre-line; unicode-bidi: plaintext; mso-number-format: "\\@";
}
.num { text-align: end; mso-number-format: General; font-variant-numeric: tabular-nums; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .25rem; }
.text { max-width: 44rem; margin: .5rem 0; }
ins { color: #0b5d1e; } del { color: #a11; }
.note { font-size: .875rem; margin: 0; }
@media print {
  body { margin: 0; max-width: none; } thead { display: table-header-group; } tr { break-inside: avoid; }
}
"""

FACES = {
    "apa": "",
    "jmir": "body { font-family: Arial, Helvetica, sans-serif; }\n",
    "plain": "body { font-family: Arial, Helvetica, sans-serif; }\n",
}


def write_html(document: Document, look: Look = DEFAULT) -> bytes:
    """Return the document as one self-contained page; every text in it is escaped."""
    levels = sorted({level for table in document.data_tables() for level in table.levels if level})
    indents = "".join(f".level-{level} {{ padding-inline-start: {1.25 * level}rem; }}\n" for level in levels)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(document.title)}</title>\n<style>{STYLE}{FACES[look.style]}{indents}</style>\n</head>\n<body>",
        f"<h1>{_text(document.title)}</h1>",
        *(f'<p class="fact">{_text(fact)}</p>' for fact in document.facts),
        *(html_text(text) for text in document.texts),
        *(
            html_figure(part, number, look) if isinstance(part, Figure) else html_table(lay_out(part, number, look))
            for number, part in document.numbered()
        ),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _text(text: str) -> str:
    return escape(clean(text))


def _runs(runs: list[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = _text(run.text)
    for wanted, tag in ((run.italic, "i"), (run.bold, "b"), (run.raised, "sup")):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    if run.mark:
        tag = {"gone": "del", "come": "ins", "open": "mark"}[run.mark]
        text = f"<{tag}>{text}</{tag}>"
    return text


def html_text(text: Text) -> str:
    """Return some paragraphs of prose under their heading."""
    head = f"<h2>{_text(text.heading)}</h2>\n" if text.heading else ""
    return head + "".join(f'<p class="text">{_runs(runs_of(paragraph))}</p>\n' for paragraph in text.paragraphs)


def html_table(laid: Laid, rows: int | None = None) -> str:
    """Return a table with its caption and notes; `rows` shows no more than the first of them."""
    if not laid.columns:
        return f"<p>{'<br>'.join(_runs(line) for line in laid.caption)}</p>\n{_notes(laid.notes)}"
    caption = "<br>".join(_runs(line) for line in laid.caption)
    body = "\n".join(_row(laid, index) for index in range(len(laid.rows[:rows])))
    return (
        f"<table>\n<caption>{caption}</caption>\n<thead>{_heads(laid)}</thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>\n{_notes(laid.notes)}"
    )


def _notes(notes: list[list[Run]]) -> str:
    return "".join(f'<p class="note">{_runs(note)}</p>\n' for note in notes)


def _heads(laid: Laid) -> str:
    lower = [
        f'<th scope="col"{_css(["num"] * column.numeric)}>{_runs(head)}</th>'
        for head, column in zip(laid.heads, laid.columns, strict=True)
    ]
    if not laid.groups:
        return f"<tr>{''.join(lower)}</tr>"
    upper = [
        f'<th scope="colgroup" colspan="{group.span}" class="group">{_runs(group.words)}</th>'
        if group.words
        else f'<td colspan="{group.span}"></td>'
        for group in laid.groups
    ]
    return f"<tr>{''.join(upper)}</tr>\n<tr>{''.join(lower)}</tr>"


def _row(laid: Laid, index: int) -> str:
    cells = []
    level = laid.level(index)
    for place, column in enumerate(laid.columns):
        classes = ["num"] * column.numeric + [f"level-{level}"] * (place == 0 and level > 0)
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{_css(classes)}>{_runs(laid.cell(index, place))}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _css(classes: list[str]) -> str:
    return f' class="{" ".join(classes)}"' if classes else ""


def html_figure(figure: Figure, number: int, look: Look) -> str:
    """Return a figure drawn in the page itself, with its title above and its notes below."""
    caption, notes = caption_of(figure, number, look)
    drawing = b64encode(render(figure.drawn(zero=look.zero), "svg")).decode()
    return (
        f"<figure>\n<figcaption>{'<br>'.join(_runs(line) for line in caption)}</figcaption>\n"
        f'<img src="data:image/svg+xml;base64,{drawing}" alt="{_text(figure.alt)}">\n'
        f"{_notes(notes)}</figure>\n"
    )
