"""A real Chromium on a live site: signed-in pages that fail the test when anything goes wrong in the console."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

WITH_WINDOW = ("chromium", "chromium-browser", "google-chrome")
# Without a window of its own Chromium opens a page in a third of the time.
NAMES = ("chromium-headless-shell", *WITH_WINDOW)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
PATIENCE = 15_000  # milliseconds; the machines that run this are shared
TELL_OF_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content-Security-Policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread; the tests use the database from it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright_: Playwright) -> Iterator[Browser]:
    """Chromium of the system, else Playwright's own; without either the test is skipped, or fails (REQUIRE_BROWSER)."""
    yield from _launched(playwright_, NAMES)


@pytest.fixture(scope="session")
def chromium_with_window(playwright_: Playwright) -> Iterator[Browser]:
    """Chromium as people have it, which sets type for paper in its own way."""
    yield from _launched(playwright_, WITH_WINDOW)


def _launched(playwright: Playwright, names: tuple[str, ...]) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and not Path(playwright.chromium.executable_path).exists():
        reason = f"No Chromium here: none of {', '.join(names)} on the PATH, and Playwright has fetched none."
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def static_files() -> None:
    """Lay the static files where the live server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0, post_process=False, link=True)


@dataclass
class Problems:
    """What went wrong in the pages of a test, except for what it expects."""

    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let messages pass that match: a test that provokes a refusal sees the browser complain about it."""
        self.expected.append(pattern)

    def watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"{message.location.get('url', '')}: {message.text}")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.found if not any(re.search(pattern, text) for pattern in self.expected)]


@pytest.fixture
def problems() -> Problems:
    return Problems()


@pytest.fixture
def page_as(
    live_server: Any, static_files: None, chromium: Browser, problems: Problems
) -> Iterator[Callable[..., Page]]:
    """Give a page that is signed in as the person (nobody: None); addresses are relative to the site.

    Options are those of a Playwright context, such as `viewport` or `color_scheme`.
    """
    contexts: list[BrowserContext] = []

    def open_page(user: Any = None, **options: Any) -> Page:
        options = {"viewport": {"width": 1440, "height": 900}, "base_url": live_server.url, "locale": "en"} | options
        context = chromium.new_context(accept_downloads=True, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_OF_POLICY)
        if user:
            context.add_cookies([_session_of(user, live_server.url)])
        context.on("page", problems.watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not problems.unexpected, "\n".join(problems.unexpected)


def _session_of(user: Any, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """Check a page, or the part that a selector names, against the rules of axe."""

    def check(page: Page, part: str | None = None) -> None:
        found = Axe().run(page, context=part).response["violations"]
        told = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
            + "\n    ".join(f"{node['html'][:200]} {node['failureSummary']}" for node in rule["nodes"][:5])
            for rule in found
        ]
        assert not told, "\n".join(told)

    return check
