"""How the coding app's actions read in the history."""

from django.utils.translation import gettext_lazy as _

from workbench.audit.presenters import describe_actions

describe_actions(
    {
        "source.imported": _("imported"),
        "source.removed": _("removed the source"),
        "survey.imported": _("imported the survey"),
        "upload.kept": _("sent in"),
        "upload.discarded": _("did not import"),
        "variable.added": _("added the variable"),
        "case.edited": _("changed values of"),
        "case.renamed": _("renamed the case"),
        "code.created": _("added the code"),
        "code.edited": _("changed the code"),
        "code.renamed": _("renamed the code"),
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
        "question.handed_in": _("handed in all answers to"),
        "assignment.taken_back": _("took back:"),
        "round.created": _("began the round"),
        "round.opened": _("opened the round"),
        "round.closed": _("settled the round"),
        "round.reopened": _("took up again the round"),
        "disagreement.decided": _("decided a disagreement in"),
        "decision.withdrawn": _("withdrew a decision in"),
    }
)
