"""A document as a web page that needs no other file, or as LaTeX. Pure."""

from __future__ import annotations

import re
from html import escape

from workbench.exporting.cells import clean, printed, shown, slug_of
from workbench.exporting.documents import Column, Document, Table

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
caption b { display: block; }
thead th { border-bottom: 1px solid #000; }
th, td {
  text-align: start; vertical-align: top; font-weight: normal; padding: .3rem .75rem .3rem 0;
  white-space: pre-line; unicode-bidi: plaintext; mso-number-format: "\\@";
}
.num { text-align: end; mso-number-format: General; font-variant-numeric: tabular-nums; }
.note { font-size: .875rem; margin: 0; }
@media print {
  body { margin: 0; max-width: none; } thead { display: table-header-group; } tr { break-inside: avoid; }
}
"""


def write_html(document: Document) -> bytes:
    """Return the document as one self-contained page; every text in it is escaped."""
    levels = sorted({level for table in document.tables for level in table.levels if level})
    indents = "".join(f".level-{level} {{ padding-inline-start: {1.25 * level}rem; }}\n" for level in levels)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(document.title)}</title>\n<style>{STYLE}{indents}</style>\n</head>\n<body>",
        f"<h1>{_text(document.title)}</h1>",
        *(f'<p class="fact">{_text(fact)}</p>' for fact in document.facts),
        *(_html_table(table.for_reading(), number) for number, table in enumerate(document.tables, start=1)),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _text(text: str) -> str:
    return escape(clean(text))


def _html_table(table: Table, number: int) -> str:
    head = "".join(
        f'<th scope="col"{_css(["num"] if column.numeric else [])}>{_text(column.title)}</th>'
        for column in table.columns
    )
    rows = "\n".join(_html_row(table, index) for index in range(len(table.rows)))
    notes = "".join(
        f'<p class="note">{"<i>Note.</i> " if index == 0 else ""}{_text(note)}</p>\n'
        for index, note in enumerate(table.notes)
    )
    caption = f"<caption><b>Table {number}</b> <i>{_text(table.title)}</i></caption>"
    return f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n{notes}"


def _html_row(table: Table, index: int) -> str:
    cells = []
    level = table.level(index)
    for place, (cell, column) in enumerate(zip(table.rows[index], table.columns, strict=True)):
        classes = ["num"] * column.numeric + [f"level-{level}"] * (place == 0 and level > 0)
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{_css(classes)}>{_text(shown(cell, column))}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _css(classes: list[str]) -> str:
    return f' class="{" ".join(classes)}"' if classes else ""


# --- LaTeX -----------------------------------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
    "\n": r"\newline ",
    # After the end of a row these two would be read as its options.
    "[": "{[}",
    "*": "{*}",
    "−": "$-$",
}
_TEX_MARKS = re.compile("|".join(re.escape(mark) for mark in _TEX))


def write_tex(document: Document) -> bytes:
    """Return the tables to be taken in with \\input; what the preamble needs is said in a comment on top."""
    packages = "array, booktabs, longtable" + (", pdflscape" if document.landscape else "")
    lines = [f"% {_comment(document.title)}", *(f"% {_comment(fact)}" for fact in document.facts)]
    lines += [f"% In the preamble: \\usepackage{{{packages}}}; text is UTF-8.", ""]
    if document.landscape:
        lines.append(r"\begin{landscape}")
    for table in document.tables:
        lines += _tex_table(table.for_reading())
    if document.landscape:
        lines.append(r"\end{landscape}")
    return ("\n".join(lines) + "\n").encode()


def tex(text: str) -> str:
    r"""Return a text that LaTeX sets as it is.

    >>> tex("50 % of A&B_c\n{x}")
    '50 \\% of A\\&B\\_c\\newline \\{x\\}'
    """
    return _TEX_MARKS.sub(lambda found: _TEX[found.group()], clean(text))


def _comment(text: str) -> str:
    return " ".join(clean(text).split())


def _tex_table(table: Table) -> list[str]:
    count = len(table.columns)
    if not count:
        return []
    head = " & ".join(tex(column.title) for column in table.columns) + r" \\"
    lines = [
        rf"\begin{{longtable}}{{{_tex_columns(table.columns)}}}",
        rf"\caption{{{tex(table.title)}}}\label{{tab:{slug_of(table.title)}}} \\",
        rf"\toprule {head} \midrule \endfirsthead",
        rf"\toprule {head} \midrule \endhead",
        r"\bottomrule \endfoot",
    ]
    for index, row in enumerate(table.rows):
        cells = [tex(printed(cell, column)) for cell, column in zip(row, table.columns, strict=True)]
        if level := table.level(index):
            cells[0] = rf"\hspace*{{{level}em}}{cells[0]}"
        lines.append(" & ".join(cells) + r" \\")
    lines.append(r"\end{longtable}")
    if table.notes:
        notes = r" \par ".join(tex(note) for note in table.notes)
        lines.append(rf"\noindent{{\footnotesize\textit{{Note.}} {notes}\par}}")
    return [*lines, ""]


def _tex_columns(columns: list[Column]) -> str:
    """Share the line among the columns of text; numbers take what they need, at least a fixed small part."""
    words = [column for column in columns if not column.numeric]
    room = max(0.3, 0.96 - 0.09 * (len(columns) - len(words)) - 0.02 * len(words))
    whole = sum(column.width for column in words) or 1
    return "".join(
        "r" if column.numeric else rf">{{\raggedright\arraybackslash}}p{{{room * column.width / whole:.3f}\linewidth}}"
        for column in columns
    )
