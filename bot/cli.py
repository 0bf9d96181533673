"""The command line: ``python -m bot COMMAND``, also installed as ``meeting-bot``.

Commands import what they need when they run, so that ``ask`` starts fast and never loads Telegram.
"""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from dotenv import load_dotenv

from bot.errors import InputError, MeetingBotError, SettingsError

if TYPE_CHECKING:
    from bot.qa.assistant import Assistant

app = typer.Typer(
    help="Answers questions about one news report of a meeting.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Knowledge = Annotated[
    Path | None,
    typer.Option(help="The knowledge folder.", envvar="KNOWLEDGE_DIR", show_default="built in"),
]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="Read JSON Lines from stdin, write JSON Lines.")
    ] = False,
    knowledge: Knowledge = None,
) -> None:
    """Answer one question, or a batch of them."""
    from bot.terminal.asking import print_answer, run_batch

    if batch:
        run_batch(_assistant(knowledge))
    elif question is None:
        raise InputError("no question; write one behind `ask`, in quotes, or use --batch")
    else:
        print_answer(_assistant(knowledge), question, as_json=as_json)


@app.command()
def chat(knowledge: Knowledge = None) -> None:
    """Talk with the bot in the terminal, follow-ups and all."""
    from bot.terminal.chatting import chat_on_terminal

    chat_on_terminal(_assistant(knowledge))


@app.command()
def check(knowledge: Knowledge = None) -> None:
    """Check the knowledge; print every problem and exit 1 if there is one."""
    from bot.qa.knowledge import default_folder
    from bot.terminal.checking import print_problems

    if print_problems(knowledge or default_folder()):
        raise typer.Exit(1)


@app.command(name="eval")
def evaluate(
    questions: Annotated[Path, typer.Option(help="The evaluation set, JSON Lines.")] = Path(
        "tests/evaluation/questions.jsonl"
    ),
    failed: Annotated[
        Path | None, typer.Option(help="Write every question that went wrong to this file.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Search the same FAQ by WRatio and BM25 too.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw reliability, and risk against coverage.")
    ] = None,
    knowledge: Knowledge = None,
) -> None:
    """Ask the evaluation set and print the rates of right, wrong and false answers."""
    from bot.terminal.evaluating import print_evaluation

    print_evaluation(_assistant(knowledge), questions, failed, compare=compare, plot=plot)


@app.command()
def inbox(
    *,
    has_all: Annotated[
        bool, typer.Option("--all", help="Also what is taught or dismissed.")
    ] = False,
    log: Annotated[bool, typer.Option("--log", help="List who changed what and when.")] = False,
    failed: Annotated[
        bool, typer.Option("--failed", help="List what the bot could not do.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """List what was asked and not answered, most asked first."""
    from bot.settings import load_settings
    from bot.terminal.curating import print_inbox, print_log
    from bot.terminal.failed import print_failed

    url = load_settings().database_url
    if failed:
        print_failed(url, as_json=as_json)
    elif log:
        print_log(url, as_json=as_json)
    else:
        print_inbox(url, as_json=as_json, has_all=has_all)


@app.command()
def stats(
    plot: Annotated[Path | None, typer.Option(help="Draw the figures, as a PNG.")] = None,
    knowledge: Knowledge = None,
) -> None:
    """Show how much was asked in the last thirty days, and how it ended."""
    from bot.qa.knowledge import default_folder
    from bot.settings import load_settings
    from bot.terminal.curating import print_stats

    print_stats(load_settings().database_url, knowledge or default_folder(), plot)


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option(help="Write to this file, such as knowledge/faq/learned.yaml.")
    ] = None,
    knowledge: Knowledge = None,
) -> None:
    """Write what curators taught as YAML, to be reviewed and committed."""
    from bot.qa.knowledge import default_folder
    from bot.settings import load_settings
    from bot.terminal.curating import export as export_lessons

    export_lessons(load_settings().database_url, knowledge or default_folder(), output)


@app.command()
def run() -> None:
    """Run the bot in Telegram."""
    from bot.chat.running import run_bot
    from bot.settings import load_settings

    _collect_garbage_again()
    run_bot(load_settings())


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the chat page is.", min=0, max=65535)] = 8081,
    api_port: Annotated[
        int, typer.Option(help="Where the stand-in for Telegram listens.", min=0, max=65535)
    ] = 8082,
) -> None:
    """Try the bot in the browser: no token, no network."""
    from bot.demo import run_demo

    _collect_garbage_again()
    run_demo(page_port=port, api_port=api_port)


def _assistant(folder: Path | None) -> "Assistant":
    from bot.qa.knowledge import default_folder
    from bot.qa.ready import load_assistant

    assistant = load_assistant(folder or default_folder())
    _collect_garbage_again()
    return assistant


def _collect_garbage_again() -> None:
    """Collect what is made from now on; what was loaded stays until the end anyway."""
    gc.freeze()
    gc.enable()


def _load_env_file(path: Path) -> None:
    try:
        load_dotenv(path)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from None


def main() -> NoReturn:
    """Run the command line; errors that a person can mend are one line on stderr."""
    gc.disable()  # loading makes many small objects that stay: a fifth of the start-up otherwise
    try:
        _load_env_file(Path(".env"))
        app()
    except MeetingBotError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(0)
