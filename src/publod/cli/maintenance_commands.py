"""The commands that look after a catalogue: export, backup, restore, verify and rebase."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publod.cli.commands import PATHS, main, option, settings_of
from publod.messages import N_, _, terminal_language


def base_url(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    """A base URL of the command line, as a catalogue has it."""
    from publod.setting_values import base_url_of

    try:
        return base_url_of(text) if text is not None else None
    except ValueError as error:
        reason = _("%(error)s: %(text)s", error=error, text=text)
        raise click.BadParameter(reason) from None


@main.command()
@option(
    "--format", "form", default="trig", show_default=True,
    type=click.Choice(["trig", "nq", "ttl", "nt", "jsonld", "rdf"]), help=N_("The RDF syntax."),
)  # fmt: skip
@option("--output", "-o", type=PATHS, help=N_("The file to write; standard output otherwise."))
@option("--derived", is_flag=True, help=N_("Also what follows from the authored statements."))
@option(
    "--base", callback=base_url, metavar="URL",
    help=N_("Write it as it would be at another base URL."),
)  # fmt: skip
def export(form: str, output: Path | None, derived: bool, base: str | None) -> None:
    """Write the whole catalogue as RDF.

    TriG, N-Quads and JSON-LD keep each record's graph, and can be loaded again as they are.
    """
    from publod import bootstrap
    from publod.ledger.rebasing import RebasedLedger
    from publod.rdf import write_dataset
    from publod.rdf.source_format import SUFFIXES
    from publod.record_repository import Repository
    from publod.vocabulary import PREFIXES

    with bootstrap.reading_ledger(settings_of()).snapshot() as now:
        ledger = RebasedLedger(now, base) if base else now
        graphs = Repository(ledger).documents(derived=derived)
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
    from publod.record_repository import Repository
    from publod.services.dump_folder import DumpFolder

    settings = settings_of()
    ledger = bootstrap.reading_ledger(settings)
    repository = Repository(ledger, settings.organization_code or "")
    folder = settings.home / "dumps"
    for file in DumpFolder(folder).make(repository).files:
        click.echo(f"{file.sha256}  {folder / file.name}")


if TYPE_CHECKING:
    from publod.ledger.verification import Fault

_FORCE = N_("Replace a file that is there.")
_REPAIR = N_("Make anew what follows from the records' text, where it has faults.")
_YES = N_("Do not ask before something is replaced.")


@main.command()
@click.argument("file", type=PATHS, metavar="FILE")
@option("--force", is_flag=True, help=_FORCE)
def backup(file: Path, force: bool) -> None:
    """Write the ledger, whole as of its last commit, into one file.

    A server may serve and a load may run meanwhile. All else in the home is made from the ledger.
    The file has a checksum in it, and comes into its place when it has been found sound.
    """
    from publod import maintenance
    from publod.errors import NotConfirmed

    if file.exists() and not force:
        raise NotConfirmed(
            N_("%(file)s is there already: name another file, or add --force", file=file)
        )
    made = maintenance.back_up(settings_of(), file)
    click.echo(
        _(
            "%(file)s: commit %(commit)s, %(revisions)s revisions of %(base)s",
            file=file, commit=made.commit, revisions=made.revisions, base=made.base_url,
        )
    )  # fmt: skip
    click.echo(f"SHA-256 {made.checksum}")


@main.command()
@click.argument("file", type=PATHS, metavar="FILE")
@option("--yes", is_flag=True, help=_YES)
def restore(file: Path, yes: bool) -> None:
    """Bring a backup into the home.

    It is found undamaged before anything is touched. The SPARQL store and the search index follow.
    """
    from publod import maintenance
    from publod.cli.terminal import confirm, steps

    settings = settings_of()
    contents, is_in_use = maintenance.restorable(settings, file)
    if is_in_use:
        confirm(
            N_(
                "the catalogue in %(home)s would be replaced by that of %(file)s, as of commit "
                "%(commit)s",
                home=settings.home,
                file=file,
                commit=contents.commit,
            ),
            yes=yes,
        )
    with steps() as shown:
        maintenance.restore(settings, file, shown)
    click.echo(
        _(
            "restored commit %(commit)s, %(revisions)s revisions of %(base)s",
            commit=contents.commit, revisions=contents.revisions, base=contents.base_url,
        )
    )  # fmt: skip


@main.command()
@click.argument("file", type=PATHS, metavar="[FILE]", required=False)
@option("--repair", is_flag=True, help=_REPAIR)
def verify(file: Path | None, repair: bool) -> None:
    """Check that the ledger, or a backup, holds what was written to it.

    Looked at are the pages of the file, the chain of commits, the text of every revision, and
    whether names, links, datestamps and sets are those that the text leads to. Exits with 1 if
    there is a fault that stays.
    """
    from publod import maintenance
    from publod.cli.terminal import steps
    from publod.ledger.verification import REMEDY, REPAIR

    settings = settings_of()
    if repair and file:
        raise click.UsageError(_("a backup is not repaired: restore it, then repair the catalogue"))
    all_faults: list[Fault] = []
    commit = None
    with steps() as shown:
        if repair:
            all_faults, commit = maintenance.repair(settings, shown)
            for fault in all_faults:
                click.echo(fault.message.text(terminal_language()))
        else:
            with maintenance.verified(settings, file, shown) as faults:
                for fault in faults:
                    all_faults.append(fault)
                    click.echo(fault.message.text(terminal_language()))
    count = N_("1 fault") if len(all_faults) == 1 else N_("%(count)s faults", count=len(all_faults))
    if commit is not None:
        click.echo(
            "\n" + _("%(count)s, repaired by commit %(commit)s", count=count, commit=commit.id)
        )
    elif all_faults:
        remedy = REPAIR if all(fault.is_derived for fault in all_faults) else REMEDY
        what = N_("%(count)s. What to do: %(remedy)s", count=count, remedy=remedy)
        click.echo(f"\n{(count if file else what).text(terminal_language())}.", err=True)
        sys.exit(1)
    else:
        click.echo(_("no faults"))


@main.command()
@click.argument("url", callback=base_url, metavar="URL")
@option("--yes", is_flag=True, help=_YES)
def rebase(url: str, yes: bool) -> None:
    """Move the catalogue with its whole history to another base URL.

    All its IRIs change, in every revision; commits keep their numbers and times. It is done at
    once or not at all, and can be taken back. Take a backup first.
    """
    from contextlib import closing

    from publod import bootstrap, maintenance
    from publod.cli.terminal import confirm, steps

    settings = settings_of()
    with closing(bootstrap.reading_ledger(settings)) as ledger:
        before = ledger.base_url
    if before == url:
        click.echo(_("the catalogue's IRIs begin with %(url)s already", url=url))
        return
    consequence = N_(
        "all IRIs that begin with %(before)s would begin with %(url)s", before=before, url=url
    )
    confirm(consequence, yes=yes)
    with steps() as shown:
        maintenance.rebase(settings, url, shown)
    click.echo(
        _(
            "the catalogue's IRIs began with %(before)s, and begin with %(url)s now",
            before=before,
            url=url,
        )
    )
    if settings.base_url:
        click.echo(_("Set PUBLOD_BASE_URL to %(url)s, or leave it unset.", url=url), err=True)
