"""Reading memos, as the viewer may see them, with what their links lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from coding.codebook.models import Code
from coding.codings import memo_markdown as markdown
from coding.codings.memo_links import escaped
from coding.codings.models import Memo
from coding.codings.queries import memo_texts
from coding.codings.visibility import visible_codings, visible_memos
from coding.memos.things import Place, Thing, things
from coding.sources.models import Source
from workbench.membership.models import Membership

SORTS = {
    "new": ("-updated_at", "-pk"),
    "old": ("created_at", "pk"),
    "author": ("author__name", "-updated_at", "-pk"),
    "thing": ("about", "about_id", "-updated_at", "-pk"),
}
# Where one looks for something to link to, so many of each kind are offered.
OFFERED = 8
# So much of a coding's words stands in a link to it.
QUOTED = 160


@dataclass(frozen=True)
class Shown:
    """A memo as one viewer sees it."""

    memo: Memo
    text: str
    """Its Markdown, without the words of codings that are hidden from the viewer."""
    html: SafeString
    thing: Thing | None
    is_own: bool

    @property
    def name(self) -> str:
        """What it is called in a list: its title, or how it begins."""
        return self.memo.title or " ".join(markdown.as_text(self.text).split())[:60]

    @property
    def is_changed(self) -> bool:
        return self.memo.updated_at.date() > self.memo.created_at.date()


def memos_about(viewer: Membership, kind: str, key: str) -> QuerySet[Memo]:
    """Return the visible memos on one thing, the oldest first."""
    memos = visible_memos(viewer.project, viewer).filter(about=kind, about_id=key)
    return memos.select_related("author").order_by("created_at", "pk")


def find_memos(
    viewer: Membership, *, kind: str = "", author: int | None = None, words: str = "", sort: str = "new"
) -> QuerySet[Memo]:
    """Return the visible memos of the study of a kind, by an author, with these words; three queries with words."""
    memos = visible_memos(viewer.project, viewer)
    if kind:
        memos = memos.filter(about=kind)
    if author:
        memos = memos.filter(author=author)
    if words:
        memos = memos.filter(Q(title__icontains=words) | Q(body__icontains=words))
        memos = memos.exclude(pk__in=_found_in_hidden(viewer, memos, words))
    return memos.select_related("author").order_by(*SORTS.get(sort, SORTS["new"]))


def _found_in_hidden(viewer: Membership, memos: QuerySet[Memo], words: str) -> list[int]:
    """The memos of which only hidden words match: finding them would tell what those are."""
    linked = list(memos.filter(body__contains="coding:"))
    texts = memo_texts(viewer.project, viewer, linked)
    found = words.casefold()
    return [
        memo.pk for memo, text in zip(linked, texts, strict=True) if found not in f"{memo.title}\n{text}".casefold()
    ]


def shown_memos(viewer: Membership, memos: Iterable[Memo]) -> list[Shown]:
    """Return memos with what they are about and where their links lead; a constant number of queries."""
    memos = list(memos)
    texts = memo_texts(viewer.project, viewer, memos)
    links = {target for text in texts for target in markdown.targets(text)}
    places = {(memo.about, memo.about_id) for memo in memos} | {_place(target) for target in links}
    found = things(viewer, viewer.project_id, places)
    addresses = {target: _address(target, found) for target in links if _place(target) in found}
    return [
        Shown(
            memo=memo,
            text=text,
            html=mark_safe(markdown.as_html(text, addresses)),  # noqa: S308  made without any HTML of the memo
            thing=found.get((memo.about, memo.about_id)),
            is_own=memo.author_id == viewer.user_id,
        )
        for memo, text in zip(memos, texts, strict=True)
    ]


def preview(viewer: Membership, body: str) -> SafeString:
    """Return what a memo that the viewer is writing will look like."""
    draft = Memo(project=viewer.project, about=Memo.About.PROJECT, about_id="", author_id=viewer.user_id, body=body)
    return shown_memos(viewer, [draft])[0].html


def _place(target: str) -> Place:
    """What a link of a memo leads to: "source:3#4-9" to the source 3."""
    kind, _colon, key = target.partition("#")[0].partition(":")
    return kind, key


def _address(target: str, found: Mapping[Place, Thing]) -> str:
    start = target.partition("#")[2].partition("-")[0]
    return found[_place(target)].url + (f"?at={start}" if start else "")


def link_choices(viewer: Membership, words: str) -> list[tuple[str, str, str]]:
    """Return what a memo may link to by these words, as (kind, what is shown, the link); three queries."""
    words = words.strip()
    if not words:
        return []
    project = viewer.project
    codes = Code.objects.filter(project=project, name__icontains=words, retired_at=None).order_by("name")[:OFFERED]
    sources = Source.objects.filter(project=project, name__icontains=words).defer("text").order_by("name")[:OFFERED]
    codings = visible_codings(project, viewer).filter(Q(quote__icontains=words) | Q(code__name__icontains=words))
    coded = codings.select_related("code", "source").defer("source__text").order_by("-created_at")[:OFFERED]
    found = [(Memo.About.CODE.label, one.name, f"[{escaped(one.name)}](code:{one.pk})") for one in codes]
    found += [(Memo.About.SOURCE.label, one.name, f"[{escaped(one.name)}](source:{one.pk})") for one in sources]
    for one in coded:
        quote = one.quote[:QUOTED]
        found.append((str(one.code), f"“{quote}” · {one.source.name}", f"[{escaped(quote)}](coding:{one.pk})"))
    return found


def authors_of(viewer: Membership) -> list[tuple[int, str]]:
    """Return who has written memos that the viewer may see, by name; one query."""
    rows = visible_memos(viewer.project, viewer).order_by("author__name").values_list("author_id", "author__name")
    return list(rows.distinct())
