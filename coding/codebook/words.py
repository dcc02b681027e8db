"""What the table of the codebook says while somebody types, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from coding.codebook.forms import HUES
from coding.codebook.tree import Node


def table_columns() -> list[dict[str, str]]:
    """Return the columns that are edited, in their order."""
    return [
        {"id": "name", "name": _("Name"), "kind": "text"},
        {"id": "parent", "name": _("Below"), "kind": "choice"},
        {"id": "color", "name": _("Colour"), "kind": "choice"},
        {"id": "definition", "name": _("Definition"), "kind": "long"},
        {"id": "include", "name": _("When to use"), "kind": "long"},
        {"id": "exclude", "name": _("When not to use"), "kind": "long"},
        {"id": "example", "name": _("Example"), "kind": "long"},
    ]


def table_data(nodes: list[Node]) -> dict[str, Any]:
    """Return what static/js/coding/codebook_table.js needs: columns, what may be chosen in them, and its words."""
    choices = {"parent": [node.path for node in nodes], "color": [str(hue) for hue in HUES]}
    return {"columns": table_columns(), "choices": choices, "words": _table_words()}


def _table_words() -> dict[str, str]:
    return {
        "cell": _("{variable} of {case}"),
        "saving": _("Saving…"),
        "saved": _("All saved"),
        "notSaved": _("Not saved: {count}"),
        "waiting": _("The site cannot be reached. Your changes wait here."),
        "refused": _("The site refused this ({status})."),
        "signedOut": _("You were signed out. Sign in again in another tab; your changes wait here."),
        "first": _("Some cells of the table are not saved. Correct them or take them back first."),
        "takeBack": _("Take back"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "pasted": _("{count} cells pasted"),
        "tooWide": _("The block has {block} columns, and only {left} are left from here."),
        "tooLong": _("The block has {block} rows, and only {left} are left on this page."),
        "edit": _("Edit the cell"),
        "undo": _("Undo the last change"),
        "redo": _("Do it again"),
        "nameless": _("Give the new code a name, and the row is saved."),
        "newRow": _("A new code"),
        "added": _("“{code}” was added."),
    }
