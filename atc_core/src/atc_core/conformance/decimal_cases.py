"""The columns of decimals on which implementations go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from atc_core.conformance.case import SEED, Case
from atc_core.conformance.option_cases import LONG, SHORT
from atc_core.decimals.integers import Packed, packed
from atc_core.decimals.outcomes import arrays_in
from atc_core.decimals.types import MOST_DIGITS, NARROW_DIGITS, NOT_NULL, DecimalType
from atc_core.decimals.words import Chunk, Decimals
from atc_core.kernel import Kernel
from atc_core.parameters import Parameter

Change: TypeAlias = Callable[[Decimals], Decimals]
FIRST_BIT = 5
"""Where bitmaps begin that begin within a byte."""


def unchanged(column: Decimals) -> Decimals:
    """The column."""
    return column


def decimal_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Sizes, options, and columns that are changed one by one and all together; their memory is read-only."""
    for n in (0, 1, 2, 3, 8, SHORT, LONG):
        yield case(kernel, f"{n} rows", n)
    for option in kernel.options:
        for value in values_of(option):
            yield case(kernel, f"{option.name} {value}", SHORT, {option.name: value})
    for name, change in CHANGES.items():
        for places in places_of(kernel, has_nulls=name.startswith("null")):
            where = " and ".join(kernel.arrays[place].name for place in places)
            for options in ({}, {"scale": 1}, {"scale": 1, "rounding": "ROUND_05UP"}):
                known = {item.name for item in kernel.options}
                if known.issuperset(options):
                    yield case(kernel, f"{name} in {where}", SHORT, options, places, change)
            yield case(kernel, f"{name} in {where}", LONG, {}, places, change)


def case(
    kernel: Kernel[..., Any],
    name: str,
    n: int,
    options: dict[str, Any] | None = None,
    places: tuple[int, ...] = (),
    change: Change = unchanged,
) -> Case:
    """Sampled arguments with these options, changed in these places."""
    columns = list(kernel.sample(np.random.default_rng(SEED), n))
    for place in places:
        item = columns[place]
        columns[place] = tuple(map(change, item)) if isinstance(item, tuple) else change(item)
    arguments = kernel.around(columns, options or {})
    for part in arrays_in(columns):
        part.flags.writeable = False
    return Case(name, arguments)


def values_of(option: Parameter) -> list[Any]:
    """Values of an option that are worth a case."""
    if option.kind == "choice":
        return list(option.domain.choices)
    if option.kind == "decimal":
        found = [0, 1, -1, 3, 10**20]
        return [value for value in found if option.domain.allow(value)]
    if option.kind == "duration":
        return [1, option.typical // 7, option.typical * 50]
    return list(option.domain.tried)


def places_of(kernel: Kernel[..., Any], *, has_nulls: bool) -> list[tuple[int, ...]]:
    """Each column of decimals alone, then all together; with nulls, only those that may have any."""
    places = [
        place
        for place, item in enumerate(kernel.arrays)
        if item.column == "decimal" and not (has_nulls and NOT_NULL in item.rules)
    ]
    return [*((place,) for place in places), *([tuple(places)] if len(places) > 1 else [])]


def changed(change: Callable[[list[int]], list[int | None]], precision: int | None = None) -> Change:
    """A change of the values themselves."""

    def apply(column: Decimals) -> Decimals:
        values = change([value for value in column.integers() if value is not None])
        kind = column.type if precision is None else DecimalType(precision, column.scale)
        return Decimals([Chunk(*packed(values))], kind)

    return apply


def in_chunks(column: Decimals) -> Decimals:
    """In four chunks, one of them empty and one of one row; bitmaps begin within a byte."""
    (chunk,) = column.chunks
    edges = (0, min(1, len(column)), len(column) // 3, len(column) // 3, len(column))
    parts = [
        chunk._replace(words=chunk.words[start:stop], first_bit=chunk.first_bit + start)
        for start, stop in pairwise(edges)
    ]
    return Decimals(parts, column.type)


def at_an_offset(column: Decimals) -> Decimals:
    """Five rows into its memory."""
    (chunk,) = column.chunks
    head = np.full((FIRST_BIT, 2), -1)
    words = np.concatenate([head, chunk.words])[FIRST_BIT:]
    valid = chunk.is_valid()
    if valid is None:
        return Decimals([Chunk(words)], column.type)
    bits = np.packbits(np.concatenate([np.ones(FIRST_BIT, np.bool_), valid]), bitorder="little")
    return Decimals([Chunk(words, bits, FIRST_BIT)], column.type)


def narrow(column: Decimals) -> Decimals:
    """In words of 8 bytes, as `decimal64` and integers are."""
    words = np.array(column.chunks[0].words[:, 0])
    return Decimals([Chunk(words, column.chunks[0].valid)], DecimalType(NARROW_DIGITS, column.scale))


def with_garbage(column: Decimals) -> Decimals:
    """Nulls on memory that holds what no column may hold."""
    found = Packed(*packed([None if place % 4 == 1 else value for place, value in enumerate(column.integers())]))
    words = found.words.copy()
    words[1::4] = 2**63 - 1
    return Decimals([Chunk(words, found.valid)], column.type)


def nulls(places: slice) -> Change:
    """Nulls at some rows."""

    def put(values: list[int]) -> list[int | None]:
        found: list[int | None] = list(values)
        found[places] = [None] * len(found[places])
        return found

    return changed(put)


def both(first: Change, second: Change) -> Change:
    """One change after the other."""
    return lambda column: second(first(column))


def wide(values: list[int]) -> list[int | None]:
    """Some rows of more than 64 bits, in the middle of those that have fewer."""
    return [value * 10**13 + place if place % 7 > 3 else value for place, value in enumerate(values)]  # noqa: PLR2004


CHANGES: dict[str, Change] = {
    "zeros": changed(lambda values: [0] * len(values)),
    "a zero": changed(lambda values: [*values[:5], 0, *values[6:]]),
    "negative": changed(lambda values: [-value for value in values]),
    "both signs": changed(lambda values: [value * (-1) ** place for place, value in enumerate(values)]),
    "ties": changed(lambda values: [(place - len(values) // 2) * 50 for place in range(len(values))]),
    "equal": changed(lambda values: [1234] * len(values)),
    "64 bits": changed(lambda values: [(2**63 - 1) * (-1) ** place for place in range(len(values))], MOST_DIGITS),
    "wide": changed(wide, MOST_DIGITS),
    "wide, late": changed(lambda values: [*values[:-2], *([10**25 + 7] * len(values[-2:]))], MOST_DIGITS),
    "largest": changed(lambda values: [10**MOST_DIGITS - 1] * len(values), MOST_DIGITS),
    "largest of both signs": changed(
        lambda values: [(10**MOST_DIGITS - 1) * (-1) ** place for place in range(len(values))], MOST_DIGITS
    ),
    "in chunks": in_chunks,
    "at an offset": at_an_offset,
    "in 8 bytes": narrow,
    "null first": nulls(slice(0, 1)),
    "null last": nulls(slice(-1, None)),
    "null everywhere": nulls(slice(None)),
    "nulls": nulls(slice(1, None, 3)),
    "nulls at an offset": both(nulls(slice(1, None, 3)), at_an_offset),
    "nulls in chunks": both(nulls(slice(1, None, 3)), in_chunks),
    "nulls in 8 bytes": both(nulls(slice(1, None, 3)), narrow),
    "nulls on garbage": with_garbage,
}
