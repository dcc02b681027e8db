"""Which sheet of a workbook is read, and what is said of the others."""

from dataclasses import dataclass

from coding.sources.importers.problems import ImportProblem


@dataclass
class Sheet:
    """`part` is where in the archive it is kept, if it has a part of its own."""

    title: str
    hidden: bool = False
    part: str = ""


def visible_titles(sheets: list[Sheet]) -> list[str]:
    """The titles of the sheets that a person sees; of all where everything is hidden."""
    return [sheet.title for sheet in sheets if not sheet.hidden] or [sheet.title for sheet in sheets]


def choose_sheet(sheets: list[Sheet], name: str, wanted: str | None) -> tuple[int, list[str]]:
    """The position of the sheet of that title, or of the first one that is seen; and what to say of the others.

    Raises ImportProblem where there is none.
    """
    titles = visible_titles(sheets)
    if not sheets:
        raise ImportProblem("this workbook has no sheet with cells.", remedy="Upload one that has.", file=name)
    title = titles[0] if wanted is None else wanted
    if title not in [sheet.title for sheet in sheets]:
        raise ImportProblem(f'there is no sheet "{title}".', remedy=f"It has: {', '.join(titles)}.", file=name)
    others = [other for other in titles if other != title]
    said = [f"only the sheet “{title}” was read; the workbook also has {', '.join(others)}"] if others else []
    return [sheet.title for sheet in sheets].index(title), said
