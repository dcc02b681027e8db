"""Two coders who have handed in two interviews and three answers, outside of rounds."""

import pytest

from coding.codings.actions import apply_code
from coding.codings.assigning import mark_read
from tests.factories import coding as make


@pytest.fixture
def compared(study):
    """On the first interview they agree on one passage and differ on another; the second they left uncoded."""
    first = study.transcripts[0]

    def apply(code, by, words):
        start = first.text.index(words)
        apply_code(source=first, code=study.codes[code], by=by, start=start, end=start + len(words))

    apply("Trust", study.coder, "I trust it with letters")
    apply("Trust", study.second_coder, "trust it with letters 👩🏽‍⚕️ but not with risk.")
    apply("Trust/Errors", study.coder, "Nobody asked us first.")
    apply("Work", study.coder, "Training, honestly.")
    apply("Work", study.second_coder, "And somebody who answers the phone.")
    for source in study.transcripts:
        for coder in (study.coder, study.second_coder):
            mark_read(source=source, by=coder)
    return study


def seal(source, coder):
    """Let a blind round begin on a source."""
    make.AssignmentFactory(source=source, coder=coder, round=make.RoundFactory(project=source.project), sealed=True)
