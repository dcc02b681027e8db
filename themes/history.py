"""How the themes app's actions read in the history."""

from django.utils.translation import gettext_lazy as _

from workbench.audit.presenters import describe_actions

describe_actions(
    {
        "advice.made": _("had the codes looked at:"),
        "advice.dismissed": _("did not want to see again advice on the code"),
        "advice.dismissal_withdrawn": _("allowed again advice on the code"),
        "suggestions.made": _("had themes suggested:"),
        "suggestion.renamed": _("renamed the suggestion"),
        "suggestion.rejected": _("rejected the suggestion"),
        "suggestion.merged": _("merged the suggestion"),
        "suggestion.restored": _("proposed again the suggestion"),
        "suggestion.split": _("split into its subthemes the suggestion"),
        "suggestion.split_off": _("made of some passages of another the suggestion"),
        "suggestion.split_taken_back": _("put back together with another the suggestion"),
        "suggestion.passages_moved": _("moved passages to the suggestion"),
        "suggestions.passages_left_out": _("left passages out of the suggestions:"),
        "suggestions.passages_put_back": _("put passages back where they stood in the suggestions:"),
        "suggestion.accepted": _("accepted the suggestion"),
        "suggestion.acceptance_withdrawn": _("took back accepting the suggestion"),
        "theme.created": _("added the theme"),
        "theme.edited": _("changed the theme"),
        "theme.codes_chosen": _("chose codes for the theme"),
        "theme.quotation_added": _("added a quotation to the theme"),
        "theme.quotation_removed": _("took a quotation out of the theme"),
        "theme.quotation_placed": _("gave words again to a quotation of the theme"),
        "theme.quotation_dropped": _("let go a quotation of the theme"),
        "theme.moved": _("moved the theme"),
        "theme.code_moved": _("moved a code on the board of themes, theme"),
        "theme.quotation_moved": _("moved a quotation on the board of themes, to or from"),
        "theme.quotation_stance_set": _("said what a quotation says to the theme"),
        "theme.statement_written": _("wrote the statement of the theme"),
        "theme.passages_gathered": _("gathered passages under the theme"),
        "theme.passages_scattered": _("took gathered passages out again of the theme"),
        "theme.merged": _("merged the theme"),
        "theme.unmerged": _("took apart again the theme"),
        "theme.deleted": _("deleted the theme"),
        "matrix.created": _("saved the matrix"),
        "matrix.edited": _("changed the matrix"),
        "matrix.removed": _("deleted the matrix"),
        "matrix.restored": _("brought back the matrix"),
        "summary.written": _("wrote in a cell of the matrix"),
        "summary.confirmed": _("said that a cell is still right, in the matrix"),
        "summary.restored": _("brought back the text of a cell of the matrix"),
        "summary.set_aside": _("wrote in a cell that somebody else had changed, kept aside, in the matrix"),
    }
)
