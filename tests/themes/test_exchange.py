"""Themes in project files of other programs."""

from __future__ import annotations

from tests.coding.exchange.projects.files import exported, settled
from themes.catalogue.actions import add_quotation, create_theme
from themes.catalogue.models import Stance
from themes.catalogue.moving import move_quotation, set_stance


def test_what_speaks_against_a_theme_is_no_coding_of_its_support(study, tmp_path):
    theme = create_theme(project=study.project, by=study.lead, name="Trust")
    places = [(answer, len(answer.text)) for answer in study.answers]
    supports, against, loose = (
        add_quotation(theme=theme, source=source, start=0, end=end, by=study.lead) for source, end in places
    )
    set_stance(quotation=against, stance=Stance.AGAINST, by=study.lead)
    move_quotation(quotation=loose, out_of=theme, into=None, by=study.lead)
    project = settled(exported(tmp_path, study.project, themes="codes")).project
    branch = next(code for code in project.codes if code.name == "Themes")
    (trust,) = branch.codes
    assert [code.name for code in trust.codes] == ["Trust: speaks against"]
    said = {
        selection.name: coding.code
        for source in project.sources
        for selection in source.selections
        for coding in selection.codings
    }
    assert said == {supports.text: trust.guid, against.text: trust.codes[0].guid}
