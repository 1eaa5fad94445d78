"""How a command runs and ends, and what it prints: rich tables on a terminal, plain text elsewhere, or JSON."""

from __future__ import annotations

import json
import os
import sys
import warnings
from contextlib import contextmanager
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from unicodedata import category

import msgspec

from atc_core.places import give_streams, is_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import typer

PROBLEM, USAGE, INTERRUPTED = 1, 2, 130
"""The exit statuses of every command, besides 0."""
STOPPED = "stopped by Ctrl-C"
CONTROLS = {"Cc", "Cf", "Cs"}
"""Categories of Unicode that move the cursor, change colours or turn the direction of writing, or are no characters."""


class Table(NamedTuple):
    """Rows of text under a title; the first `labels` columns are names, the others numbers."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    labels: int = 1


def print_json(content: Any) -> None:
    """Write one JSON document to standard output, in ASCII where that cannot take its characters as they are."""
    text = msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (LookupError, UnicodeEncodeError):
        # The stream would write \U0001f680, which is no JSON; a pair of \u escapes is.
        text = json.dumps(msgspec.json.decode(text), indent=2)
    sys.stdout.write(text + "\n")


def print_table(table: Table) -> None:
    """Write a table to standard output."""
    if is_terminal(sys.stdout):
        from rich.console import Console

        Console().print(rich_table(table))
    else:
        print(plain_table(table))


def rich_table(table: Table) -> Any:
    """The table with lines and colours."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    title = Text(visible(table.title))
    rich = RichTable(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for position, header in enumerate(table.headers):
        is_label = position < table.labels
        rich.add_column(header, justify="left" if is_label else "right", overflow="fold")
    for row in table.rows:
        rich.add_row(*(Text(visible(cell)) for cell in row))
    return rich


def plain_table(table: Table) -> str:
    """The table as aligned columns of plain text."""
    lines = [[visible(cell) for cell in line] for line in (table.headers, *table.rows)]
    widths = [max(len(line[position]) for line in lines) for position in range(len(table.headers))]
    text = [visible(table.title)]
    for line in lines:
        cells = (
            cell.ljust(width) if position < table.labels else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)


def visible(text: str) -> str:
    """The text with control characters written out: a name from a file must not command the terminal."""
    return "".join(repr(sign)[1:-1] if category(sign) in CONTROLS and sign != "\n" else sign for sign in text)


def new_app(**settings: Any) -> typer.Typer:
    """A command with help that is rich on a terminal alone; :func:`run` words its errors."""
    import typer

    return typer.Typer(
        rich_markup_mode="rich" if is_terminal(sys.stdout) else None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


def version_option(distribution: str) -> Any:
    """An option that prints the version of a distribution and ends."""
    import typer

    def print_version(asked: bool) -> None:  # noqa: FBT001 typer calls it
        if asked:
            print(f"{distribution} {version(distribution)}")
            raise typer.Exit

    return typer.Option("--version", help="Show the version and exit.", callback=print_version, is_eager=True)


def complain(sentence: str) -> None:
    """Write a sentence to standard error."""
    print(visible(sentence), file=sys.stderr)


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Show each warning as a sentence, without the place in the source."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: complain(f"warning: {message}")
        yield


def run(app: typer.Typer, name: str, arguments: list[str] | None, *, problems: tuple[type[Exception], ...]) -> NoReturn:
    """Run a command and exit; errors that a user can repair are sentences, not tracebacks.

    Args:
        app: the command.
        name: what a user types to call it.
        arguments: what follows the name; by default the arguments of this process.
        problems: the errors that end with status 1, as those of the operating system do; any other ValueError is
            wrong usage and ends with status 2.
    """
    give_streams()
    escape_unencodable()
    try:
        with plain_warnings(), flushed():
            app(arguments, prog_name=name, standalone_mode=True)
    except problems as error:
        fail(name, str(error), PROBLEM)
    except ValueError as error:
        fail(name, str(error), USAGE)
    except OSError as error:
        fail(name, environment_error(error), PROBLEM)
    except KeyboardInterrupt:
        fail(name, STOPPED, INTERRUPTED)
    except SystemExit as ending:
        # Typer 0.29 ends the command with 130 and no word, older ones with "Aborted!" and 1.
        if isinstance(getattr(ending.__context__, "__cause__", None), KeyboardInterrupt):
            fail(name, STOPPED, INTERRUPTED)
        raise
    raise SystemExit(0)


@contextmanager
def flushed() -> Iterator[None]:
    """Write what is buffered before the command ends: a full disk is found here, not after the last handler."""
    try:
        yield
    finally:
        try:
            sys.stdout.flush()
        except OSError:
            # What cannot be written stays buffered, and Python would fail on it once more at its end.
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 for good
            raise


def environment_error(error: OSError) -> str:
    """What the operating system refused, and of which file where it is one that was opened."""
    what = error.filename or "standard output"
    return f"{what}: {error.strerror or error}"


def escape_unencodable() -> None:
    """Escape characters that the encoding of a pipe lacks (a symbol in Japanese on Windows, say) instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def fail(name: str, sentence: str, status: int) -> NoReturn:
    """End with a sentence and an exit status."""
    complain(f"{name}: {sentence}")
    raise SystemExit(status)
