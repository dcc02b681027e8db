"""Taking replaced names out of themes and suggestions; words of passages follow the texts by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from coding.deidentification.scrubbing import Clean, scrub_fields, scrub_unique, scrubs
from themes.catalogue.models import DisplacedQuotation, Theme
from themes.matrices.models import Matrix, Summary, SummaryVersion
from themes.suggestions.models import Suggestion, SuggestionRun
from workbench.projects.models import Project

SHORTEST_PART = 3


@scrubs
def scrub_themes(project: Project, clean: Clean) -> dict[str, int]:
    """Clean themes, and labels and key phrases of suggestions, in which a part of a name may stand alone."""
    themes = Theme.objects.filter(project=project)
    named = scrub_unique(themes, "name", clean, within=["parent_id"])
    said = scrub_fields(themes, ["statement"], clean)
    scrub_fields(SuggestionRun.objects.filter(project=project), ["reason", "notes", "parameters"], clean)
    # Quotations with a place have their words from the text.
    scrub_fields(DisplacedQuotation.objects.filter(source__project=project), ["text"], clean)
    matrices = Matrix.objects.filter(project=project)
    scrub_unique(matrices, "name", clean, within=["removed_at"])
    # A group of cases goes by the value that they have in common.
    scrub_unique(Summary.objects.filter(matrix__project=project), "row", clean, within=["matrix_id", "column"])
    written = scrub_fields(SummaryVersion.objects.filter(summary__matrix__project=project), ["text"], clean)
    suggestions = Suggestion.objects.filter(run__project=project)
    changed = scrub_fields(suggestions, ["label", "machine_label", "reason"], clean)
    return {
        _("themes"): max(named, said),
        _("cells of matrices"): written,
        _("suggestions"): max(changed, _drop_phrases(suggestions, clean)),
    }


def _drop_phrases(suggestions: Any, clean: Clean) -> int:
    """Key phrases are made of words in small letters: those with any part of a name go."""
    names_a_part = _parts_of(clean)
    changed = []
    for suggestion in suggestions.only("pk", "key_phrases"):
        kept = [phrase for phrase in suggestion.key_phrases if clean(phrase) == phrase and not names_a_part(phrase)]
        if kept != suggestion.key_phrases:
            suggestion.key_phrases = kept
            changed.append(suggestion)
    Suggestion.objects.bulk_update(changed, ["key_phrases"], batch_size=500)
    return len(changed)


def _parts_of(clean: Clean) -> Callable[[str], bool]:
    parts = {part.casefold() for name in clean.people for part in name.split() if len(part) >= SHORTEST_PART}
    return lambda phrase: any(word.strip(".,'’") in parts for word in phrase.casefold().split())
