"""The chat page in headless Chromium, as a person sees and uses it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 820}


def find_chromium() -> str | None:
    """Return where Chromium is; ``CHROMIUM`` names another than the one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@asynccontextmanager
async def run_browser() -> AsyncIterator[Browser]:
    """Start Chromium, or skip the test that wants it and say why."""
    path = find_chromium()
    if path is None:
        pytest.skip("there is no Chromium here; on Debian: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


# The contrast of every text that can be seen, by the formula of WCAG 2; grounds are laid over
# each other from the innermost to the first that hides the rest.
_FAINT = """root => {
    const settings = { willReadFrequently: true };
    const canvas = document.createElement("canvas").getContext("2d", settings);
    const parts = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
        return { rgb: [red, green, blue], alpha: alpha / 255 };
    };
    const over = (top, rgb) => rgb.map((c, i) => top.rgb[i] * top.alpha + c * (1 - top.alpha));
    const ground = (node) => {
        if (!node) return [255, 255, 255];
        const own = parts(getComputedStyle(node).backgroundColor);
        return own.alpha === 1 ? own.rgb : over(own, ground(node.parentElement));
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((c) => c / 255).map((c) =>
            c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (node) => {
        const back = ground(node);
        const pair = [light(back), light(over(parts(getComputedStyle(node).color), back))];
        return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    };
    const hasText = (node) => [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim());
    return [...root.querySelectorAll("*")]
        .filter((node) => node.checkVisibility() && hasText(node))
        .filter((node) => !node.closest("[aria-hidden=true], :disabled"))
        .filter((node) => contrast(node) < 4.5)
        .map((node) => `${contrast(node).toFixed(2)} ${node.textContent.slice(0, 40)}`);
}"""


@dataclass
class ChatPage:
    """The page, open in one chat.

    Attributes:
        requested: Every address the page asked for.
        complaints: What the browser wrote on its console, and errors of the page's code.
    """

    page: Page
    requested: list[str]
    complaints: list[str]

    async def ask(self, text: str) -> Locator:
        """Write a message and send it; return the bot's reply."""
        count = await self.say(text)
        await expect(self.bubbles()).to_have_count(count + 1)
        return self.bubbles().nth(count)

    async def say(self, text: str) -> int:
        """Write a message, send it and see it; return how many there are now."""
        count = await self.bubbles().count() + 1
        await self.write(text)
        await expect(self.bubbles().nth(count - 1)).to_be_visible()
        return count

    async def write(self, text: str) -> None:
        """Write a message and send it."""
        await self.page.locator("#text").fill(text)
        await self.page.keyboard.press("Enter")

    def bubbles(self) -> Locator:
        """The messages of the chat."""
        return self.page.locator("#messages .message:not(.typing)")

    def newest(self) -> Locator:
        """The last message of the chat."""
        return self.bubbles().last

    def chat(self, name: str) -> Locator:
        """The row of a chat in the list."""
        return self.page.locator("#chats .row", has_text=name)

    async def choose(self, opener: str, label: str) -> None:
        """Open a menu by its button, and choose from it."""
        await self.page.locator(opener).click()
        await self.page.get_by_role("menuitem", name=label).click()

    def outside(self) -> list[str]:
        """Return the addresses asked for that are not on this machine."""
        addresses = [urlsplit(address) for address in self.requested]
        return [
            address.geturl()
            for address in addresses
            if address.scheme not in {"data", "blob"} and address.hostname != "127.0.0.1"
        ]

    async def faint(self) -> list[str]:
        """Return the texts in view that are hard to read, below WCAG's AA."""
        found: list[str] = await self.page.locator("body").evaluate(_FAINT)
        return found

    async def colour(self, selector: str) -> str:
        """Return the background of an element."""
        script = "node => getComputedStyle(node).backgroundColor"
        return str(await self.page.locator(selector).evaluate(script))


@asynccontextmanager
async def open_page(browser: Browser, url: str, **options: Any) -> AsyncIterator[ChatPage]:
    """Open the page in a browser that nobody used before.

    Args:
        browser: Chromium.
        url: Where the page is; ``#ID`` opens a chat.
        options: Of the browser, such as ``viewport``, ``color_scheme`` and ``locale``.
    """
    context = await browser.new_context(**{"viewport": DESKTOP, "locale": "zh-CN"} | options)
    page = await context.new_page()
    chat = ChatPage(page, [], [])

    def complain(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            chat.complaints.append(message.text)

    context.on("request", lambda request: chat.requested.append(request.url))
    page.on("console", complain)
    page.on("pageerror", lambda error: chat.complaints.append(str(error)))
    try:
        await page.goto(url)
        yield chat
    finally:
        await context.close()
    assert chat.outside() == []
    assert chat.complaints == []
