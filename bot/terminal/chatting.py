"""A conversation in the terminal."""

import re
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from bot.qa.assistant import Assistant
from bot.qa.models import Entry
from bot.qa.plain import answer_text, passage_quote, popular, quotes
from bot.qa.reply import Conversation, Kind, Reply

_WELCOME = (
    "[bold]会议问答 · Meeting Q&A[/bold]\n"
    "直接提问，简体、繁體、English、pinyin 都可以。Ask in any of them.\n"
    "[dim]谁主持了会议？ · who chaired it · huiyi tongguo le shenme\n"
    "数字选择建议的问题 · a number picks a suggested question · Ctrl-D ends[/dim]"
)


def chat_on_terminal(assistant: Assistant, console: Console | None = None) -> None:
    """Talk until the input ends; a number picks one of the questions just offered."""
    console = console or Console(highlight=False)
    console.print(_WELCOME)
    conversation = Conversation()
    reply: Reply | None = None
    while True:
        try:
            question = console.input("\n[bold cyan]›[/bold cyan] ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        except UnicodeDecodeError:
            console.print("[red]Not UTF-8; set the terminal to UTF-8.[/red]")
            continue
        if not question.strip():
            continue
        reply = _picked(question, reply, assistant) or assistant.reply(question, conversation)
        conversation = conversation.after(reply)
        _show(reply, assistant, console)


def _picked(question: str, before: Reply | None, assistant: Assistant) -> Reply | None:
    """Return the answer to a question that was offered, picked by its number."""
    if before is None or not re.fullmatch(r"\s*[0-9]{1,2}\s*", question):
        return None
    offered = _offered(before, assistant)
    number = int(question)
    if not 1 <= number <= len(offered):
        return None
    return assistant.answer_entry(offered[number - 1].id, before.language)


def _offered(reply: Reply, assistant: Assistant) -> Sequence[Entry]:
    is_lost = reply.kind is Kind.DECLINE and not reply.suggestions
    return popular(assistant.knowledge) if is_lost else reply.suggestions


def _show(reply: Reply, assistant: Assistant, console: Console) -> None:
    knowledge, language = assistant.knowledge, reply.language
    if reply.message:
        console.print(escape(reply.message.in_language(language)))
    for answer in reply.answers:
        console.print(escape(answer_text(answer, language, knowledge)))
    shown = [answer.entry for answer in reply.answers]
    for quote in [*quotes(shown, language, knowledge), *passage_quote(reply)]:
        console.print(Padding(f"[dim italic]{escape(quote)}[/dim italic]", (0, 2)))
    style = "dim" if reply.answers else "bold"
    for number, entry in enumerate(_offered(reply, assistant), start=1):
        question = escape(entry.question.in_language(language))
        console.print(f"  [{style}]{number}  {question}[/{style}]")
