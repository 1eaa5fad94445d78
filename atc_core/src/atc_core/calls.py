"""The calls of a handle that are no matter of course: undecided ones, and those with arguments to check or convert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from atc_core.arrays import Array
from atc_core.columns import Chosen, aligned, call, call_layout, check_returned, run
from atc_core.errors import place_of, raise_failure
from atc_core.forking import FIRST_TIME
from atc_core.gaps import without_missing
from atc_core.kernel import Kernel, Sizes
from atc_core.labels.alignment import labels_at
from atc_core.labels.call import again, labels_of_one, of_one, read
from atc_core.labels.containers import Container
from atc_core.labels.finding import BY_TYPE
from atc_core.objective import NO_LEASE
from atc_core.process import PROCESS
from atc_core.validation import check_out, validate
from atc_core.variant import variant_of


class Calls:
    """What a handle falls back on: `ask` decides, `enter` validates first."""

    handle: Callable[..., Any]
    """The handle itself, which takes the arrays of labelled arguments."""
    install: Callable[..., None]
    """Makes the handle follow a plan."""

    def __init__(self, kernel: Kernel[..., Any], pinned: str | None) -> None:
        """Start undecided."""
        self.kernel, self.pinned = kernel, pinned
        self.count = len(kernel.arrays)
        self.lease = NO_LEASE
        self.has_entered = False
        self.is_of_one = of_one(kernel)

    def forget(self) -> None:
        """Drop the plan: the next call decides."""
        self.lease = NO_LEASE
        self.install((), (self.ask,), first_is_strict=False)

    def decide_again(self) -> None:
        """Decide at the next call, whatever was leased or planned."""
        self.end_lease()
        self.install((), (self.ask,), first_is_strict=False)

    def end_lease(self) -> None:
        """Let the next call decide; what the calls under the lease would have saved counts."""
        lease, self.lease = self.lease, NO_LEASE
        if lease.used:
            PROCESS.choice.record(self.kernel, lease.n, lease.chosen.backend, lease.variant, lease.used)

    def ask(self, *arguments: Any, **out: Any) -> Any:
        """Run what is decided for right arguments, and install the plan as far as it is ready."""
        n, options = len(arguments[0]), arguments[self.count :]
        variant = variant_of(self.kernel, options)
        chosen = self.leased(n, variant)
        if chosen is None:
            with FIRST_TIME:
                chosen = self.decide(n, options, variant)
                return call(self.kernel, chosen, (*map(aligned, arguments[: self.count]), *options), **out)
        return call(self.kernel, chosen, (*map(aligned, arguments[: self.count]), *options), **out)

    def leased(self, n: int, variant: str) -> Chosen | None:
        """What was decided before for calls of this size and kind; None where it must be decided."""
        lease = self.lease
        if lease.left <= 0 or lease.n != n or lease.variant != variant:
            return None
        lease.left -= 1
        chosen: Chosen = lease.chosen
        return chosen

    def decide(self, n: int, options: Sequence[Any], variant: str) -> Chosen:
        """What runs at `n` bars; the plan is installed as far as it is ready."""
        chosen = self.select(n, options, variant, "1d")
        PROCESS.install_plan(self.kernel, self.pinned, self.ask, self.install)
        return chosen

    def select(self, n: int, options: Sequence[Any], variant: str, layout: str) -> Chosen:
        """What runs now, and by a lease in the next calls of this size and kind: deciding takes 20 us."""
        self.end_lease()
        chosen = PROCESS.select(self.kernel, n, self.pinned, options, layout)
        if self.pinned is None:
            PROCESS.remember(self.kernel, self.decide_again)
        self.lease = PROCESS.lease(self.kernel, n, chosen, variant)
        return chosen

    def planned(self, arguments: tuple[Any, ...]) -> str:
        """The backend that the plan takes for these arguments."""
        variant = variant_of(self.kernel, arguments[self.count :])
        return PROCESS.choice.decide(self.kernel, len(arguments[0]), self.pinned, variant).backend

    def fail(self, error: BaseException, arguments: tuple[Any, ...], function: Any = None) -> None:
        """Raise what an implementation raised as an error that names its backend; it is not called a second time.

        Except where an array is misaligned, which some refuse: validation copies it.
        """
        if function == self.ask:
            raise error
        is_aligned = all(item.flags.aligned for item in arguments[: self.count])
        if is_aligned or not isinstance(error, (TypeError, ValueError)):
            raise_failure(self.kernel.name, self.planned(arguments), error)

    def refuse(self, returned: Any, out: Any, arguments: tuple[Any, ...]) -> None:
        """Raise that an implementation did not return the `out` that it was given."""
        check_returned(self.kernel, self.planned(arguments), returned, out)

    def follow(self, edges: tuple[int, ...], functions: tuple[Any, ...], *, first_is_strict: bool) -> None:
        """Take a plan that the hot path does not: nothing, for every call is decided on by itself."""

    def enter(self, values: tuple[Any, ...], out: Any, backend: str | None, gaps: str | None) -> Any:
        """Run any arguments: checked, converted, without missing bars, and in the caller's own type again."""
        if self.has_entered:
            # The usual labelled case comes first: comparing axes that are one would cost 4 us.
            container = BY_TYPE.get(type(values[0])) if self.is_of_one else None
            if container is None:
                return self.run_any(values, out, backend, gaps)
            return self.run_one(container, values, out, backend, gaps)
        with FIRST_TIME:
            result = self.run_any(values, out, backend, gaps)
            self.has_entered = True
            return result

    def run_any(self, values: tuple[Any, ...], out: Any, backend: str | None, gaps: str | None) -> Any:
        """The same, when it is not the first time."""
        kernel = self.kernel
        labelled = read(kernel, values)
        if labelled is not None:
            try:
                result = self.handle(*labelled.values, out=out, backend=backend, gaps=gaps)
            except ValueError as error:
                raise_located(error, labelled.labels())
            return result if out is not None else labelled.deliver(result)
        arrays, options, sizes, wrap, missing = validate(kernel, values, gaps)
        given = None
        if out is not None:
            given = check_out(kernel, out, kernel.shapes(sizes, options), kernel.dtypes(arrays))
        wanted = self.pinned if backend is None else backend

        def compute(arrays: Sequence[Array], sizes: Sizes, given: Sequence[Array] | None = None) -> Sequence[Array]:
            # A kernel of a model alone has one size.
            n, layout = (len(arrays[0]), call_layout(kernel, arrays[0])) if arrays else (1, "1d")
            if wanted != self.pinned:
                chosen = PROCESS.select(kernel, n, wanted, options, layout)
            else:
                variant = variant_of(kernel, options, layout)
                chosen = self.leased(n, variant) or self.select(n, options, variant, layout)
            return run(kernel, chosen, arrays, options, sizes, given)

        if missing is None:
            fields = compute(arrays, sizes, given)
        else:
            fields = without_missing(kernel, compute, arrays, sizes, options, missing, given)
        return out if out is not None else kernel.result.deliver(fields, wrap)

    def run_one(
        self, container: Container, values: tuple[Any, ...], out: Any, backend: str | None, gaps: str | None
    ) -> Any:
        """Run a kernel of one array, a labelled one, that gives every field the very axes of it."""
        like, *options = values
        array = container.take(self.kernel.name, self.kernel.arrays[0], like)
        try:
            result = self.handle(array, *options, out=out, backend=backend, gaps=gaps)
        except ValueError as error:
            raise_located(error, labels_of_one(container, like, self.kernel))
        return result if out is not None else again(container, like, self.kernel, result)


def raise_located(error: ValueError, labels: dict[str, Any]) -> NoReturn:
    """Raise an error that names a place again, with what the labels call that."""
    where = labels_at(place_of(error), labels)
    if not where:
        raise error
    raise ValueError(f"{error}{where}") from None
