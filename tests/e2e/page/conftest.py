"""The stand-in with its page, and one browser for all tests here."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.sandbox import ControlClient, Person, Sandbox

from ..driving import BotProcess
from .browsing import ChatPage, open_page, run_browser

expect.set_options(timeout=20_000)  # milliseconds: machines are busy


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with run_browser() as running:
        yield running


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def page_url(sandbox: Sandbox, control: ControlClient, running: BotProcess) -> str:
    """Where the page is, with nobody on it but those it begins with."""
    await control.request("POST", "/control/reset")
    return sandbox.page_url


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, page_url: str, mei: Person) -> AsyncIterator[ChatPage]:
    """The page as Mei opens it, at her private chat with the bot, after START."""
    async with open_page(browser, f"{page_url}/#{mei.id}") as page:
        await page.page.locator("#start").click()
        await expect(page.bubbles()).to_have_count(2)
        yield page
