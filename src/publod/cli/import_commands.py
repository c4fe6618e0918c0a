"""The command that imports: what agencies have becomes files that a person may edit, and load."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publod.cli.commands import PATHS, main, option, settings_of
from publod.messages import N_, Message, _, terminal_language

if TYPE_CHECKING:
    from publod.importing.formats_of_sources import ImportFormat, ReadOptions
    from publod.importing.report import ImportReport

#: How an import ends that left something for a person to look at.
TO_LOOK_AT = 3
#: Findings of each kind that are shown at the terminal.
_MOST_SHOWN = 20
#: The file of the last report in the folder of the catalogue, which a load passes over.
_REPORT = "import-report.txt"
#: Records of a harvest that are imported at once.
_BATCH = 10_000

# What both commands take.
_to = option(
    "--to",
    "folder",
    type=PATHS,
    metavar="FOLDER",
    help=N_("The folder of the catalogue's files; the one that is loaded, if none is named."),
)
_report = option(
    "--report",
    "report_file",
    type=PATHS,
    metavar="FILE",
    help=N_(
        "Write the whole report to a file: as JSON if its name ends so. Unset: import-report.txt "
        "in the folder of the catalogue."
    ),
)
_mapping = option(
    "--mapping", type=PATHS, metavar="FILE", help=N_("What columns and words mean (TOML).")
)
_type = option("--type", "default_type", help=N_("The type of publications that have none."))
_language = option(
    "--language", help=N_("The language of texts that do not say theirs, such as sv.")
)
_no_new = option(
    "--no-new-subjects", is_flag=True, help=N_("Report subjects that the folder does not have.")
)


@main.command("import")
@click.argument("sources", nargs=-1, required=True, type=PATHS, metavar="SOURCE...")
@_to
@option("--format", "form", help=N_("The format of the sources, where their names do not say it."))
@_mapping
@option("--propose", is_flag=True, help=N_("Write a first mapping of a table, and nothing else."))
@_type
@_language
@option("--ask", is_flag=True, help=N_("Ask about what is doubtful."))
@_no_new
@option("--withdraw", is_flag=True, help=N_("Delete the files of what the source no longer has."))
@option("--force", is_flag=True, help=N_("Write over files that were edited by hand."))
@option("--source", help=N_("The name that the source is remembered by, instead of its file's."))
@option(
    "--continues",
    metavar="NAME",
    help=N_("The name that the source was imported by before, if it has another one now."),
)
@_report
@option("--dry-run", is_flag=True, help=N_("Do everything but write."))
def import_(
    sources: tuple[Path, ...], folder: Path | None, form: str | None, mapping: Path | None,
    propose: bool, report_file: Path | None, **wanted: Any,
) -> None:  # fmt: skip
    """Make RDF files of tables and library formats, for a person to look at and load.

    Agents and subjects are matched with those of the folder, works are made of titles and editions,
    and whatever could not be mapped is reported. Exits with 3 if a person has something to look at.
    """
    from publod.importing.formats_of_sources import ReadOptions
    from publod.importing.import_mapping import ImportMapping, read_mapping
    from publod.importing.importer import ImportOptions, import_records

    if propose:
        from publod.importing.tables.proposal import proposal_of

        for source in sources:
            language = settings_of().cataloguing_language
            click.echo(proposal_of(source, _format(source, form).name, language), nl=False)
        return
    folder = _target(folder)
    read = read_mapping(mapping) if mapping else ImportMapping()
    language = wanted.pop("language") or read.language
    asks = wanted.pop("ask") and sys.stdin.isatty() and sys.stderr.isatty()
    options = ImportOptions(
        mapping=read,
        language=language or "",
        default_type=wanted.pop("default_type") or "",
        new_concepts=not wanted.pop("no_new_subjects"),
        source=wanted.pop("source") or "",
        continues=wanted.pop("continues") or "",
        ask=_ask if asks else None,
        **wanted,
    )
    records = _records(sources, form, ReadOptions(read if mapping else None), options.source)
    with _shown(quiet=asks) as shown:
        base, statements = _folder(folder, shown)
        report = import_records(records, folder, statements, base, options, shown)
    _show(report, report_file, folder, dry_run=options.dry_run)
    sys.exit(0 if report.is_clean else TO_LOOK_AT)


@main.command()
@click.argument("url", metavar="URL")
@_to
@option("--prefix", default="", help=N_("The metadata format, instead of the best that is known."))
@option("--set", "chosen_set", default="", help=N_("Harvest this set only."))
@option("--from-the-beginning", is_flag=True, help=N_("Forget what was harvested before."))
@_mapping
@_type
@_language
@_no_new
@_report
def harvest(
    url: str, folder: Path | None, prefix: str, chosen_set: str, from_the_beginning: bool,
    mapping: Path | None, default_type: str | None, language: str | None, no_new_subjects: bool,
    report_file: Path | None,
) -> None:  # fmt: skip
    """Import what an OAI-PMH source has, and the next time what has changed since.

    A harvest that was broken off goes on where it was. What the source has deleted is deleted from
    the folder. Exits with 3 if a person has something to look at.
    """
    from publod.importing.import_mapping import ImportMapping, read_mapping
    from publod.importing.importer import ImportOptions, import_records
    from publod.importing.oai_pmh_harvest import Harvest, HarvestState, read_state
    from publod.importing.report import ImportReport

    read = read_mapping(mapping) if mapping else ImportMapping()
    options = ImportOptions(
        mapping=read, language=language or read.language, default_type=default_type or "",
        new_concepts=not no_new_subjects, source=url, is_partial=True, withdraw=True,
    )  # fmt: skip
    folder = _target(folder)
    folder.mkdir(parents=True, exist_ok=True)
    state = read_state(folder, url, prefix, chosen_set)
    state = HarvestState(url, prefix, chosen_set) if from_the_beginning else state
    run = Harvest(state, folder=folder)
    whole = ImportReport()
    with _shown(quiet=False) as shown:
        for batch in run.batches(_BATCH):
            base, statements = _folder(folder, shown)
            whole.extend(import_records(batch, folder, statements, base, options, shown))
            # Not before: the state is that of all up to this batch and with it.
            run.remember()
    run.remember()
    _show(whole, report_file, folder, dry_run=False)
    sys.exit(0 if whole.is_clean else TO_LOOK_AT)


def _target(folder: Path | None) -> Path:
    """The folder that is written into: the one that a load reads, if none is named.

    Raises UsageError for none, and for one with settings by which a load reads another one.
    """
    from publod.config_file import NAME, entries_of

    if folder is None:
        if (data := settings_of().data) is None:
            raise click.UsageError(
                _("say where to with --to FOLDER, or set PUBLOD_DATA to the folder that is loaded")
            )
        return data
    settings = folder / NAME
    data_entry = entries_of(settings).get("data") if settings.is_file() else None
    loaded = folder / str(data_entry.value) if data_entry else folder
    if loaded.resolve() != folder.resolve():
        raise click.UsageError(
            _("a load of this catalogue reads %(folder)s: say --to %(folder)s", folder=loaded)
        )
    return folder


def _format(source: Path, form: str | None) -> ImportFormat:
    from publod.importing.formats_of_sources import format_named, format_of

    return format_named(form) if form else format_of(source)


def _records(
    sources: Iterable[Path], form: str | None, read: ReadOptions, name: str
) -> Iterator[Any]:
    """The records of all sources, by the name that they are to be remembered by."""
    from dataclasses import replace

    from publod.importing.formats_of_sources import records_of

    for source in sources:
        for record in records_of(_format(source, form), source, read):
            yield replace(record, source=name) if name else record


def _folder(folder: Path, shown: Any) -> tuple[str, Iterator[Any]]:
    """The base URL of the catalogue, and what the RDF files of the folder state."""
    from publod import bootstrap
    from publod.errors import LedgerMissing
    from publod.ingest.sources import sources_of, statements_of
    from publod.rdf import is_rdf

    settings = settings_of()
    bootstrap.use_languages_of(settings)
    try:
        base = bootstrap.reading_ledger(settings).base_url
    except LedgerMissing:
        base = settings.new_base_url
    if not (folder.is_dir() and any(map(is_rdf, folder.rglob("*")))):
        return base, iter(())
    files = sources_of([folder]).files
    done = shown("read", sum(file.stat().st_size for file in files))
    return base, statements_of(files, base, done)


def _shown(*, quiet: bool) -> Any:
    from contextlib import nullcontext

    from publod.cli.terminal import steps

    return nullcontext(lambda *_: lambda _: None) if quiet else steps()


def _ask(question: Message, candidates: tuple[str, ...]) -> str:
    """Let the person at the terminal choose."""
    from publod.importing.import_mapping import ADD, IGNORE, INSTEAD, NEW

    meanings = {
        ADD: _("the same publication: add to it what it lacks"),
        INSTEAD: _("the same publication: this takes its place"),
        IGNORE: _("leave this one out"),
    }
    click.echo(question.text(terminal_language()), err=True)
    for number, path in enumerate(candidates, 1):
        click.echo(f"  {number}  {meanings.get(path, path)}", err=True)
    click.echo(f"  n  {_('a new record')}", err=True)
    answers = {str(number): path for number, path in enumerate(candidates, 1)} | {"n": NEW, "": ""}
    while True:
        answer = click.prompt(
            _("Which is it? Enter leaves it for the report"),
            default="",
            show_default=False,
            err=True,
        )
        if answer.strip().lower() in answers:
            return answers[answer.strip().lower()]


def _show(report: ImportReport, file: Path | None, folder: Path, *, dry_run: bool) -> None:
    """The report: whole in its file, or beside what is remembered; in short on standard output."""
    language = terminal_language()
    if file is None and not dry_run and folder.is_dir():
        kept = folder / _REPORT
        kept.write_text(report.text(language) + "\n", "utf-8", "backslashreplace")
        if not report.is_clean:
            click.echo(_("the whole report is in %(file)s", file=str(kept)), err=True)
    if file is not None:
        is_json = file.suffix.lower() == ".json"
        text = report.json(language) if is_json else report.text(language) + "\n"
        file.write_text(text, "utf-8", "backslashreplace")
    if dry_run:
        click.echo(_("nothing was written; it would be:"))
    click.echo(report.text(language, _MOST_SHOWN if file is None else 0))
