"""How the chat page looks: first sight, phone and desktop, light and dark, nothing from outside."""

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import KEN_ID, MEI_ID, ControlClient, FaultKind, Person

from .browsing import DESKTOP, PHONE, ChatPage, open_page


@pytest.mark.parametrize(
    ("locale", "visitor", "greeting"),
    [("zh-CN", MEI_ID, "这个机器人能做什么？"), ("en-GB", KEN_ID, "What can this bot do?")],
)
async def test_a_visitor_is_met_in_the_language_of_the_browser(
    locale: str, visitor: int, greeting: str, browser: Browser, page_url: str
) -> None:
    async with open_page(browser, page_url, locale=locale) as chat:
        await expect(chat.page.locator("#welcome h3")).to_have_text(greeting)
        await expect(chat.page.locator("#welcome p")).not_to_be_empty()
        await expect(chat.page.locator("#start")).to_be_in_viewport()
        assert chat.page.url.endswith(f"#{visitor}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_fits(
    size: dict[str, int], scheme: str, browser: Browser, page_url: str, ken: Person
) -> None:
    options = {"viewport": size, "color_scheme": scheme}
    async with open_page(browser, f"{page_url}/#{ken.id}", **options) as chat:
        await chat.page.locator("#start").click()
        await expect(chat.bubbles()).to_have_count(2)
        await chat.ask("what are the five principles")
        for part in (chat.newest().locator(".keyboard"), chat.page.locator("#write")):
            await expect(part).to_be_in_viewport(ratio=0.99)
        assert await chat.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert await cut_off(chat) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_its_ground(
    scheme: str, browser: Browser, page_url: str, mei: Person, group: int
) -> None:
    async with open_page(browser, f"{page_url}/#{group}", color_scheme=scheme) as chat:
        assert await chat.faint() == []
        await chat.choose("#place", "开启话题")
        await chat.ask("@meeting_demo_bot 谁主持了会议")
        await chat.page.locator("#sender").click()
        card = await chat.ask("/ask what was approved")
        await card.locator(".bubble").dblclick()
        await chat.page.locator("#text").fill("/")
        await expect(chat.page.locator("#suggestions .command").first).to_be_visible()
        assert await chat.faint() == []
        await chat.page.locator("#text").fill("@meeting_demo_bot ")
        await expect(chat.page.locator("#suggestions .result").first).to_be_visible()
        await chat.page.locator("#attach").click()
        assert await chat.faint() == []
        await chat.page.keyboard.press("Escape")
        await chat.page.locator("#text").fill("")
        await card.get_by_role("button", name="👍").click()
        await expect(chat.page.locator("#toast")).to_be_visible()
        await card.get_by_role("button", name="Share").click()
        await expect(chat.page.locator("#dialog")).to_be_visible()
        assert await chat.faint() == []


async def cut_off(chat: ChatPage) -> list[str]:
    """Return the texts of bubbles, buttons and header that are wider than the room they have."""
    script = """nodes => nodes
        .filter((node) => node.scrollWidth > node.clientWidth + 1)
        .map((node) => node.textContent)"""
    found: list[str] = await chat.page.locator(
        ".bubble, .keyboard button, #peer-name"
    ).evaluate_all(script)
    return found


async def test_a_phone_shows_one_pane_at_a_time(
    browser: Browser, page_url: str, mei: Person
) -> None:
    async with open_page(browser, page_url, viewport=PHONE) as chat:
        await expect(chat.page.locator("#banner")).to_contain_text("Telegram")
        await expect(chat.page.locator("#conversation")).to_be_hidden()
        await chat.chat("Mei").first.click()
        await expect(chat.page.locator("#conversation")).to_be_visible()
        await expect(chat.page.locator("#sidebar")).to_be_hidden()
        await chat.page.locator("#back").click()
        await expect(chat.page.locator("#sidebar")).to_be_visible()


async def test_a_finger_edits_a_message(browser: Browser, page_url: str, mei: Person) -> None:
    options = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
    async with open_page(browser, f"{page_url}/#{mei.id}", **options) as chat:
        await chat.page.locator("#start").tap()
        await expect(chat.bubbles()).to_have_count(2)
        await chat.ask("谁主持了会议")
        await chat.bubbles().nth(2).get_by_role("button", name="对这条消息的操作").tap()
        await chat.page.get_by_role("menuitem", name="编辑").tap()
        await chat.page.locator("#text").fill("会议是哪天开的")
        await chat.page.locator("#send").tap()
        await expect(chat.newest().locator(".body b")).to_have_text("会议是哪天开的？")
        assert await chat.bubbles().count() == 4


async def test_everything_is_reached_with_the_keyboard(chat: ChatPage) -> None:
    card = await chat.ask("谁主持了会议")
    keys = chat.page.keyboard
    await chat.page.locator("#place").focus()
    await keys.press("Tab")
    await expect(chat.page.locator("#scroller")).to_be_focused()
    await card.get_by_role("button", name="谁在会上讲话？").focus()
    await keys.press("Enter")
    await expect(chat.newest()).to_contain_text("梁惠玲")
    more = chat.newest().get_by_role("button", name="对这条消息的操作")
    await more.focus()
    for closing in ("Escape", "Tab"):
        await keys.press("Enter")
        await expect(chat.page.get_by_role("menuitem", name="回复")).to_be_focused()
        await keys.press(closing)
        await expect(chat.page.locator("#menu")).to_be_hidden()
        await expect(more).to_be_focused()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(chat.page.locator("#quoting-title")).to_contain_text("回复")
    await expect(chat.page.locator("#text")).to_be_focused()


async def test_light_and_dark_follow_the_system_until_chosen(
    browser: Browser, page_url: str, mei: Person
) -> None:
    async with open_page(browser, page_url, color_scheme="dark") as chat:
        dark = await chat.colour("#sidebar .bar")
        await chat.page.emulate_media(color_scheme="light")
        light = await chat.colour("#sidebar .bar")
        assert dark != light
        await chat.page.locator("#theme").click()
        assert await chat.colour("#sidebar .bar") == dark
        await chat.page.reload()
        assert await chat.colour("#sidebar .bar") == dark


async def test_nothing_is_fetched_from_outside(chat: ChatPage, page_url: str) -> None:
    await chat.ask("https://example.org/picture.png 谁主持了会议")
    assert len(chat.requested) > 10
    assert chat.outside() == []
    answer = await chat.page.request.get(page_url)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_the_bot_is_seen_typing(chat: ChatPage, mei: Person, control: ControlClient) -> None:
    await control.inject(FaultKind.HANG, method="sendMessage", chat_id=mei.id, seconds=1.5)
    await chat.write("谁主持了会议")
    await expect(chat.page.locator("#messages .typing")).to_be_visible()
    await expect(chat.page.locator("#peer-status")).to_have_text("正在输入…")
    await expect(chat.newest()).to_contain_text("许勤")
    await expect(chat.page.locator("#messages .typing")).to_have_count(0)
