"""Finding plugins: each is loaded on its own, so that a broken one harms no other."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint, PackageNotFoundError, metadata
from itertools import chain, count
from typing import Any, Literal, NamedTuple

import pluggy

from atc_core.backend import Backend
from atc_core.blame import warn
from atc_core.errors import BackendError, BackendWarning, UnknownBackendError, described
from atc_core.forking import FIRST_TIME
from atc_core.hints import install_extra, install_here
from atc_core.installed import installed
from atc_core.spelling import did_you_mean

GROUP = "atc.backends"
PROJECT = "atc"
PROGRAM = "the program"
REGISTERED: dict[str, Backend] = {}
"""Backends that the program registered; they outlive a change of settings."""
COLLECTIONS = {"all", "peers", "report"}
"""Extras of atc-core that are not the name of one backend."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

State = Literal["available", "not installed", "broken", "blocked"]


class Hooks:
    """What a plugin may implement."""

    @hookspec
    def atc_backend(self) -> Backend:  # type: ignore[empty-body]
        """Give this plugin's backend. Must be quick: import heavy libraries in `Backend(modules=…)`."""

    @hookspec
    def atc_backends(self) -> Sequence[Backend]:  # type: ignore[empty-body]
        """Give several backends instead, each named after the entry point: ``c:mine``, ``c:yours``."""


class Status(NamedTuple):
    """How a plugin stands, and what would help."""

    state: State
    detail: str = ""
    distribution: str = ""
    traceback: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.detail}" if self.detail else self.state


class Plugins:
    """The installed plugins, loaded from their entry points."""

    def __init__(self, blocked: frozenset[str] = frozenset()) -> None:
        """Load every plugin that is not blocked."""
        self.backends: dict[str, Backend] = {}
        self._statuses: dict[str, Status] = {}
        families: set[str] = set()
        for entry_point, distribution in installed(GROUP):
            self._add(entry_point, distribution, blocked, families)
        for backend in REGISTERED.values():
            self._take_of_program(backend)
        for name in sorted(extras() - families):
            missing = Status("not installed", f"install it with: {install_extra(name)}")
            self._statuses.setdefault(name, missing)

    def _add(self, entry_point: EntryPoint, distribution: str, blocked: frozenset[str], families: set[str]) -> None:
        name = entry_point.name
        if name in blocked:
            self._statuses[name] = Status("blocked", "named in ATC_BACKEND_BLOCK", distribution)
            return
        try:
            given = ask(entry_point.load())
            if isinstance(given, Backend):
                self._take(given, name, distribution)
                return
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.fail(self._free_name(name), error, distribution)
            return
        families.add(name)
        for member in given:
            self._add_member(member, name, distribution, blocked)

    def _add_member(self, backend: Backend, family: str, distribution: str, blocked: frozenset[str]) -> None:
        """Take in one of several backends on its own; one that is wrong harms no other."""
        name = str(backend.name)
        if name in blocked:
            self._statuses[name] = Status("blocked", "named in ATC_BACKEND_BLOCK", distribution)
            return
        try:
            if not name.startswith(f"{family}:"):
                raise ValueError(
                    f"entry point {family!r} gave a backend called {name!r}; it must begin with '{family}:'"
                )
            self._take(backend, name, distribution)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.fail(self._free_name(name), error, distribution)

    def _take_of_program(self, backend: Backend) -> None:
        """Take in a backend that the program registered."""
        known = self._statuses.get(backend.name)
        if known is not None and known.distribution != PROGRAM:
            raise ValueError(
                f"there is a backend called {backend.name!r} already, from {known.distribution or 'a plugin'}"
            )
        self._statuses.pop(backend.name, None)
        self._take(backend, backend.name, PROGRAM)

    def add(self, backend: Backend) -> None:
        """Take in a backend of the program's own, for good; one that it registered before is replaced."""
        if not isinstance(backend, Backend):
            raise TypeError(f"register: must be given a Backend, was {type(backend).__name__}")
        self._take_of_program(backend)
        REGISTERED[backend.name] = backend

    def register(self, plugin: Any, name: str, distribution: str = "") -> Backend:
        """Take in one plugin object and give its backend; what is wrong with it is raised."""
        given = ask(plugin)
        if not isinstance(given, Backend):
            raise TypeError(f"plugin {name!r} gave several backends; it must give one")
        return self._take(given, name, distribution)

    def _take(self, backend: Backend, name: str, distribution: str) -> Backend:
        known = self._statuses.get(name)
        if known is not None and known.state != "broken":
            first = known.distribution
            raise ValueError(f"there is a backend called {name!r} already, from {first or 'the program'}")
        if backend.name != name:
            raise ValueError(f"entry point {name!r} gave a backend called {backend.name!r}; they must agree")
        backend.check()
        if known is not None:
            # What is left of an old installation must not stand in the place of the one that works.
            self._statuses[self._free_name(name)] = known
        if not backend.distributions and distribution not in ("", PROGRAM):
            backend.distributions = (distribution,)
        self.backends[name] = backend
        self._statuses[name] = Status("available", "", distribution)
        return backend

    def fail(self, name: str, error: BaseException, distribution: str = "") -> None:
        """Record `error` as the reason why `name` is broken, and report it once."""
        detail = described(error)
        text = "".join(traceback.format_exception(error))
        self.backends.pop(name, None)
        self._statuses[name] = Status("broken", detail, distribution, text)
        warn(f"backend {name!r} is broken and left out: {detail}", BackendWarning)

    def status(self, name: str) -> Status:
        """How backend `name` stands; an unknown name is an error with the closest match."""
        if name not in self._statuses:
            raise UnknownBackendError(f"unknown backend {name!r}{did_you_mean(name, self._statuses)}")
        backend = self.backends.get(name)
        if backend is not None and (missing := backend.missing()):
            detail = f"needs {', '.join(missing)}; install it with: {install_here(backend.install)}"
            return self._statuses[name]._replace(state="not installed", detail=detail)
        return self._statuses[name]

    def statuses(self) -> dict[str, Status]:
        """Every known backend and how it stands."""
        return {name: self.status(name) for name in self._statuses}

    def available(self) -> Iterator[Backend]:
        """The backends that can be loaded, in the order of their names."""
        return (self.backends[name] for name, status in self.statuses().items() if status.state == "available")

    def load(self, name: str) -> Backend:
        """The backend, its implementations imported; BackendError says why that is impossible."""
        status = self.status(name)
        if status.state != "available":
            raise BackendError(f"backend {name!r} is {status}")
        backend = self.backends[name]
        try:
            with FIRST_TIME:
                backend.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.fail(name, error, status.distribution)
            raise BackendError(f"backend {name!r} is {self.status(name)}") from error
        return backend

    def _free_name(self, name: str) -> str:
        """`name`, or one that tells a further plugin of that name apart."""
        further = (f"{name} (plugin {number})" for number in count(3))
        return next(item for item in chain((name, f"{name} (second plugin)"), further) if item not in self._statuses)


def ask(plugin: Any) -> Backend | list[Backend]:
    """The backend or backends that a plugin's hook gives.

    Each plugin has a manager of its own: one manager would compare a stranger's object with all others.
    """
    hooks = pluggy.PluginManager(PROJECT)
    hooks.add_hookspecs(Hooks)
    hooks.register(plugin)
    hooks.check_pending()
    found, families = hooks.hook.atc_backend(), hooks.hook.atc_backends()
    if not found and len(families) == 1 and all(isinstance(item, Backend) for item in families[0]):
        return list(families[0])
    if len(found) != 1 or not isinstance(found[0], Backend):
        raise TypeError(f"atc_backend() must be implemented and return one Backend, gave {found!r}")
    backend: Backend = found[0]
    return backend


def extras() -> set[str]:
    """The backends that atc-core's own metadata offers as extras."""
    try:
        offered = metadata("atc-core").get_all("Provides-Extra") or []
    except PackageNotFoundError:
        return set()
    return set(offered) - COLLECTIONS
