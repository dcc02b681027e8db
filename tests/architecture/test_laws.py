"""The laws of the design, each kept by a test."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
APPS = ("workbench", "coding", "themes")


def code_files() -> list[Path]:
    return [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def views_of(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views_of(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def our_views() -> list[tuple[str, object]]:
    return [
        (address, view)
        for address, view in views_of(get_resolver())
        if getattr(view, "__module__", "").split(".")[0] in APPS
    ]


def test_imports_point_upstream():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("address", "view"), our_views(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_view_says_who_may_see_it(address, view):
    assert getattr(view, "policy", None), f"{address} has no policy: guard it with project_view, signed_in or public"


def test_views_below_a_project_ask_for_a_membership():
    # An empty list would prove nothing.
    below = [(address, view) for address, view in our_views() if "<slug:slug>" in address]
    assert len(below) > 10
    assert [address for address, view in below if not view.policy.startswith("project:")] == []


def our_models() -> list[type]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models() if not model._meta.auto_created]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_says_what_a_row_means_and_has_a_factory(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
    factories = "".join(path.read_text() for path in (ROOT / "tests/factories").glob("*.py"))
    assert re.search(rf"\bmodel = {model.__name__}\b", factories), f"write a factory for {model.__name__}"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_saving_has_no_hidden_effects(model):
    assert "save" not in model.__dict__
    assert "delete" not in model.__dict__


def test_deleting_a_person_never_deletes_their_work():
    from django.conf import settings
    from django.db.models import CASCADE

    ours = [
        field for model in our_models() for field in model._meta.get_fields() if getattr(field, "many_to_one", False)
    ]
    to_people = [field for field in ours if field.related_model._meta.label == settings.AUTH_USER_MODEL]
    assert len(to_people) > 5
    assert [str(field) for field in to_people if field.remote_field.on_delete is CASCADE] == []


@pytest.mark.parametrize("path", code_files(), ids=relative)
def test_no_signals_of_models(path):
    assert not re.search(r"(post|pre)_(save|delete|init)\b|m2m_changed|@receiver", path.read_text(encoding="utf-8"))


def _uses_codings_directly(path: Path) -> list[int]:
    return [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(Coding|Uncoded)\.objects\b|\.codings\.(all|filter|count|exists|values|order_by)\b", line)
        and "# visibility:" not in line
    ]


def test_codings_are_read_through_visibility_alone():
    """Actions may write; everything else that reads codings goes through coding.codings.visibility."""
    allowed = {"coding/codings/visibility.py"}
    found = [
        f"{relative(path)}:{number}"
        for path in code_files()
        if path.name != "actions.py" and relative(path) not in allowed
        for number in _uses_codings_directly(path)
    ]
    assert found == [], "read through visible_codings(), or end the line with '# visibility: <why not>'"


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def _modules_of_actions() -> list[Path]:
    """Whatever it is called: what writes a line of the history makes changes."""
    writes = re.compile(r"^from workbench\.audit\.actions import .*\b(record|record_all|event_for)\b", re.M)
    return [
        path for path in code_files() if path.name == "actions.py" or writes.search(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("path", _modules_of_actions(), ids=relative)
def test_actions_take_keywords_and_say_who(path):
    for function in _functions(path):
        atomic = any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)
        if atomic and not function.name.startswith("_"):
            assert not function.args.args, f"{function.name}: the arguments of an action are keywords"
            assert "_" in function.name, f"{function.name}: an action is named verb_noun"


@pytest.mark.parametrize("path", templates(), ids=relative)
def test_templates_have_no_inline_script_style_or_handler(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)
    if path.name != "500.html":  # stands alone, without the site's style sheets
        assert not re.search(r"\sstyle\s*=|<style", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"https?://(?!www\.w3\.org)", text), "nothing is fetched from elsewhere"


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").rglob("*.js")), ids=relative)
def test_a_script_has_one_purpose_and_fetches_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert "eval(" not in text


def test_every_recorded_action_reads_as_a_sentence():
    from workbench.audit.presenters import described_actions

    recorded = {
        action
        for path in _modules_of_actions()
        for action in re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", path.read_text(encoding="utf-8"))
    }
    spoken = {action for action in recorded if action.rsplit(".", 1)[1].endswith(("ed", "read", "made", "back", "in"))}
    assert len(spoken) > 100
    assert sorted(spoken - described_actions()) == []


def _reasoned_exceptions() -> set[str]:
    """The actions that docs/adr/0010 says undo passes over, each with a reason."""
    text = (ROOT / "docs/adr/0010-acts-undo-and-the-queue.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z_., ]+\.[a-z_., ]+) \| (\S.+) \|$", text, re.M)
    return {action for names, _reason in rows for action in names.split(", ")}


def test_every_action_is_undone_or_has_its_reason():
    from workbench.audit.presenters import described_actions
    from workbench.audit.undo import undoable_actions

    recorded = {
        action
        for path in code_files()
        if "management" not in path.parts
        for action in re.findall(
            r"""(?:record|event_for)\(\s*action=["']([a-z_]+\.[a-z_]+)["']""", path.read_text(encoding="utf-8")
        )
    }
    old = {"code.renamed"}  # in histories of earlier versions alone
    known = (recorded | described_actions()) - old
    assert len(recorded) > 50
    assert sorted(known - undoable_actions() - _reasoned_exceptions()) == [], "undoable(), or a row in docs/adr/0010"
    assert sorted(undoable_actions() & _reasoned_exceptions()) == [], "these are undone: their row is out of date"
    assert sorted(_reasoned_exceptions() - known) == [], "nothing records these"


def is_gpl_alone(licence: str) -> bool:
    """Say whether GPL or AGPL is asked for, without another licence that one may choose instead."""
    asked = re.search(r"\bA?GPL|GNU (Affero )?General Public", re.sub(r"LGPL\S*|GNU Lesser[^;]*", "", licence))
    return bool(asked) and not re.search(r"\b(MIT|BSD|Apache|PSF|MPL)\b", licence)


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-or-later", "AGPL-3.0-or-later", "GNU General Public License v3 or later (GPLv3+)"]
)
def test_a_gpl_licence_is_known_as_one(licence):
    assert is_gpl_alone(licence)


@pytest.mark.parametrize(
    "licence", ["MIT", "LGPL-3.0-only", "GPL-2.0 OR MIT", "GNU Lesser General Public License v3 (LGPLv3)"]
)
def test_a_licence_that_goes_with_ours_is_not(licence):
    assert not is_gpl_alone(licence)


def test_no_dependency_is_gpl():
    """Licences of what is installed: LGPL may be linked, GPL and AGPL may not be needed."""
    from importlib.metadata import distributions

    found = []
    for distribution in distributions():
        licence = " ".join(
            [
                distribution.metadata.get("License-Expression") or "",
                (distribution.metadata.get("License") or "")[:80],
            ]
            + [entry for entry in distribution.metadata.get_all("Classifier", []) if "License" in entry]
        )
        if is_gpl_alone(licence):
            found.append(f"{distribution.metadata['Name']}: {licence}")
    assert found == []


def test_every_dependency_has_its_exact_version():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'^    "([a-z][\w.-]*)(?:\[\w+\])?\s*[><=]', text, re.M)
    pinned = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert len(named) > 20
    assert [name for name in named if re.sub(r"[-_.]+", "-", name).lower() not in pinned] == []


def test_every_dependency_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if re.match(r'^    "[a-z][\w.\[\]-]*\s*[><=]', line)]
    assert len(named) > 20
    assert [line for line in named if "#" not in line] == []


def test_every_setting_from_the_environment_stands_in_the_readme():
    read = set()
    for path in ("workbench/settings.py", "workbench/env.py"):
        text = (ROOT / path).read_text(encoding="utf-8")
        read |= set(re.findall(r'(?:env\.\w+|secret)\(\s*"([A-Z_]+)"', text))
    assert len(read) > 10
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Settings")[1]
    assert sorted(name for name in read if f"`{name}`" not in table) == []
