"""Commands answer scripts: the result on standard output, or one plain sentence and exit status 1."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from workbench.membership.models import Membership

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_create_project_prints_the_slug_and_makes_the_lead():
    out = StringIO()
    call_command("create_project", "Night shift", lead="Lead@example.org", stdout=out)
    assert out.getvalue().strip() == "night-shift"
    membership = Membership.objects.get(project__slug="night-shift")
    assert (membership.role, membership.user.email) == ("lead", "lead@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "lead"), [("Study", "nobody"), ("  ", "a@example.org")])
def test_create_project_refuses_what_makes_no_sense(name, lead):
    with pytest.raises(CommandError):
        call_command("create_project", name, lead=lead)
    assert not Membership.objects.exists()


def manage(*arguments: str, folder: Path) -> subprocess.CompletedProcess:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "workbench.settings"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a data folder with an empty, up-to-date database."""
    folder = tmp_path_factory.mktemp("data")
    assert manage("migrate", "-v0", folder=folder).returncode == 0
    return folder


def test_bad_input_is_one_plain_sentence_and_exit_status_1(folder):
    done = manage("create_project", "Study", "--lead", "nobody", folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "“nobody” is not an e-mail address."


def test_the_first_command_makes_the_tables_and_one_on_an_earlier_database_says_what_to_do(tmp_path):
    done = manage("create_project", "Study", "--lead", "a@example.org", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "study\n", "")
    with closing(sqlite3.connect(tmp_path / "marginalia.sqlite3")) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'workbench' AND name NOT LIKE '0001%'")
        database.execute("DROP TABLE workbench_project")
        database.commit()
    done = manage("create_project", "Another", "--lead", "a@example.org", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        "The database is of an earlier version. Bring it up to date: python manage.py migrate."
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["agreement"], "The following arguments are required: project."),
        (["agreement", "study", "--unit", "bogus"], "Argument --unit: invalid choice: 'bogus'"),
        (["import_codings", "study", "no-such.csv"], "There is no project “study”."),
    ],
)
def test_a_command_called_wrongly_exits_with_1_too(folder, arguments, sentence):
    done = manage(*arguments, folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    assert manage("check", folder=folder).returncode == 0
    key = folder / "secret_key"
    first = key.read_text()
    assert len(first) >= 50
    assert key.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert manage("check", folder=folder).returncode == 0
    assert key.read_text() == first
    key.chmod(0o644)
    assert "chmod 600" in manage("check", folder=folder).stderr


def test_the_team_configuration_passes_the_deployment_check(tmp_path):
    # Browser tests that ran before in this process set a variable of which the check rightly warns.
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"} | {
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "workbench.settings",
        "BEHIND_HTTPS": "1",
        "ALLOWED_HOSTS": "marginalia.example.org",
        "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/postgres",
        "REDIS_URL": "redis://127.0.0.1:6379/15",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
