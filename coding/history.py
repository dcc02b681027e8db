"""How the coding app's actions read in the history."""

from django.utils.translation import gettext_lazy as _

from workbench.audit.presenters import describe_actions

describe_actions(
    {
        "coding.applied": _("applied"),
        "coding.moved": _("changed the extent of"),
        "coding.removed": _("removed"),
        "codings.imported": _("imported codings into"),
        "memo.written": _("wrote a memo:"),
        "memo.edited": _("changed a memo:"),
        "memo.removed": _("removed a memo:"),
        "assignment.handed_in": _("handed in:"),
        "assignment.taken_back": _("took back:"),
    }
)
