r"""A document as LaTeX tables with booktabs rules, to be taken in with \input. Pure."""

from __future__ import annotations

import re

from workbench.exporting.cells import clean, slug_of
from workbench.exporting.documents import Changed, Document, Figure, Text
from workbench.exporting.fitting import longest_word
from workbench.exporting.laying import Laid, caption_of, lay_out
from workbench.exporting.looks import APA, DEFAULT, Look, Run, runs_of

_CAPITALS = ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"]
_SMALL = [
    *("alpha", "beta", "gamma", "delta", "varepsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "varphi", "chi", "psi", "omega"),
]
_SIGNS = [
    *("leq", "geq", "neq", "times", "approx", "sum", "surd", "cap", "cup", "in", "infty", "subseteq", "emptyset"),
    "rightarrow",
]
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
    "]": "{]}",
    "*": "{*}",
    "−": "$-$",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    # Letters and signs of names and formulas, which pdfLaTeX knows in mathematics alone.
    **{letter: f"$\\{name}$" for letter, name in zip("ΓΔΘΛΞΠΣΦΨΩ", _CAPITALS, strict=True)},
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
    **{letter: f"$\\{name}$" for letter, name in zip("αβγδεζηθικλμνξπρστυφχψω", _SMALL, strict=True)},
    **{sign: f"$\\{name}$" for sign, name in zip("≤≥≠×≈∑√∩∪∈∞⊆∅→", _SIGNS, strict=True)},
    **{sign: f"$_{{{number}}}$" for number, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}
_TEX_MARKS = re.compile("|".join(re.escape(mark) for mark in _TEX))


def write_tex(document: Document, look: Look = DEFAULT) -> bytes:
    """Return the tables to be taken in with \\input; what the preamble needs is said in a comment on top."""
    packages = ["array", "booktabs", "caption", "longtable", *(["pdflscape"] if document.landscape else [])]
    lines = [f"% {_comment(document.title)}", *(f"% {_comment(fact)}" for fact in document.facts)]
    lines += [
        rf"% In the preamble: \usepackage[T1]{{fontenc}} \usepackage{{{', '.join(packages)}}}; text is UTF-8,",
        "% and scripts other than Latin want LuaLaTeX or XeLaTeX with a font that has them.",
        "",
    ]
    if any(isinstance(cell, Changed) for table in document.tables for row in table.rows for cell in row):
        lines.insert(-1, r"% What was taken out and put in is marked with \usepackage[normalem]{ulem}.")
    body: list[str] = []
    for text in document.texts:
        body += _text(text)
    for number, part in document.numbered():
        if isinstance(part, Figure):
            body += _figure(part, number, look)
        else:
            body += _table(lay_out(part, number, look), part.title, look, landscape=document.landscape)
    if document.landscape:
        body = [r"\begin{landscape}", *body, r"\end{landscape}"]
    return ("\n".join([*lines, *body]) + "\n").encode()


def tex(text: str) -> str:
    r"""Return a text that LaTeX sets as it is.

    >>> tex("50 % of A&B_c\n{x}")
    '50 \\% of A\\&B\\_c\\newline \\{x\\}'
    """
    return _TEX_MARKS.sub(lambda found: _TEX[found.group()], clean(text))


def _text(text: Text) -> list[str]:
    head = [rf"\section*{{{tex(text.heading)}}}"] if text.heading else []
    return [*head, *(line for paragraph in text.paragraphs for line in (_runs(runs_of(paragraph)), ""))]


def _comment(text: str) -> str:
    return " ".join(clean(text).split())


def _runs(runs: list[Run]) -> str:
    return "".join(_run(run) for run in runs)


_COMMANDS = {"gone": "sout", "come": "uline", "open": "textbf"}


def _run(run: Run) -> str:
    text = tex(run.text.replace("\n", " ") if run.mark else run.text)
    if run.mark:
        text = rf"\{_COMMANDS[run.mark]}{{{text}}}"
    for wanted, command in ((run.italic, "textit"), (run.bold, "textbf"), (run.raised, "textsuperscript")):
        text = rf"\{command}{{{text}}}" if wanted else text
    return text


def _caption_setup(look: Look) -> str:
    """Say how \\caption sets number and title: LaTeX counts on where the manuscript is."""
    if look.style == APA:
        return r"\captionsetup{labelfont=bf,textfont=it,labelsep=newline,singlelinecheck=off,justification=raggedright}"
    separator = "period" if look.style == "jmir" else "colon"
    return rf"\captionsetup{{labelfont=bf,labelsep={separator},singlelinecheck=off,justification=raggedright}}"


def _title(caption: list[list[Run]]) -> str:
    """The title without its number, which LaTeX sets itself, and without the italics that \\captionsetup gives."""
    [*_, last] = caption
    runs = last if len(caption) > 1 else last[1:]
    return _runs([Run(run.text, raised=run.raised) for run in runs])


def _table(laid: Laid, title: str, look: Look, *, landscape: bool) -> list[str]:
    if not laid.columns:
        return []
    head = _heads(laid)
    lines = [
        "{" + (r"\footnotesize" if len(laid.columns) > MANY else "") + _caption_setup(look),
        rf"\begin{{longtable}}{{{_layout(laid, landscape=landscape)}}}",
        rf"\caption{{{_title(laid.caption)}}}\label{{tab:{slug_of(title)}}} \\",
        rf"\toprule {head} \midrule \endfirsthead",
        rf"\toprule {head} \midrule \endhead",
        r"\bottomrule \endfoot",
    ]
    for index, row in enumerate(laid.rows):
        cells = [_runs(laid.cell(index, place)) for place in range(len(row))]
        if level := laid.level(index):
            cells[0] = rf"\hspace*{{{level}em}}{cells[0]}"
        lines.append(" & ".join(cells) + r" \\")
    lines.append(r"\end{longtable}")
    lines += _notes(laid.notes)
    return [*lines, "}", ""]


def _notes(notes: list[list[Run]]) -> list[str]:
    if not notes:
        return []
    text = r" \par ".join(_runs(note) for note in notes)
    return [rf"\noindent{{\footnotesize {text}\par}}"]


def _heads(laid: Laid) -> str:
    line = " & ".join(_runs(head) for head in laid.heads) + r" \\"
    if not laid.groups:
        return line
    upper, rules, place = [], [], 1
    for group in laid.groups:
        text = _runs(group.words)
        upper.append(rf"\multicolumn{{{group.span}}}{{c}}{{{text}}}" if text else "& " * (group.span - 1))
        if text:
            rules.append(rf"\cmidrule(lr){{{place}-{place + group.span - 1}}}")
        place += group.span
    return f"{' & '.join(upper)} \\\\ {' '.join(rules)} {line}"


def _figure(figure: Figure, number: int, look: Look) -> list[str]:
    """The drawing is a file of its own; the lines that take it in wait for its name."""
    caption, notes = caption_of(figure, number, look)
    name = slug_of(figure.title)
    return [
        f"% {_comment(figure.alt)}",
        r"\begin{figure}[htbp]" + _caption_setup(look),
        rf"\caption{{{_title(caption)}}}\label{{fig:{name}}}",
        rf"% \includegraphics[width=\linewidth]{{{name}.pdf}}",
        *_notes(notes),
        r"\end{figure}",
        "",
    ]


LETTER, LONGEST = 0.0155, 24
"""Part of an upright line that a letter takes; and the most letters of a number, which is not broken."""
GAP = 0.036
"""Part of an upright line between two columns."""
ON_ITS_SIDE = 0.65
"""How much less of the line everything takes on a page on its side."""
FOOTNOTE = 0.8
"""How much smaller the letters of a table are that has more than MANY columns."""
MANY = 6


def _layout(laid: Laid, *, landscape: bool) -> str:
    """Give columns of numbers what their longest number needs, and share the rest of the line among the others."""
    columns = laid.columns
    unit = (ON_ITS_SIDE if landscape else 1.0) * (FOOTNOTE if len(columns) > MANY else 1.0)
    needs = {place: unit * LETTER * _letters(laid, place) for place, column in enumerate(columns) if column.numeric}
    room = 1 - GAP * (ON_ITS_SIDE if landscape else 1.0) * len(columns)
    # Text has at least three tenths of the line.
    scale = min(1.0, (room - (0.3 if len(needs) < len(columns) else 0)) / sum(needs.values())) if needs else 1.0
    rest = room - scale * sum(needs.values())
    whole = sum(column.width for column in columns if not column.numeric) or 1
    return "".join(
        rf">{{\raggedleft\arraybackslash}}p{{{scale * needs[place]:.3f}\linewidth}}"
        if place in needs
        # The first word of a cell is divided only after something, be it nothing.
        else rf">{{\raggedright\arraybackslash\hspace{{0pt}}}}p{{{rest * column.width / whole:.3f}\linewidth}}"
        for place, column in enumerate(columns)
    )


def _letters(laid: Laid, place: int) -> int:
    head = "".join(run.text for run in laid.heads[place])
    longest = max((len(row[place]) for row in laid.rows), default=0)
    return max(4, min(LONGEST, longest), longest_word([head]))
