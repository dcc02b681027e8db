"""What the table of cases says while somebody types, in the reader's language."""

from django.utils.translation import gettext as _


def grid_words() -> dict[str, str]:
    """Return the words for static/js/coding/cases.js; names in braces are filled in there."""
    return {
        "cell": _("{variable} of {case}"),
        "saving": _("Saving…"),
        "saved": _("All saved"),
        "notSaved": _("Not saved: {count}"),
        "waiting": _("The site cannot be reached. Your changes wait here."),
        "refused": _("The site refused this ({status})."),
        "signedOut": _("You were signed out. Sign in again in another tab; your changes wait here."),
        "addLevel": _("Add “{level}” as a level"),
        "first": _("Some values in the table are not saved. Correct them or take them back first."),
        "takeBack": _("Take back"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "pasted": _("{count} cells pasted"),
        "tooWide": _("The block has {block} columns, and only {left} are left from here."),
        "tooLong": _("The block has {block} rows, and only {left} are left on this page."),
        "edit": _("Edit the cell"),
        "undo": _("Undo the last change"),
        "redo": _("Do it again"),
        "clear": _("Empty the cell"),
    }
