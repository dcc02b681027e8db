"""What the project's home page shows of sources, codes, rounds and how far each coder is."""

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.models import Assignment, Memo
from coding.codings.queries import assignments_of
from coding.codings.reading import shares_by_coder
from coding.codings.shares import whole_percent
from coding.codings.visibility import visible_codings
from coding.memos.queries import memos_about, shown_memos
from coding.quotations.debt import debts_of
from coding.reconciliation.models import Round, RoundState
from coding.reconciliation.progress import requests_waiting
from coding.reconciliation.queries import asked_of
from coding.revisions.queries import sources_to_settle
from coding.sources.models import Case, Source, SourceKind
from workbench.home.registry import Panel, Step, home_panel
from workbench.membership.models import Membership
from workbench.membership.queries import members_of
from workbench.membership.roles import Permission


@home_panel(10)
def numbers(membership: Membership) -> Panel:
    """The size of the study, and the steps from an empty project to a settled round."""
    project = membership.project
    sources = Source.objects.filter(project=project).aggregate(
        transcripts=Count("id", filter=Q(kind=SourceKind.TRANSCRIPT)),
        answers=Count("id", filter=Q(kind=SourceKind.ANSWER)),
        words=Sum("words", default=0),
    )
    rounds = Round.objects.filter(project=project).aggregate(
        all=Count("id"), settled=Count("id", filter=Q(state=RoundState.CLOSED))
    )
    counts = sources | {
        "cases": Case.objects.filter(project=project).count(),
        "codes": Code.objects.filter(project=project, retired_at=None).count(),
        "codings": visible_codings(project, membership).count(),
        "rounds": rounds["all"],
    }
    slug = [project.slug]
    steps = [
        Step(_("Import transcripts or a survey"), reverse("sources:import", args=slug), bool(counts["words"])),
        Step(_("Make the codebook"), reverse("codebook:tree", args=slug), bool(counts["codes"])),
        Step(_("Invite a second coder"), reverse("members:list", args=slug), members_of(project).count() > 1),
        Step(_("Code the first source"), reverse("sources:list", args=slug), bool(counts["codings"])),
        Step(_("Start a blind round"), reverse("rounds:list", args=slug), bool(rounds["all"])),
        Step(_("Settle the disagreements"), reverse("rounds:list", args=slug), bool(rounds["settled"])),
    ]
    return Panel("coding/overview/_numbers.html", counts, steps)


@home_panel(20)
def my_work(membership: Membership) -> Panel:
    """What this person was asked to code and has not handed in."""
    if not membership.allows(Permission.CODE):
        return Panel("")
    waiting = assignments_of(membership.user, membership.project_id).filter(
        done_at=None, round__state=RoundState.CODING
    )
    context = {
        "assignments": waiting[:8],
        "more": max(0, waiting.count() - 8),
        "requests": requests_waiting(membership),
    }
    return Panel("coding/overview/_my_work.html", context)


@home_panel(22)
def asked_about(membership: Membership) -> Panel:
    """The disagreements that this person is asked to think about, by round."""
    asked = asked_of(membership.user, membership.project).order_by("disagreement__round__name")
    rows = asked.values_list("disagreement__round", "disagreement__round__name").annotate(n=Count("pk"))
    return Panel("coding/overview/_asked.html" if rows else "", {"rows": rows})


@home_panel(25)
def without_words(membership: Membership) -> Panel:
    """The sources with codings that a new text left without words, for whoever settles them."""
    if not membership.allows(Permission.CODE):
        return Panel("")
    rows = list(sources_to_settle(membership))
    context = {"rows": rows[:8], "more": max(0, len(rows) - 8)}
    return Panel("coding/overview/_without_words.html" if rows else "", context)


@home_panel(27)
def recode_debt(membership: Membership) -> Panel:
    """The codes whose codings should be looked at again: one's own, and all that a lead may see."""
    if not membership.allows(Permission.CODE):
        return Panel("")
    debts = sorted(debts_of(membership), key=lambda debt: (-debt.own, -debt.total))
    context = {"debts": debts[:8], "more": max(0, len(debts) - 8)}
    return Panel("coding/overview/_debt.html" if debts else "", context)


@home_panel(30)
def progress(membership: Membership) -> Panel:
    """Who has read how much; numbers of codings only where blindness allows them."""
    project = membership.project
    read = {
        row["coder"]: row
        for row in Assignment.objects.filter(project=project)
        .values("coder")
        .annotate(
            asked=Count("id", filter=Q(round__isnull=False)),
            words_asked=Sum("source__words", filter=Q(round__isnull=False)),
            words=Sum("source__words", filter=Q(round__isnull=False, done_at__isnull=False), default=0),
            handed_in=Count("id", filter=Q(round__isnull=False, done_at__isnull=False)),
            read=Count("source", filter=Q(done_at__isnull=False), distinct=True),
        )
    }
    coded = {
        row["coder"]: row
        for row in visible_codings(project, membership)
        .filter(layer="coder")
        .order_by()
        .values("coder")
        .annotate(codings=Count("id"), sources=Count("source", distinct=True), last=Max("created_at"))
    }
    shares = shares_by_coder(membership)
    hidden = set(Assignment.objects.filter(project=project, sealed=True).values_list("coder_id", flat=True))
    rows = [
        {
            "name": str(member.user),
            "read": read.get(member.user_id, {}),
            "coded": coded.get(member.user_id, {}),
            "percent": whole_percent(shares[member.user_id]) if member.user_id in shares else None,
            "hidden": member.user_id in hidden and member.user_id != membership.user_id,
        }
        for member in members_of(project)
        if member.user_id in read or member.user_id in coded or shares.get(member.user_id)
    ]
    return Panel("coding/overview/_progress.html" if rows else "", {"rows": rows})


@home_panel(40)
def journal(membership: Membership) -> Panel:
    """The latest memos on the study itself."""
    latest = memos_about(membership, Memo.About.PROJECT, str(membership.project_id)).order_by("-created_at", "-pk")
    shown = shown_memos(membership, latest[:3])
    return Panel("coding/overview/_journal.html", {"shown": shown, "key": str(membership.project_id)})
