"""A conversation in the terminal."""

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from bot.qa.assistant import Assistant
from bot.qa.language import Language
from bot.qa.plain import quotes, reply_text
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
    """Return the answer to a suggestion picked by its number."""
    if before is None or not question.strip().isdecimal():
        return None
    number = int(question)
    if not 1 <= number <= len(before.suggestions):
        return None
    return assistant.answer_entry(before.suggestions[number - 1].id, before.language)


def _show(reply: Reply, assistant: Assistant, console: Console) -> None:
    if reply.kind is Kind.SUGGEST and reply.message:
        console.print(escape(reply.message.in_language(reply.language)))
    else:
        console.print(escape(reply_text(reply, assistant.knowledge)))
    entries = [answer.entry for answer in reply.answers]
    for quote in quotes(entries, reply.language, assistant.knowledge):
        console.print(Padding(f"[dim italic]{escape(quote)}[/dim italic]", (0, 2)))
    for number, entry in enumerate(reply.suggestions, start=1):
        question = escape(entry.question.in_language(reply.language))
        style = "bold" if reply.kind is Kind.SUGGEST else "dim"
        console.print(f"  [{style}]{number}  {question}[/{style}]")
    if reply.kind is Kind.DECLINE and reply.language is Language.ENGLISH:
        console.print("[dim]  Ctrl-D ends the conversation.[/dim]")
