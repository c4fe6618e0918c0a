"""The commands: thin, and light to start; what a command needs is imported in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publod.cli.terminal import escaped_output
from publod.cli.translated_help import Command, Option, read_settings, translate_click
from publod.messages import N_, Message, _, terminal_language

if TYPE_CHECKING:
    from publod.config import Settings

#: The type of an argument or option that is a path.
PATHS = click.Path(path_type=Path)
#: An option; its help is a message.
option = partial(click.option, cls=Option)
most_results = option(
    "--max", "most", type=click.IntRange(0), metavar="N",
    help=N_(
        "Print so many results, and so many files of each rule, at most; 0 for all. The "
        "numbers are always of all."
    ),
)  # fmt: skip


class _Commands(Command, click.Group):
    """Tells every foreseen error in one sentence, and exits with 1."""

    command_class = Command

    def main(self, *args: Any, **extra: Any) -> Any:
        translate_click()
        with escaped_output():
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        from publod.errors import PublodError

        try:
            return super().invoke(ctx)
        except PublodError as error:
            warn(error.message)
            sys.exit(1)
        except BrokenPipeError:  # the reader of our output has had enough
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
            sys.exit(1)
        except OSError as error:  # a disk that is full, a folder that is not ours
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"publod: {place}{error.strerror or error}", err=True)
            sys.exit(1)


# With color, click leaves escape sequences in texts to us; else it would cut them out.
@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "color": True})
@click.version_option(package_name="publod", cls=Option, help=N_("Show the version and exit."))
@option(
    "--config", type=PATHS, metavar="FILE",
    help=N_("The file of settings (PUBLOD_CONFIG); publod.toml in the current folder otherwise."),
)  # fmt: skip
@option("--home", type=PATHS, help=N_("The folder of all state (PUBLOD_HOME)."), metavar="FOLDER")
@click.pass_context
def main(context: click.Context, home: Path | None, config: Path | None) -> None:
    """Publish the publications of public agencies as linked data."""
    context.obj = {"home": home, "config": config}


def warn(message: Message) -> None:
    """Say something on standard error, in the language of the terminal."""
    click.echo(f"publod: {message.text(terminal_language())}", err=True)


def settings_of(**overrides: Any) -> Settings:
    """The settings of the environment, of its file, and of the options before the command."""
    obj = click.get_current_context().find_root().obj or {}
    return read_settings(environment(), home=obj.get("home"), **overrides)


def environment() -> Mapping[str, str]:
    """The environment, with the file of settings that the command line names."""
    config = (click.get_current_context().find_root().obj or {}).get("config")
    return os.environ if config is None else {**os.environ, "PUBLOD_CONFIG": str(config)}


@main.command()
@click.argument("paths", nargs=-1, type=PATHS, metavar="[PATH...]")
@option("--prune", is_flag=True, help=N_("Withdraw the records that the files no longer have."))
@option("--dry-run", is_flag=True, help=N_("Do everything but write."))
@option("--yes", is_flag=True, help=N_("Do not ask before what could not be taken back."))
@option(
    "--new-catalogue", is_flag=True,
    help=N_("Start anew where the ledger is lost, and give up what was made from it."),
)  # fmt: skip
@most_results
def load(
    paths: tuple[Path, ...],
    prune: bool,
    dry_run: bool,
    yes: bool,
    new_catalogue: bool,
    most: int | None,
) -> None:
    """Load RDF files and folders into the catalogue.

    Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML are read. All records are validated, and
    all are written, or none. A record that has not changed is left alone.

    Exits with 1 if there are violations, or files that cannot be read; nothing is written then.
    """
    from publod import bootstrap, ingest, rules_in_use, store_and_index_updates
    from publod.cli.report_output import print_report, summarise
    from publod.cli.terminal import confirm_clock, confirm_withdrawals, steps
    from publod.errors import ValidationFailed

    settings = settings_of()
    paths = paths or _paths_of(settings)
    bootstrap.require_harmony(settings)
    unseen: list[Message] = []
    with bootstrap.writer(settings, new_catalogue=new_catalogue) as writer:
        if writer.ledger and not dry_run:
            confirm_clock(writer.ledger.head(), yes=yes)
        with steps() as shown:
            common = (bootstrap.addresses(writer.base_url), settings.all_shapes)
            options: dict[str, Any] = {
                "prune": prune, "workers": settings.validators, "steps": shown,
                "served": bootstrap.served_records(writer.ledger), "after_fault": "read",
                "folder": bootstrap.file_folder(settings),
            }  # fmt: skip
            try:
                if dry_run:
                    outcome = ingest.check(paths, writer.ledger, *common, **options)
                    if not outcome.report.conforms:
                        raise ValidationFailed(outcome.report, len(outcome.report.violations))
                else:
                    outcome = ingest.load(
                        paths, writer.ledger, writer.create, *common, **options,
                        confirm=lambda plan: confirm_withdrawals(shown, plan, yes=yes),
                    )  # fmt: skip
            except ValidationFailed as failure:
                shown.stop()
                print_report(failure.report, writer.base_url, most)
                sys.exit(1)
            outcome = replace(outcome, plan=outcome.plan.without_texts())
            if writer.ledger and not dry_run:
                store_and_index_updates.bring_up_to_date(
                    settings, writer.ledger, shown, warn=unseen.append
                )
        if writer.ledger and outcome.commit and outcome.commit.id == 1:
            rules_in_use.note(settings, writer.ledger)
        elif writer.ledger and (changed := rules_in_use.changed(settings, writer.ledger)):
            unseen.append(changed)
        base = writer.base_url
    summarise(outcome, dry_run=dry_run)
    print_report(outcome.report, base, most)
    for message in unseen:
        warn(message)
    if outcome.commit and outcome.commit.id == 1 and settings.base_url is None:
        warn(
            N_(
                "the catalogue's IRIs begin with %(base)s, since PUBLOD_BASE_URL is not set. "
                "`publod rebase URL` moves it to the address that it will be published at.",
                base=settings.new_base_url,
            )
        )


@main.command()
@click.argument("paths", nargs=-1, type=PATHS, metavar="[PATH...]")
@option("--loaded", is_flag=True, help=N_("Check the records that are loaded."))
@option(
    "--format", "form", type=click.Choice(["text", "json", "turtle", "sarif", "html"]),
    default="text", help=N_("How the report is written."), show_default=True,
)  # fmt: skip
@option("--output", type=PATHS, metavar="FILE", help=N_("Write the report into a file."))
@most_results
@option(
    "--keep-going/--fail-fast", default=True,
    help=N_("Report the faults of all files, or end at the first file that cannot be read."),
    show_default=True,
)  # fmt: skip
def check(
    paths: tuple[Path, ...],
    loaded: bool,
    form: str,
    output: Path | None,
    most: int | None,
    keep_going: bool,
) -> None:
    """Validate RDF files and folders as a load would; write nothing.

    With --loaded the records of the catalogue are validated again, as is needed when the rules
    have changed.

    Exits with 0 if there are no violations, with 1 if there are some, or files that cannot be read,
    and with 2 if the command is not called as it should be.
    """
    from publod import bootstrap, ingest, rules_in_use
    from publod.cli.report_output import print_report, remark, write_report
    from publod.cli.terminal import steps
    from publod.errors import LedgerMissing

    if paths and loaded:
        raise click.UsageError(_("name files and folders, or give --loaded"))
    settings = settings_of()
    if not loaded:
        paths = paths or _paths_of(settings)
    bootstrap.require_harmony(settings)
    try:
        ledger = bootstrap.reading_ledger(settings)
    except LedgerMissing:
        if loaded:
            raise
        ledger = None
    base = ledger.base_url if ledger else settings.new_base_url
    addresses = bootstrap.addresses(base)
    with steps() as shown:
        if loaded and ledger:
            count, report = ingest.check_loaded(
                ledger, addresses, settings.all_shapes, workers=settings.validators, steps=shown
            )
            valid = _("valid: %(count)s loaded records", count=count)
            if report.conforms:
                rules_in_use.note_found(settings, ledger.head())
        else:
            outcome = ingest.check(
                paths, ledger, addresses, settings.all_shapes,
                workers=settings.validators, steps=shown, served=bootstrap.served_records(ledger),
                after_fault="validate" if keep_going else "stop",
                folder=bootstrap.file_folder(settings),
            )  # fmt: skip
            report = outcome.report
            valid = _(
                "valid: %(changes)s to write, %(unchanged)s unchanged",
                changes=len(outcome.plan.changes),
                unchanged=outcome.plan.unchanged,
            )
            remark(outcome)
    if form != "text" or output:
        write_report(report, form, output, base, most)
    elif report.conforms:
        click.echo(valid)
    if form == "text" and not output:
        print_report(report, base, most)
    if not loaded and ledger and (changed := rules_in_use.changed(settings, ledger)):
        warn(changed)
    sys.exit(0 if report.conforms else 1)


@main.command()
@option("--host", help=N_("The address to listen on (PUBLOD_HOST)."))
@option("--port", type=click.IntRange(1, 65535), help=N_("The port to listen on (PUBLOD_PORT)."))
@option("--workers", type=click.IntRange(1), help=N_("Web processes (PUBLOD_WORKERS)."))
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the catalogue over HTTP."""
    from publod import bootstrap, customising
    from publod.server import serving

    settings = settings_of(host=host, port=port, workers=workers)
    for conflict in bootstrap.overlay_conflicts(settings):
        warn(Message("%(place)s: %(message)s", place=conflict.place, message=conflict.message))
    for message in customising.own_warnings(settings):
        warn(message)
    serving.run(settings)


@main.command()
def rebuild() -> None:
    """Make read model, SPARQL store, search index and covers anew from the ledger."""
    from publod import bootstrap, ingest, store_and_index_updates
    from publod.cli.terminal import steps
    from publod.errors import LedgerMissing

    settings = settings_of()
    unseen: list[Message] = []
    with bootstrap.writer(settings) as writer, steps() as shown:
        if writer.ledger is None:
            raise LedgerMissing(N_("nothing has been loaded yet: there is nothing to rebuild"))
        store_and_index_updates.update_read_model(settings, writer.ledger, shown, fresh=True)
        with bootstrap.store(settings, fresh=True) as store:
            projected = ingest.rebuild(
                writer.ledger, store, shown,
                lambda: bootstrap.served_vocabularies(settings),
            )  # fmt: skip
        indexed = store_and_index_updates.update_search(settings, writer.ledger, shown, fresh=True)
        store_and_index_updates.update_files(
            settings, writer.ledger, shown, unseen.append, fresh=True
        )
    for message in unseen:
        warn(message)
    click.echo(_("rebuilt the SPARQL store: %(count)s records", count=projected))
    click.echo(_("rebuilt the search index: %(count)s records", count=indexed))


@main.command()
@option("--json", "as_json", is_flag=True, help=N_("For programs."))
def status(as_json: bool) -> None:
    """Say what there is: base URL, commits, records, and how far each projection has come."""
    from publod.maintenance import lines_of, status_of

    state = status_of(settings_of())
    if as_json:
        import json

        click.echo(json.dumps(state, ensure_ascii=False, indent=2, default=str))
        return
    lines = lines_of(state)
    width = max(map(len, lines))
    for name, value in lines.items():
        click.echo(f"{name:{width}}  {value}")


@main.command()
def settings() -> None:
    """List the settings: what each is here, where that comes from, and what it means.

    In publod.toml they have the same names, in lower case and without PUBLOD_.
    """
    from publod.setting_sources import effective

    language = terminal_language()
    obj = click.get_current_context().find_root().obj or {}
    for setting in effective(environment(), home=obj.get("home")):
        source = setting.source.text(language)
        click.echo(f"{setting.variable} = {setting.value or '-'}  [{source}]")
        click.echo(f"    {setting.help.text(language)}")


def _paths_of(settings: Settings) -> tuple[Path, ...]:
    """What is read where the command line names nothing. Raises UsageError."""
    if settings.data is None:
        raise click.UsageError(
            _("name files or folders, or set PUBLOD_DATA to the folder that is always read")
        )
    return (settings.data,)
