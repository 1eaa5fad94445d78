"""The commands of `atc-tune` that carry profiles around: export, import, diff, merge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atc_core.command.arguments import Json
from atc_core.command.terminal import Table, complain, print_json, print_table
from atc_core.process import PROCESS
from atc_core.tuning.exchange import changes, expiry, merged, only_in, read_file
from atc_core.tuning.machine import describe, fingerprint
from atc_core.tuning.profile import Profile, ProfileError, encode, load_profile, profile_path, refuse
from atc_core.tuning.store import replace_file, save_profile

commands = typer.Typer()


def own_path() -> Path:
    """This machine's profile file."""
    return profile_path(PROCESS.choice.settings.profile)


def own_profile() -> Profile:
    """This machine's profile; ProfileError where nothing was tuned."""
    profile = load_profile(own_path(), fingerprint())
    if profile is None:
        raise ProfileError("nothing was tuned on this machine yet; tune with: atc-tune")
    return profile


def write_new(path: Path, profile: Profile) -> None:
    """Write a profile to a file that does not exist yet."""
    if path.exists():
        refuse(path, "exists already; remove it or name another file")
    try:
        replace_file(path, encode(profile))
    except OSError as error:
        refuse(path, f"cannot be written ({error.strerror or error})")


@commands.command("export")
def export_profile(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write this machine's profile to a file, for machines of the same kind."""
    profile = own_profile()
    write_new(file, profile)
    print(f"{file}: {len(profile.kernels)} kernels, measured on {profile.description}")


@commands.command("import")
def import_profile(file: Annotated[Path, typer.Argument(help="A file that export wrote.")]) -> None:
    """Merge a profile that was measured on a machine of the same kind into this machine's."""
    profile = read_file(file)
    if profile.machine != fingerprint():
        refuse(file, f"was measured on another machine ({profile.description}), this is {describe()}")
    save_profile(own_path(), profile)
    if sentence := expiry(profile, PROCESS.choice.plugins):
        complain(f"warning: {sentence}")
    print(f"{own_path()}: {len(profile.kernels)} kernels imported")


@commands.command()
def diff(
    first: Annotated[Path, typer.Argument(help="The profile to compare with.")],
    second: Annotated[Path | None, typer.Argument(help="The other one; this machine's if not given.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="List sizes with the same winner too.")] = False,
    json: Json = False,
) -> None:
    """Show where two profiles name different winners, and the ratio of their times."""
    before, after = read_file(first), read_file(second) if second else own_profile()
    rows = [item for item in changes(before, after) if everything or item.before != item.after]
    missing = {"only in first": only_in(before, after), "only in second": only_in(after, before)}
    if json:
        print_json({"changes": [item._asdict() for item in rows], **missing})
        return
    cells = [
        [item.kernel, item.before, item.after, f"{item.n:,}".replace(",", " "), f"{item.ratio:.3f}"] for item in rows
    ]
    title = "changed winners; times of the second as multiples of the first's"
    print_table(Table(title, ["kernel", "first", "second", "bars", "ratio"], cells, labels=3))
    for words, names in missing.items():
        if names:
            complain(f"{words}: {', '.join(names)}")


@commands.command()
def merge(
    files: Annotated[list[Path], typer.Argument(help="Profiles of one machine; later ones replace earlier ones.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
) -> None:
    """Merge several profiles of one machine into a new file."""
    profile = merged(files)
    write_new(output, profile)
    print(f"{output}: {len(profile.kernels)} kernels, measured on {profile.description}")
