"""What the scripts of the coding pages say, in the reader's language."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return the sentences by name; {places} are filled in the browser."""
    return {
        "nothing": _("Nothing selected"),
        "selected": _("Characters {start}–{end} · {words} words"),
        "place": _("Turn {turn} · characters {start}–{end}"),
        "placeless": _("Characters {start}–{end}"),
        "saving": _("Saving {n}…"),
        "saved": _("All changes saved"),
        "waiting": _("Not saved yet: the site cannot be reached. Trying again…"),
        "applied": _("Applied {code} to “{quote}”"),
        "removed": _("Removed {code}. Ctrl+Z brings it back."),
        "undone": _("Undone"),
        "nothingToUndo": _("There is nothing to undo"),
        "memoSaved": _("Memo saved"),
        "refused": _("The site refused this ({status}). Reload the page and try again."),
        "signedOut": _("You are signed out. Sign in in another tab: what you did waits here and is saved then."),
        "textChanged": _("The text of this source was changed. Reload the page to go on coding."),
        "reload": _("Reload"),
        "readOnly": _("You read in this study; its coders and leads apply codes."),
        "notYours": _("Only the coder who made a coding can remove it."),
        "locked": _("You have handed this in. Take it back to go on coding."),
        "count": _("{n} codings"),
        "consensus": _("Consensus"),
        "agreed": _("agreed"),
        "described": _("Codings: {list}"),
        "keyCode": _("Code the selection or the turn"),
        "keyTurns": _("Next or previous turn"),
        "keySentence": _("Select the next or previous sentence"),
        "keyExtend": _("Extend or shrink by a word"),
        "keyExtendSentence": _("Extend or shrink by a sentence"),
        "keyExtendTurn": _("Extend or shrink by a turn"),
        "keyBegin": _("Begin a word later or earlier"),
        "keyEscape": _("Drop the selection"),
        "keyNext": _("Next coding"),
        "keyPrevious": _("Previous coding"),
        "keyRemove": _("Remove the coding shown"),
        "keyUndo": _("Undo"),
        "keyRecent": _("Apply a recent code"),
        "answerKeys": _("Next or previous answer"),
        "answerRemove": _("Remove the last code of the answer"),
    }
