"""Debian's own Chromium, driven by Playwright: pages of a chosen width, colour scheme and scripting."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

Scheme = Literal["light", "dark"]
PHONE, DESKTOP = 390, 1280
PATIENCE, STEP = 15_000, 50  # milliseconds


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


class PageFactory:
    """Opens pages, each with cookies of its own, and listens for what the browser complains of."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(
        self,
        width: int = PHONE,
        color_scheme: Scheme = "light",
        javascript: bool = True,
        *,
        base_url: str | None = None,
        forced_colors: bool = False,
    ) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": 844 if width < 700 else 900},
            color_scheme=color_scheme,
            java_script_enabled=javascript,
            base_url=base_url,
            forced_colors="active" if forced_colors else "none",
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            reduced_motion="reduce",
            has_touch=width < 700,
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._listen)
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 404 is logged as an error too; that is for the test to judge, not for us.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def close(self) -> None:
        """Close every page; what the browser complained of fails the test."""
        for context in self._contexts:
            context.close()
        assert self.complaints == [], "\n".join(map(str, self.complaints))


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 is right."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def until(page: Page, promise: str, arg: object = None) -> None:
    """Wait for a script whose answer is a promise; the page's own wait takes the promise itself for a yes."""
    for _ in range(PATIENCE // STEP):
        if page.evaluate(promise, arg):
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(promise)
