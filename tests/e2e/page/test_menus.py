"""Menus on the chat page: commands, topics, the report, and the curators' chat of the demo."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import KEN_ID, MEI_ID

from ..driving import free_port, run_process
from .browsing import ChatPage, open_page


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("start", "你好"),
        ("help", "直接用一句话提问"),
        ("article", "第1段"),
        ("ask", "/ask 谁"),
        ("privacy", "/forget"),
        ("forget", "都已删除"),
    ],
)
async def test_a_command_is_chosen_from_the_menu(command: str, words: str, chat: ChatPage) -> None:
    await chat.page.locator("#commands").click()
    await chat.page.locator("#suggestions .command", has_text=f"/{command}").click()
    await expect(chat.newest()).to_contain_text(words)


async def test_a_command_in_a_message_is_sent_by_a_tap(chat: ChatPage) -> None:
    text = await chat.ask("/help")
    await text.get_by_role("button", name="/lang").click()
    await expect(chat.newest()).to_contain_text("用哪种语言回答")


async def test_topics_are_browsed_page_by_page_in_place(chat: ChatPage) -> None:
    card = await chat.ask("/topics")
    count = await chat.bubbles().count()
    title = card.locator(".body")
    await card.get_by_role("button", name="会议概况").click()
    await expect(title).to_have_text("会议概况")
    await card.get_by_role("button", name="下一页 ›").click()
    await card.get_by_role("button", name="‹ 上一页").click()
    await expect(card.get_by_role("button", name="‹ 上一页")).to_have_count(0)
    question = card.get_by_role("button").filter(has_text="？").first
    label = await question.inner_text()
    await question.click()
    await expect(card.locator(".body b").first).to_have_text(label)
    await card.get_by_role("button", name="‹‹ 会议概况").click()
    await card.get_by_role("button", name="‹‹ 全部主题").click()
    await expect(title).to_have_text("选一个主题：")
    assert await chat.bubbles().count() == count


async def test_the_report_is_read_to_its_end_in_place(chat: ChatPage) -> None:
    page = await chat.ask("/article")
    count = await chat.bubbles().count()
    for number in range(2, 8):
        await page.get_by_role("button", name="下一页 ›").click()
        await expect(page).to_contain_text(f"第{number}段（共7段）")
    await expect(page.get_by_role("button", name="下一页 ›")).to_have_count(0)
    await page.get_by_role("button", name="‹ 上一页").click()
    await expect(page).to_contain_text("第6段（共7段）")
    assert await chat.bubbles().count() == count


async def test_what_nobody_knows_is_taught_in_the_curators_chat(
    browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    options = ("demo", "--port", str(port), "--api-port", str(free_port()))
    async with run_process(*options, database=tmp_path / "x") as demo:
        await demo.logged("answers from")
        async with open_page(browser, f"http://127.0.0.1:{port}/#{MEI_ID}") as chat:
            await chat.page.locator("#start").click()
            await expect(chat.bubbles()).to_have_count(2)
            await expect(await chat.ask("火锅辣不辣")).to_contain_text("不知道")
            await chat.chat("Curators").click()
            await chat.newest().get_by_role("button", name="写回答").click()
            await expect(chat.page.locator("#quoting-title")).to_contain_text("回复")
            await chat.write("火锅很辣吗？\n火锅很辣。\n---\nIt is hot.")
            await chat.newest().get_by_role("button", name="发布").click()
            await expect(chat.page.locator("#toast")).to_contain_text("学会了")
            await chat.chat("Mei").first.click()
            await expect(chat.newest()).to_contain_text("你之前问过“火锅辣不辣”")
            await chat.chat("Ken").click()
            assert chat.page.url.endswith(f"#{KEN_ID}")
            await chat.page.locator("#start").click()
            await expect(chat.bubbles()).to_have_count(2)
            await expect(await chat.ask("火锅辣不辣")).to_contain_text("火锅很辣。")
