"""The commands that begin a catalogue: init, and examples to look at."""

from __future__ import annotations

import shlex
import shutil
import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path

import click

from publod.cli.commands import PATHS, main, option
from publod.messages import N_, Message, _, terminal_language

#: What is asked for on a terminal where no flag says it: the answer's name, and the question.
_QUESTIONS: dict[str, Message] = {
    "name": N_("What is the catalogue called?"),
    "publisher": N_("Who publishes it?"),
    "base_url": N_("At which URL will it be published? (may be left for later)"),
    "licence": N_("On what licence are the descriptions given?"),
    "contact": N_("To which address of electronic mail may be written? (may be left for later)"),
    "languages": N_("In which languages are pages? (the first is that of the records)"),
}
#: Those without which nothing can be written.
_NEEDED = ("name", "publisher")


@main.command()
@click.argument("folder", type=PATHS, metavar="FOLDER")
@option("--name", help=N_("What the catalogue is called."))
@option("--short-name", help=N_("What the head of each page calls it, where the name is long."))
@option("--description", help=N_("What it is about, in a sentence."))
@option("--base-url", metavar="URL", help=N_("The URL that it will be published at."))
@option("--publisher", help=N_("The body that publishes it."))
@option("--homepage", metavar="URL", help=N_("The homepage of that body."))
@option(
    "--licence", metavar="NAME|URL",
    help=N_("The licence of the descriptions: CC0, CC-BY-4.0, CC-BY-SA-4.0, or a URL."),
)  # fmt: skip
@option("--contact", metavar="EMAIL", help=N_("Whom to write to."))
@option("--languages", metavar="TAGS", help=N_("The languages of pages, such as 'fi en'."))
@option("--yes", is_flag=True, help=N_("Ask nothing, and take what is usual."))
@option("--force", is_flag=True, help=N_("Also into a folder that has files; none is changed."))
def init(folder: Path, yes: bool, force: bool, **given: str | None) -> None:
    """Make a folder with all that a catalogue of one's own begins with.

    It has settings, a record of the catalogue, lists of types and subjects, an example of a
    publication, and files for systemd and for a container. On a terminal, what no option says is
    asked for.
    """
    from publod.new_catalogue import Answers, require_place, tags_of, write

    require_place(folder, force=force)
    answers = {name: value for name, value in given.items() if value is not None}
    if not yes and sys.stdin.isatty() and sys.stderr.isatty():
        _ask(answers)
    elif yes:
        answers.setdefault("name", folder.resolve().name)
        answers.setdefault("publisher", answers["name"])
    elif lacking := [f"--{name}" for name in _NEEDED if name not in answers]:
        raise click.UsageError(_("missing %(options)s; or add --yes", options=", ".join(lacking)))
    languages = tags_of(answers.pop("languages", ""))
    for path in write(folder, Answers(**answers, languages=languages)):
        click.echo(str(folder / path))
    place = shlex.quote(str(folder))
    click.echo("\n" + _("Next: cd %(folder)s, then publod load, then publod serve", folder=place))


def _ask(answers: dict[str, str]) -> None:
    """Ask for what is not known; an answer that cannot be is asked for again, with the cause."""
    from publod.errors import NotConfirmed
    from publod.new_catalogue import CannotBegin, check

    def checked(name: str, answer: str) -> str:
        try:
            return check(name, answer)
        except CannotBegin as error:
            raise click.UsageError(error.message.text(terminal_language())) from None

    if isinstance(sys.stdin, TextIOWrapper):  # what is not in UTF-8 is an answer that cannot be
        sys.stdin.reconfigure(errors="surrogateescape")
    usual = {"licence": "CC0", "languages": terminal_language()}
    for name, question in _QUESTIONS.items():
        if name not in answers:
            try:
                answers[name] = click.prompt(
                    question.text(terminal_language()),
                    default=usual.get(name, ""),
                    show_default=name in usual,
                    value_proc=partial(checked, name),
                    err=True,
                )
            except click.Abort:
                click.echo(err=True)  # the line of the question ends
                raise NotConfirmed(N_("nothing was written")) from None


@main.command()
@click.argument("folder", type=PATHS, metavar="FOLDER")
def examples(folder: Path) -> None:
    """Write the documentation and an example catalogue into a new folder.

    The example is the catalogue that publod comes with. The file messages.pot has all that this
    version of publod says, for translators.
    """
    from publod.config import resource
    from publod.new_catalogue import require_place
    from publod.translation_template import write_template

    require_place(folder)
    for name in ("data", "docs", "queries"):
        shutil.copytree(resource(name), folder / name, ignore=shutil.ignore_patterns("__*"))
    for name in ("README.md", "publod.toml"):
        shutil.copyfile(resource(name), folder / name)
    with (folder / "messages.pot").open("wb") as file:
        write_template(file)
    click.echo(str(folder))
