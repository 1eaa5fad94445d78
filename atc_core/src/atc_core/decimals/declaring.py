"""Declaring a kernel of decimals: an ordinary declaration, and a function that gives the types of its results."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

from atc_core.decimals.outcomes import as_arrays
from atc_core.decimals.types import MOST_DIGITS, DecimalType, DecimalValue
from atc_core.kernel import REFERENCE, Kernel
from atc_core.registry import REGISTRY

if TYPE_CHECKING:
    from atc_core.samples import Sampler

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
Types: TypeAlias = Mapping[str, DecimalType]
"""By name, of arguments; by field, of results, "" where there is one."""
ResultTypes: TypeAlias = Callable[[Types], "DecimalType | Types"]
"""The types of results that follow from those of columns and options, before `scale` is said."""

MOST_REMEMBERED = 256
"""Combinations of types and options."""


class DecimalKernel(Kernel[P, R_co]):
    """A kernel of exact decimals: its arguments and its results.

    An implementation receives each column as :class:`Decimals`, each option that is a Decimal as a
    :class:`DecimalValue`, `scale` as a number always, and no argument is left out. It gives each column of its result
    as :class:`Packed`, each number as an integer or None, or raises :class:`RowError`.
    """

    is_found = True  # the memory of a result: it belongs to Arrow, so there is no `out`
    takes_arrays = False

    def __init__(
        self, function: Callable[P, R_co], sample: Sampler, result: ResultTypes, scaled: str, reference: str
    ) -> None:
        """Read the declaration."""
        self.result_of, self.scaled = result, scaled
        self._settled: dict[Any, tuple[dict[str, DecimalType], tuple[Any, ...]]] = {}
        super().__init__(function, sample, 0.0, gaps=None, reference=reference)
        self.decimal_places = [place for place, item in enumerate(self.arrays) if item.column == "decimal"]
        declared = self.signature.parameters.values()
        self.implementation_signature = inspect.Signature([item.replace(default=item.empty) for item in declared])

    @property
    def sees_tables(self) -> bool:
        """Whether an implementation gets all columns of a table at once."""
        return any(len(item.axes) > 1 for item in self.arrays)

    def result_types(self, kinds: Types, options: Mapping[str, Any]) -> dict[str, DecimalType]:
        """The type of each field of decimals; ValueError where it has no room."""
        own = {name: value.type for name, value in options.items() if isinstance(value, DecimalValue)}
        found = self.result_of({**kinds, **own})
        types = {self.scaled: found} if isinstance(found, DecimalType) else dict(found)
        if options.get("scale") is not None:
            types[self.scaled] = DecimalType(MOST_DIGITS, options["scale"])
        for field, kind in types.items():
            if kind.scale > MOST_DIGITS:
                advice = "give scale" if field == self.scaled and "scale" in options else "rescale an argument"
                was = f"the result would have {kind.scale} digits behind the point, above {MOST_DIGITS}"
                raise ValueError(f"{self.name}: {was}; {advice}")
        return types

    def settled(
        self, kinds: Sequence[DecimalType], given: tuple[Any, ...]
    ) -> tuple[dict[str, DecimalType], tuple[Any, ...]]:
        """The types of the result, and the options as an implementation gets them, checked and with the result's scale.

        Those of earlier calls are remembered: settling them anew takes 15 us.
        """
        # True is 1 and 1.0 too, but not as an option; Decimals of 0.1 and 0.10 are equal, but differ in scale.
        classes = tuple(map(type, given))
        try:
            key = (*kinds, *classes, *(map(str, given) if Decimal in classes else given))
            known = self._settled.get(key)
        except Exception:
            # No hash, or a stranger's object, which may raise anything: checking says what is wrong.
            return self._settle(kinds, given)
        if known is None:
            if len(self._settled) >= MOST_REMEMBERED:
                self._settled.clear()
            known = self._settled[key] = self._settle(kinds, given)
        return known

    def _settle(
        self, kinds: Sequence[DecimalType], given: tuple[Any, ...]
    ) -> tuple[dict[str, DecimalType], tuple[Any, ...]]:
        from atc_core.option_values import check_option

        pairs = zip(self.options, given, strict=True)
        named = {item.name: check_option(self.name, item, value) for item, value in pairs}
        columns = {self.arrays[place].name: kind for place, kind in zip(self.decimal_places, kinds, strict=True)}
        types = self.result_types(columns, named)
        if "scale" in named:
            named["scale"] = types[self.scaled].scale
        return types, tuple(named.values())

    def comparable(self, result: Any) -> Any:
        """Words and validity as structured arrays, of an error its fault and row."""
        fields = as_arrays(self.result, result)
        return fields[0] if self.result.type is None else fields

    def around(self, columns: Sequence[Any], options: Mapping[str, Any]) -> tuple[Any, ...]:
        """Arguments of an implementation: these columns, then `options` or typical ones."""
        given = tuple(options.get(item.name, item.typical) for item in self.options)
        return (*columns, *self.settled([type_of(columns[place]) for place in self.decimal_places], given)[1])


def type_of(column: Any) -> DecimalType:
    """The type of a column of decimals, or of a tuple of such columns."""
    found: DecimalType = column[0].type if isinstance(column, tuple) else column.type
    return found


def decimal_kernel(
    *, sample: Sampler, result: ResultTypes, scaled: str = "", reference: str = REFERENCE
) -> Callable[[Callable[P, R_co]], DecimalKernel[P, R_co]]:
    """Declare a kernel of decimals.

    Args:
        sample: makes its columns.
        result: the types of its results, from those of its columns and options; of a named tuple, by field.
        scaled: the field that the option `scale` is about, where there are several.
        reference: the backend that every other one is verified against.
    """

    def declare(function: Callable[P, R_co]) -> DecimalKernel[P, R_co]:
        declared = DecimalKernel(function, sample, result, scaled, reference)
        REGISTRY.declare(declared)
        return declared

    return declare
