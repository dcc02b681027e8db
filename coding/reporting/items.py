"""The items of two reporting checklists, in our own words.

COREQ: Tong A, Sainsbury P, Craig J. Consolidated criteria for reporting qualitative research (COREQ): a 32-item
checklist for interviews and focus groups. Int J Qual Health Care 2007;19(6):349-357.
SRQR: O'Brien BC, Harris IB, Beckman TJ, Reed DA, Cook DA. Standards for reporting qualitative research: a synthesis of
recommendations. Acad Med 2014;89(9):1245-1251.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One item: its number, the domain it stands in, what it is about, what it asks.

    `parts` are the parts of the methods section that answer it, as far as the study knows (coding.reporting.parts);
    `whole` says that they answer all of it, so that nothing is left for the author.
    """

    number: str
    domain: str
    topic: str
    asks: str
    parts: tuple[str, ...] = ()
    whole: bool = False


COREQ_CITATION = (
    "Tong A, Sainsbury P, Craig J. Consolidated criteria for reporting qualitative research (COREQ): a 32-item "
    "checklist for interviews and focus groups. Int J Qual Health Care 2007;19(6):349–357. doi:10.1093/intqhc/mzm042"
)
SRQR_CITATION = (
    "O'Brien BC, Harris IB, Beckman TJ, Reed DA, Cook DA. Standards for reporting qualitative research: a synthesis of "
    "recommendations. Acad Med 2014;89(9):1245–1251. doi:10.1097/ACM.0000000000000388"
)
_TEAM, _DESIGN, _FINDINGS = _("Research team"), _("Study design"), _("Analysis and findings")
COREQ = (
    Item("1", _TEAM, _("Interviewer"), _("Who led the interviews or focus groups?")),
    Item("2", _TEAM, _("Credentials"), _("Which degrees do the researchers hold?")),
    Item("3", _TEAM, _("Occupation"), _("What was their work at the time?")),
    Item("4", _TEAM, _("Gender"), _("Which gender are they?")),
    Item("5", _TEAM, _("Experience and training"), _("What had they learnt and done before?")),
    Item("6", _TEAM, _("Relationship before the study"), _("Did they know participants before it began?")),
    Item(
        "7",
        _TEAM,
        _("What participants knew"),
        _("What had participants been told about the researchers and their aims?"),
    ),
    Item("8", _TEAM, _("Interviewer's own standpoint"), _("Which assumptions, interests or biases are reported?")),
    Item("9", _DESIGN, _("Methodological orientation"), _("Which tradition or theory guides the study?")),
    Item("10", _DESIGN, _("Sampling"), _("How were participants chosen?")),
    Item("11", _DESIGN, _("Approach"), _("How were they contacted?")),
    Item("12", _DESIGN, _("Sample size"), _("How many took part?"), ("data",), whole=True),
    Item("13", _DESIGN, _("Those who did not take part"), _("How many refused or dropped out, and why?")),
    Item("14", _DESIGN, _("Setting"), _("Where were the data collected?")),
    Item("15", _DESIGN, _("Others present"), _("Was anybody else there?")),
    Item("16", _DESIGN, _("Description of the sample"), _("What characterises it?"), ("sample",)),
    Item("17", _DESIGN, _("Interview guide"), _("Were questions or prompts provided, and tried out?"), ("questions",)),
    Item("18", _DESIGN, _("Repeat interviews"), _("Were people interviewed again, and how often?")),
    Item("19", _DESIGN, _("Recording"), _("Was sound or video recorded?")),
    Item("20", _DESIGN, _("Field notes"), _("Were notes made during or after the interviews?"), ("memos",)),
    Item("21", _DESIGN, _("Duration"), _("How long did interviews or groups last?")),
    Item("22", _DESIGN, _("Saturation"), _("Was data saturation considered?")),
    Item("23", _DESIGN, _("Transcripts returned"), _("Did participants see and correct their transcripts?")),
    Item("24", _FINDINGS, _("Coders"), _("How many people coded the data?"), ("coding", "rounds"), whole=True),
    Item("25", _FINDINGS, _("Coding tree"), _("Is the coding tree described?"), ("codebook",), whole=True),
    Item(
        "26",
        _FINDINGS,
        _("Derivation of themes"),
        _("Were themes set beforehand or derived from the data?"),
        ("themes", "suggestions"),
    ),
    Item("27", _FINDINGS, _("Software"), _("Which software, if any, managed the data?"), ("software",), whole=True),
    Item("28", _FINDINGS, _("Participant checking"), _("Did participants comment on the findings?")),
    Item(
        "29",
        _FINDINGS,
        _("Quotations"),
        _("Do quotations illustrate the findings, each with who said it?"),
        ("quotations",),
    ),
    Item("30", _FINDINGS, _("Consistency"), _("Do data and findings fit together?"), ("reconciliation", "agreement")),
    Item("31", _FINDINGS, _("Major themes"), _("Are the major themes clear?"), ("theme_names",)),
    Item("32", _FINDINGS, _("Minor themes"), _("Are diverse cases or minor themes discussed?"), ("subthemes",)),
)
_TITLE, _INTRODUCTION, _METHODS = _("Title and abstract"), _("Introduction"), _("Methods")
_RESULTS, _DISCUSSION, _OTHER = _("Results"), _("Discussion"), _("Other")
SRQR = (
    Item("S1", _TITLE, _("Title"), _("Does it name the topic and that the study is qualitative?")),
    Item("S2", _TITLE, _("Abstract"), _("Does it sum up background, purpose, methods, results and conclusions?")),
    Item("S3", _INTRODUCTION, _("Problem"), _("Why does the phenomenon matter, and what is known?")),
    Item("S4", _INTRODUCTION, _("Purpose or question"), _("What did the study set out to find?")),
    Item("S5", _METHODS, _("Approach and paradigm"), _("Which qualitative approach, theory and paradigm, and why?")),
    Item(
        "S6",
        _METHODS,
        _("Researchers and reflexivity"),
        _("Which characteristics of the researchers may bear on the study?"),
        ("memos",),
    ),
    Item("S7", _METHODS, _("Context"), _("Which setting, and what of it matters?")),
    Item(
        "S8",
        _METHODS,
        _("Sampling strategy"),
        _("How and why were people, documents or events chosen, and when was it enough?"),
    ),
    Item(
        "S9", _METHODS, _("Ethics"), _("Which approval and consent, and how is confidentiality kept?"), ("preparation",)
    ),
    Item("S10", _METHODS, _("Data collection"), _("Which data, how and when were they collected?"), ("data",)),
    Item("S11", _METHODS, _("Instruments"), _("Which guides, questionnaires and devices?"), ("questions",)),
    Item(
        "S12",
        _METHODS,
        _("Units of study"),
        _("How many participants, documents or events, and what are they like?"),
        ("data", "sample"),
        whole=True,
    ),
    Item(
        "S13",
        _METHODS,
        _("Data processing"),
        _("How were data transcribed, stored, checked, coded and de-identified?"),
        ("preparation", "coding"),
    ),
    Item(
        "S14",
        _METHODS,
        _("Data analysis"),
        _("How, and by whom, were themes identified?"),
        ("codebook", "coding", "themes", "suggestions"),
    ),
    Item(
        "S15",
        _METHODS,
        _("Trustworthiness"),
        _("Which techniques make the analysis credible?"),
        ("rounds", "agreement", "reconciliation", "software"),
        whole=True,
    ),
    Item(
        "S16",
        _RESULTS,
        _("Synthesis"),
        _("What are the main findings, and how are they interpreted?"),
        ("theme_names", "subthemes"),
    ),
    Item(
        "S17",
        _RESULTS,
        _("Links to the data"),
        _("Which quotations, notes or pictures bear the findings out?"),
        ("quotations",),
    ),
    Item(
        "S18", _DISCUSSION, _("Prior work and contribution"), _("What do the findings add, and how far do they carry?")
    ),
    Item("S19", _DISCUSSION, _("Limitations"), _("What limits trust in the findings, and their reach?")),
    Item("S20", _OTHER, _("Conflicts of interest"), _("Which are there, and how were they handled?")),
    Item("S21", _OTHER, _("Funding"), _("Who paid, and with what part in the study?")),
)
