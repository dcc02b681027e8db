"""What an import of variables did, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.cases.incoming import SHOWN
from workbench.audit.models import Event


@dataclass
class Imported:
    """What an import did; `event` undoes its values."""

    values: int
    replaced: int
    kept: int
    same: int
    new_cases: int
    new_variables: list[str]
    left_out_ids: list[str]
    misfits: int
    event: Event


def told_of(done: Imported) -> list[str]:
    """Return what an import did, a sentence each."""
    sentences = [
        ngettext("%(n)s value was stored", "%(n)s values were stored", done.values) % {"n": f"{done.values:,}"}
        + (_(", %(n)s of them in place of another") % {"n": f"{done.replaced:,}"} if done.replaced else "")
        + "."
    ]
    if done.same:
        sentences.append(_("%(n)s were known already.") % {"n": f"{done.same:,}"})
    if done.kept:
        sentences.append(_("%(n)s differed and were kept as they were.") % {"n": f"{done.kept:,}"})
    if done.new_variables:
        sentences.append(_("New variables: %(names)s.") % {"names": ", ".join(done.new_variables)})
    if done.new_cases:
        sentences.append(ngettext("%(n)s case was made.", "%(n)s cases were made.", done.new_cases) % {"n": f"{done.new_cases:,}"})  # fmt: skip  # noqa: E501
    if done.left_out_ids:
        named = ", ".join(done.left_out_ids[:SHOWN]) + (" …" if len(done.left_out_ids) > SHOWN else "")
        sentences.append(_("Ids that are no case, left out: %(names)s.") % {"names": named})
    if done.misfits:
        sentences.append(_("%(n)s values did not fit and were left out.") % {"n": f"{done.misfits:,}"})
    return sentences
