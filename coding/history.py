"""How the coding app's actions read in the history."""

from django.utils.translation import gettext_lazy as _

from workbench.audit.presenters import describe_actions

describe_actions(
    {
        "code.created": _("added the code"),
        "code.edited": _("changed the code"),
        "code.moved": _("moved the code"),
        "code.retired": _("retired the code"),
        "code.restored": _("brought back the code"),
        "code.merged": _("merged the code"),
        "code.unmerged": _("took apart again the code"),
        "code.deleted": _("deleted the code"),
        "codebook.imported": _("imported a codebook into"),
        "codebook.frozen": _("froze the codebook:"),
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
