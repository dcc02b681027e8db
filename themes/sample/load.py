"""Load the synthetic sample study through the same actions that the pages call."""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from coding.cases.cells import edit_case_values
from coding.codebook.importing import import_codebook
from coding.codebook.models import Code
from coding.codebook.queries import code_paths
from coding.codings.actions import apply_code, import_codings, write_memo
from coding.codings.assigning import hand_in
from coding.codings.models import Assignment, Coding, Memo
from coding.reconciliation.actions import create_round, open_round
from coding.reconciliation.deciding import decide_disagreement
from coding.reconciliation.models import Disagreement, Round
from coding.sources.actions import import_transcript
from coding.sources.importers.codebook_table import read_codebook
from coding.sources.importers.registry import parse_transcript, read_table
from coding.sources.importers.survey import check_survey, guess_columns, guessed_mapping
from coding.sources.models import Case, Source, Variable
from coding.surveys.actions import import_survey
from themes.catalogue.actions import add_quotation, create_theme
from themes.catalogue.models import Stance, Theme
from themes.catalogue.moving import set_stance
from themes.suggestions.actions import start_suggesting
from workbench.accounts.models import User
from workbench.accounts.sample import ACCOUNTS, PASSWORD
from workbench.membership.actions import add_member, create_study
from workbench.projects.models import Project

DESCRIPTION = (
    "Synthetic: a fictional study of clinicians' views on AI in mental health care. Nobody in it is real; "
    "look around, change what you like, and begin your own study when you are ready."
)
CALIBRATION = ("P01", "P02", "P03")
UNDER_WAY = ("P08", "P09")


class SampleStudy:
    """The study while it is being loaded: its folder, people, sources by name and codes by path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.people = {account.name: _person(account) for account in ACCOUNTS}
        self.lead, self.ana, self.ben = self.people.values()
        self.project: Project = create_study(name="Sample study", by=self.lead, description=DESCRIPTION)
        for account in ACCOUNTS[1:]:
            add_member(project=self.project, user=self.people[account.name], role=account.role, by=self.lead)
        self.sources: dict[str, Source] = {}
        self.codes: dict[str, Code] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of one of the study's csv files."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def data(self, name: str) -> Any:
        """Return the content of one of the study's json files."""
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def place(self, row: dict[str, str]) -> tuple[Source, int, int]:
        """Return where a quote stands; raises ValueError if it does not."""
        source = self.sources[row["source"]]
        start = -1
        for _time in range(int(row.get("occurrence") or 1)):
            start = source.text.index(row["quote"], start + 1)
        return source, start, start + len(row["quote"])


def _person(account: Any) -> User:
    return User.objects.filter(email=account.email).first() or User.objects.create_user(
        account.email, PASSWORD, name=account.name
    )


@transaction.atomic
def load_sample_study(folder: Path) -> Project:
    """Make the sample study: sources, codebook, two coders, a round being settled, one being coded, and themes."""
    study = SampleStudy(folder)
    _import_sources(study)
    _import_codebook(study)
    calibration = _calibrate(study)
    _code_the_rest(study)
    _write_memos(study)
    _settle(study, calibration)
    _begin_second_round(study)
    _build_themes(study)
    start_suggesting(project=study.project, by=study.lead, kind="answers", seed=1)
    return study.project


def _import_sources(study: SampleStudy) -> None:
    batch = uuid4()
    for path in sorted((study.folder / "interviews").glob("*.txt")):
        parsed = parse_transcript(path.name, path.read_bytes())
        import_transcript(
            project=study.project,
            parsed=parsed,
            name=path.stem,
            by=study.lead,
            file_name=path.name,
            case_name=path.stem.split()[0],
            batch=batch,
        )
    path = study.folder / "survey.csv"
    table = read_table(path.name, path.read_bytes())
    survey = check_survey(table, guessed_mapping(guess_columns(table)))
    import_survey(project=study.project, survey=survey, by=study.lead, file_name=path.name)
    _describe_participants(study)
    study.sources = {source.name: source for source in Source.objects.filter(project=study.project)}


def _describe_participants(study: SampleStudy) -> None:
    """Give the people interviewed the same variables as the respondents, so that both stand in one matrix."""
    variables = {variable.name: variable.pk for variable in Variable.objects.filter(project=study.project)}
    for row in study.rows("participants.csv"):
        case = Case.objects.get(project=study.project, name=row.pop("case"))
        edit_case_values(case=case, values={variables[name]: value for name, value in row.items()}, by=study.lead)


def _import_codebook(study: SampleStudy) -> None:
    path = study.folder / "codebook.csv"
    codes = read_codebook(read_table(path.name, path.read_bytes())).codes
    import_codebook(project=study.project, by=study.lead, rows=codes)
    paths = code_paths(study.project)
    study.codes = {paths[code.pk]: code for code in Code.objects.filter(project=study.project)}


def _in(names: tuple[str, ...], source: str) -> bool:
    return source.split(maxsplit=1)[0] in names


def _calibrate(study: SampleStudy) -> Round:
    """Two coders code three interviews blind, and both hand in."""
    sources = [source.pk for name, source in study.sources.items() if _in(CALIBRATION, name)]
    coders = [study.ana.pk, study.ben.pk]
    round_ = create_round(
        project=study.project, by=study.lead, name="Round 1: calibration", sources=sources, coders=coders
    )
    for row in study.rows("codings.csv"):
        if _in(CALIBRATION, row["source"]):
            source, start, end = study.place(row)
            by = study.people[row["coder"]]
            apply_code(source=source, code=study.codes[row["code"]], by=by, start=start, end=end)
    for assignment in Assignment.objects.filter(round=round_):
        hand_in(assignment=assignment, by=study.people[assignment.coder.name])
    return open_round(round=round_, by=study.lead)


def _code_the_rest(study: SampleStudy) -> None:
    """What the coders did outside of rounds; the last interviews wait for the second round."""
    codings: list[Coding] = []
    read: set[tuple[int, int]] = set()
    for row in study.rows("codings.csv"):
        if _in(CALIBRATION + UNDER_WAY, row["source"]):
            continue
        source, start, end = study.place(row)
        coder = study.people[row["coder"]]
        codings.append(
            Coding(
                project=study.project,
                source=source,
                code=study.codes[row["code"]],
                coder=coder,
                start=start,
                end=end,
                quote=row["quote"],
            )
        )
        read.add((source.pk, coder.pk))
    import_codings(project=study.project, by=study.lead, codings=codings, read=read)


def _write_memos(study: SampleStudy) -> None:
    for row in study.rows("memos.csv"):
        source, start, end = study.place(row)
        by = study.people[row["coder"]]
        coding = Coding.objects.filter(  # visibility: the coder's own
            source=source, code=study.codes[row["code"]], coder=by, start=start, end=end
        ).first()
        if coding:
            write_memo(
                project=study.project,
                by=by,
                about=Memo.About.CODING,
                about_id=coding.pk,
                body=row["memo"],
                scope=f"source:{source.pk}",
            )


def _settle(study: SampleStudy, round_: Round) -> None:
    """Decide part of the disagreements, so that there is something left to settle."""
    waiting = defaultdict(list)
    for disagreement in Disagreement.objects.filter(round=round_).prefetch_related("codings"):
        waiting[disagreement.source_id].append(disagreement)
    for rule in study.data("decisions.json"):
        source, start, end = study.place(rule)
        wanted = (study.codes[rule["code"]].pk, start, end)
        for disagreement in waiting[source.pk]:
            taking_part = disagreement.codings.all()  # visibility: the round is open
            if wanted in {(coding.code_id, coding.start, coding.end) for coding in taking_part}:
                waiting[source.pk].remove(disagreement)
                decide_disagreement(
                    disagreement=disagreement,
                    by=study.lead,
                    option=_option(study, rule["choice"]),
                    reason=rule["reason"],
                )
                break


def _option(study: SampleStudy, choice: str) -> str:
    names = {
        "keep_ana": f"keep:{study.ana.pk}",
        "keep_ben": f"keep:{study.ben.pk}",
        "merge_extents": "union",
    }
    return names.get(choice, choice)


def _begin_second_round(study: SampleStudy) -> None:
    """A blind round under way: Ana has handed in, Ben is half way."""
    sources = [source.pk for name, source in study.sources.items() if _in(UNDER_WAY, name)]
    coders = [study.ana.pk, study.ben.pk]
    create_round(project=study.project, by=study.lead, name="Round 2: reliability", sources=sources, coders=coders)
    for row in study.rows("codings.csv"):
        if not _in(UNDER_WAY, row["source"]) or (
            row["coder"] == "Ben Okafor" and not _in(UNDER_WAY[:1], row["source"])
        ):
            continue
        source, start, end = study.place(row)
        apply_code(source=source, code=study.codes[row["code"]], by=study.people[row["coder"]], start=start, end=end)
    for assignment in Assignment.objects.filter(source_id__in=sources, coder=study.ana):
        hand_in(assignment=assignment, by=study.ana)


def _build_themes(study: SampleStudy) -> None:
    themes: dict[str, Theme] = {}
    for entry in study.data("themes.json"):
        parent = themes.get(entry["parent"] or "")
        theme = create_theme(
            project=study.project,
            by=study.lead,
            name=entry["name"],
            statement=entry["statement"],
            parent=parent,
            codes=[study.codes[path] for path in entry["codes"]],
        )
        themes[entry["name"]] = theme
        for quotation in entry["quotations"]:
            source, start, end = study.place(quotation)
            put = add_quotation(theme=theme, source=source, start=start, end=end, by=study.lead)
            set_stance(quotation=put, stance=quotation.get("stance", Stance.SUPPORTS), by=study.lead)
