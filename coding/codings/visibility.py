"""Who sees whose codings: the only door through which codings, marks and notes on them are read.

While a source is sealed (someone is coding it blind), a coding on it is seen by its own coder alone: not by the other
coders, not by the lead, not by readers, and not by anything that speaks for the project as a whole. The consensus of
an earlier round on a sealed source is seen by nobody, since it would tell what others think.
"""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Replace
from django.db.models.lookups import Exact

from coding.codings.models import Assignment, Coding, Layer, Memo, Uncoded
from workbench.membership.models import Membership
from workbench.projects.models import Project


def _sealed(source_reference: str) -> Exists:
    return Exists(Assignment.objects.filter(source_id=OuterRef(source_reference), sealed=True))


def visible_codings(project: Project, viewer: Membership | None) -> QuerySet[Coding]:
    """Return the codings that the viewer may see; None stands for "what everybody may see"."""
    return _seen(project, viewer).filter(displaced=False)


def displaced_codings(project: Project, viewer: Membership | None) -> QuerySet[Coding]:
    """Return the codings that a new text left without a place, as far as the viewer may see them."""
    return _seen(project, viewer).filter(displaced=True)


def _seen(project: Project, viewer: Membership | None) -> QuerySet[Coding]:
    open_to_all = ~_sealed("source_id")
    own = Q(layer=Layer.CODER, coder=viewer.user_id) if viewer else Q(pk__in=[])
    return Coding.objects.filter(project=project).filter(own | Q(open_to_all))


def visible_uncoded(project: Project, viewer: Membership | None) -> QuerySet[Uncoded]:
    """Return the passages marked as rightly without a code that the viewer may see: as hidden as codings are."""
    own = Q(coder=viewer.user_id) if viewer else Q(pk__in=[])
    return Uncoded.objects.filter(project=project).filter(own | Q(~_sealed("source_id")))


def visible_memos(project: Project, viewer: Membership | None) -> QuerySet[Memo]:
    """Return the memos that the viewer may see.

    A note on a hidden coding is as hidden as the coding. What a coder notes on a text that they are coding blind, with
    a link to a place in it, or on the round, is their own until the round is opened.
    """
    # SQLite keeps a key as 32 digits, PostgreSQL writes it with hyphens: both are compared without.
    keys = visible_codings(project, viewer).annotate(digits=_digits(Cast("pk", CharField()))).values("digits")
    memos = Memo.objects.filter(project=project).alias(digits=_digits(F("about_id")))
    shown = (~Q(about=Memo.About.CODING) | Q(digits__in=keys)) & ~_from_blind_coding()
    own = Q(author=viewer.user_id) if viewer else Q(pk__in=[])
    return memos.filter(own | shown)


def _from_blind_coding() -> Exists:
    """Say whether the author of a memo is coding blind what it is about: a text, one that it links into, a round."""
    text = ExpressionWrapper(OuterRef("body"), output_field=TextField())
    mine = Assignment.objects.filter(project=OuterRef("project"), coder=OuterRef("author"), sealed=True)
    keyed = mine.alias(key=Cast("source_id", CharField()), text=text).alias(link=Concat(Value("(source:"), "key"))
    on_it = Q(key=OuterRef("about_id")) & Q(Exact(OuterRef("about"), Value(Memo.About.SOURCE.value)))
    into_it = Q(text__contains=Concat("link", Value("#"))) | Q(text__contains=Concat("link", Value(")")))
    whole = Q(Exact(OuterRef("about"), Value(Memo.About.ROUND.value)), number=OuterRef("about_id"))
    return Exists(keyed.alias(number=Cast("round_id", CharField())).filter(on_it | into_it | whole))


def memos_on_seen(project: Project) -> QuerySet[Memo]:
    """Return the notes on codings, for who keeps only those on codings that were found visible: cheap for many."""
    return Memo.objects.filter(project=project, about=Memo.About.CODING)


def _digits(key: F | Cast) -> Replace:
    return Replace(key, Value("-"), Value(""))


def is_sealed(source_id: int) -> bool:
    """Say whether someone is coding the source blind at this moment."""
    return Assignment.objects.filter(source_id=source_id, sealed=True).exists()


def sealed_source_ids(project: Project) -> set[int]:
    """Return the sources of the project that someone is coding blind at this moment."""
    return set(Assignment.objects.filter(project=project, sealed=True).values_list("source_id", flat=True))
