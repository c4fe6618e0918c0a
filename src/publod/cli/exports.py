"""The commands that write the whole catalogue into files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from publod.cli.commands import PATHS, main, settings_of


def base_url(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    """A base URL of the command line, as a catalogue has it."""
    from publod.config import base_url_of

    try:
        return base_url_of(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}: {text}") from None


@main.command()
@click.option(
    "--format", "form", default="trig", show_default=True,
    type=click.Choice(["trig", "nq", "ttl", "nt", "jsonld", "rdf"]), help="The RDF syntax.",
)  # fmt: skip
@click.option("--output", "-o", type=PATHS, help="The file to write; standard output otherwise.")
@click.option("--derived", is_flag=True, help="Also what follows from the authored statements.")
@click.option(
    "--base", callback=base_url, metavar="URL",
    help="Write it as it would be at another base URL.",
)  # fmt: skip
def export(form: str, output: Path | None, derived: bool, base: str | None) -> None:
    """Write the whole catalogue as RDF.

    TriG, N-Quads and JSON-LD keep each record's graph, and can be loaded again as they are.
    """
    from publod import bootstrap
    from publod.ledger.rebasing import RebasedLedger
    from publod.rdf import write_dataset
    from publod.rdf.source_format import SUFFIXES
    from publod.repository import Repository
    from publod.vocabulary import PREFIXES

    with bootstrap.reading_ledger(settings_of()).snapshot() as now:
        ledger = RebasedLedger(now, base) if base else now
        graphs = Repository(ledger).graphs(derived=derived)
        if output is None:
            write_dataset(graphs, SUFFIXES[form], sys.stdout.buffer, PREFIXES)
            return
        # A reader of the file sees the old one or the new one, whole.
        draft = output.with_name(f".{output.name}.part")
        try:
            with draft.open("wb") as file:
                write_dataset(graphs, SUFFIXES[form], file, PREFIXES)
            draft.replace(output)
        finally:
            draft.unlink(missing_ok=True)


@main.command()
def dump() -> None:
    """Write the files of the whole catalogue that /dumps offers, as of the last commit."""
    from publod import bootstrap
    from publod.repository import Repository
    from publod.services.dumps.dump_folder import DumpFolder

    settings = settings_of()
    repository = Repository(bootstrap.reading_ledger(settings))
    folder = settings.home / "dumps"
    for file in DumpFolder(folder).make(repository).files:
        click.echo(f"{file.sha256}  {folder / file.name}")
