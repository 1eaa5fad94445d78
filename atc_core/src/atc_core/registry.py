"""The declared kernels by name, ours and strangers': modules in the entry-point group ``atc.kernels`` declare them."""

from __future__ import annotations

from _thread import get_ident
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from atc_core.forking import FIRST_TIME
from atc_core.spelling import CLOSE_KERNEL, did_you_mean

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

AnyKernel: TypeAlias = "Kernel[..., Any]"
Precision: TypeAlias = Literal["float64", "float32"]
GROUP = "atc.kernels"
NOTEBOOK = "__main__"


class BrokenFamily(NamedTuple):
    """A family of kernels that could not be imported."""

    name: str
    distribution: str
    reason: str
    traceback: str


class Registry:
    """Kernels by name; the families that are installed are imported when a name is first looked up."""

    def __init__(self) -> None:
        """Start with nothing declared."""
        self.float64: dict[str, AnyKernel] = {}
        self.float32: dict[str, AnyKernel] = {}
        """By their own names: ``ema_float32``."""
        self.broken: list[BrokenFamily] = []
        self._families: dict[str, str] = {}
        """The names of the installed families by their modules, ours first."""
        self._loading: set[int] = set()
        """The threads that import families: what they declare must not begin that again."""
        self._is_loaded = False

    def declare(self, kernel: AnyKernel) -> None:
        """Take in a kernel; a second one of a name is an error that names both modules."""
        self.load()
        known = self.float64.get(kernel.name)
        # A notebook's cell is run again and again.
        if known is not None and {known.module, kernel.module} != {NOTEBOOK}:
            raise ValueError(f"kernel {kernel.name!r} is declared twice: in {known.module} and in {kernel.module}")
        self.float64[kernel.name] = kernel
        if kernel.float32 is not None:
            self.float32[kernel.float32.name] = kernel.float32

    def load(self) -> None:
        """Import every installed family once; one that fails is left out, with one warning."""
        if self._is_loaded:
            return
        thread = get_ident()
        if thread in self._loading:
            return
        self._loading.add(thread)
        # No lock: of two threads the second waits for each import of the first, and finds it done.
        with FIRST_TIME:
            try:
                self._load_families()
            finally:
                self._loading.discard(thread)

    def _load_families(self) -> None:
        families = installed_families()
        self._families = {entry_point.module: entry_point.name for entry_point in families}
        for entry_point in families:
            try:
                entry_point.load()
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                if all(item.name != entry_point.name for item in self.broken):
                    self._fail(entry_point, error)
        self._is_loaded = True

    def _fail(self, entry_point: Any, error: BaseException) -> None:
        import traceback

        from atc_core.blame import warn
        from atc_core.errors import BackendWarning, described
        from atc_core.installed import name_of

        reason, distribution = described(error), name_of(entry_point.dist)
        text = "".join(traceback.format_exception(error))
        for kernels in (self.float64, self.float32):
            for name in [name for name, kernel in kernels.items() if self.home(kernel.module) == entry_point.module]:
                del kernels[name]
        self.broken.append(BrokenFamily(entry_point.name, distribution, reason, text))
        message = f"kernels {entry_point.name!r} of {distribution or 'a plugin'} are broken and left out: {reason}"
        warn(message, BackendWarning)

    def find(self, name: Any) -> AnyKernel | None:
        """The kernel of a name in either precision, if there is one."""
        if not isinstance(name, str):
            return None
        if name not in self.float64 and name not in self.float32:
            self.load()
        return self.float64.get(name) or self.float32.get(name)

    def all(self, precision: Precision = "float64") -> dict[str, AnyKernel]:
        """Every kernel of a precision by name, family by family: whichever module was imported first."""
        self.load()
        kernels = self.float64 if precision == "float64" else self.float32
        places = {module: place for place, module in enumerate(self._families)}
        return dict(sorted(kernels.items(), key=lambda item: places.get(self.home(item[1].module), len(places))))

    def unknown(self, name: object) -> str:
        """What an error says of a name that is no kernel's."""
        elsewhere = self.called_elsewhere(name)
        guess = did_you_mean(name, self.all(), CLOSE_KERNEL)
        return f"unknown kernel: {elsewhere}" if elsewhere else f"unknown kernel {name!r}{guess}"

    def called_elsewhere(self, name: object) -> str:
        """``'BBANDS' is `bollinger` here``; empty where no declaration says that another library calls it so."""
        wanted = bare(name)
        own = [f"`{kernel.name}`" for kernel in self.all().values() if wanted in map(bare, kernel.also)]
        return f"{name!r} is {' or '.join(own)} here" if own else ""

    def home(self, module: str) -> str:
        """The module of the family that a module is in: itself, or the package around it that is installed as one."""
        parts = module.split(".")
        above = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((name for name in above if name in self._families), module)

    def family(self, module: str) -> str:
        """The name of the family that a module is in: its entry point's, else the module's own last one."""
        home = self.home(module)
        return self._families.get(home, home.rpartition(".")[2])


REGISTRY = Registry()


def bare(name: object) -> str:
    """A name without case and underscores, which libraries differ in."""
    return str(name).casefold().replace("_", "")


def installed_families() -> list[Any]:
    """The entry points, ours first: a stranger's second declaration of a name must not take away the first."""
    from atc_core.installed import Installed, installed

    def place(item: Installed) -> tuple[bool, bool, str, str]:
        return item.origin != "atc-core", not item.origin, item.origin, item.entry_point.name

    return [item.entry_point for item in sorted(installed(GROUP), key=place)]


def kernels(precision: Precision = "float64") -> list[str]:
    """The names of all declared kernels of a precision."""
    check_precision(precision)
    return list(REGISTRY.all(precision))


def find_kernel(name: str, precision: Precision = "float64") -> AnyKernel:
    """The kernel called `name`; KeyError names the closest match, ValueError what has no such precision."""
    check_precision(precision)
    found = REGISTRY.find(name)
    if found is None:
        raise KeyError(REGISTRY.unknown(name))
    if precision == "float64" or found.name in REGISTRY.float32:
        return found
    if found.float32 is None:
        known = [item for item, kernel in REGISTRY.all().items() if kernel.float32 is not None]
        raise ValueError(f"{name} has no float32 kernel; those that have one are {', '.join(known)}")
    return found.float32


def check_precision(precision: str) -> None:
    """Refuse a word that is no precision."""
    if precision not in ("float64", "float32"):
        raise ValueError(f"precision must be float64 or float32, was {precision!r}")
