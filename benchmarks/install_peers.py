"""Make an environment with the libraries to compare with, beside the one of `make install`: ``make bench-peers``.

They replace no version that is installed already; what a library does not bring is taken from the first
environment. Each is installed on its own, and one that cannot be is named and left out.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
GROUP = "peers"


def requirements() -> list[str]:
    """The dependency group."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = content["dependency-groups"][GROUP]
    return found


def create(folder: Path) -> Path:
    """An environment that sees the packages of the running one behind its own; its interpreter."""
    if not folder.exists():
        venv.create(folder, with_pip=False)
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    python = folder / scripts / Path(sys.executable).name
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", question], check=True, capture_output=True, text=True).stdout.strip()
    ours = sysconfig.get_path("purelib")
    Path(packages, "atc.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    return python


def install(python: Path, requirement: str) -> bool:
    """Install one library; say so where it cannot be."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines() or ["no reason given"]
        print(f"{requirement} does not install here and is left out: {reason[-1]}")
    return done.returncode == 0


def main() -> None:
    """Install all."""
    python = create(Path(sys.argv[1]))
    found = [install(python, requirement) for requirement in requirements()]
    print(f"{sum(found)} of {len(found)} peers installed")


if __name__ == "__main__":
    main()
