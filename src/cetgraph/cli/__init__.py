"""The command line: the group of commands, and the one place where an error becomes a line on stderr.

Each command is a module of this package that holds a click command of the module's own name (`read.read`).
It is imported when it is called, so that `cetgraph --help` answers at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

import cetgraph
from cetgraph.errors import CetgraphError

COMMANDS = {
    "read": "Print what documents state, with the words each finding rests on.",
    "build": "Turn documents into a checked graph.",
    "check": "Validate graphs against the shapes.",
    "query": "Answer a question, or any SPARQL query.",
    "export": "Write the graph in another format.",
    "network": "Show who works with whom.",
    "load": "Write the graph to a SPARQL server.",
    "serve": "Serve the graph as web pages and a SPARQL endpoint.",
    "gazetteer": "Look up and check the known names.",
}
"""What each command does, in the order of the work; the help of the group must not import them to know."""

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended: 128 and the signal's number, as shells have it."""


class _Commands(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"cetgraph.cli.{cmd_name}"), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"cetgraph.cli.{cmd_name}.{cmd_name} is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cetgraph.__version__, prog_name="cetgraph")
def main() -> None:
    """Read governments' technology agreements into a knowledge graph in which every claim leads to its sentence."""


def run() -> None:
    """End the process with the exit code of the command that its arguments name."""
    sys.exit(exit_code(sys.argv[1:]))


def exit_code(arguments: Sequence[str]) -> int:
    """The code to end with after running the command; what went wrong has been told in one line on stderr."""
    try:
        result = main(list(arguments), prog_name="cetgraph", standalone_mode=False)
        sys.stdout.flush()
    except CetgraphError as error:
        return _tell(str(error), error.exit_code)
    except click.UsageError as error:
        return _tell(_usage(error), error.exit_code)
    except click.ClickException as error:
        return _tell(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _tell("interrupted", INTERRUPTED)
    except BrokenPipeError:
        return _silence_stdout()
    except OSError as error:
        return _tell(_system(error), 2)
    return result if isinstance(result, int) else 0


def _tell(message: str, code: int) -> int:
    click.echo(f"cetgraph: {message}", err=True)
    return code


def _usage(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "cetgraph"
    return f"{error.format_message()} (see {path} --help)"


def _system(error: OSError) -> str:
    """What the operating system refused, as one line: "graph.ttl: No space left on device"."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _silence_stdout() -> int:
    """The exit code after the reader of stdout has gone; Python must not complain of it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
