"""Signed integers of several words: Numba has none above 64 bits, LLVM, which it compiles with, has them of any width.

They live in compiled loops only. A loop is given tuples of words, and is compiled for each length of these.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic as untyped_intrinsic
from numba.extending import models, overload, register_model

BITS = 64
FLOAT = ir.DoubleType()


def intrinsic(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of compiled loops: called without the first parameter, it is what LLVM is told to do."""
    found: Callable[..., Any] = untyped_intrinsic(function)
    return found


class Wide(types.Type):
    """An integer of so many words."""

    def __init__(self, words: int) -> None:
        """Of 64 bits each."""
        self.words = words
        super().__init__(name=f"Wide({words})")


@register_model(Wide)
class WideModel(models.PrimitiveModel):
    """It lies in memory and registers as LLVM's integer of that width."""

    def __init__(self, manager: Any, kind: Wide) -> None:
        """Of its bits."""
        super().__init__(manager, kind, integer_of(kind))  # type: ignore[no-untyped-call]


def integer_of(kind: Wide) -> Any:
    """LLVM's type."""
    return ir.IntType(BITS * kind.words)


def word_of(builder: Any, value: Any, place: int) -> Any:
    """One of the words of a value, the lowest is the first."""
    return builder.trunc(builder.lshr(value, value.type(BITS * place)), ir.IntType(BITS))


@intrinsic
def wide(_: Any, words: Any) -> Any:
    """The integer of a tuple of words, the lowest first."""
    kind = Wide(len(words))

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        found = integer_of(kind)(0)
        for place in range(kind.words):
            word = builder.zext(builder.extract_value(arguments[0], place), found.type)
            found = builder.or_(found, builder.shl(word, found.type(BITS * place)))
        return found

    return kind(words), build


@intrinsic
def words_of(_: Any, value: Any) -> Any:
    """The words of an integer, the lowest first."""
    kind = types.UniTuple(types.int64, value.words)  # type: ignore[no-untyped-call]

    def build(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        words = [word_of(builder, arguments[0], place) for place in range(value.words)]
        return context.make_tuple(builder, kind, words)

    return kind(value), build


@intrinsic
def as_wide(_: Any, word: Any, like: Any) -> Any:  # noqa: ARG001 a word is of int64, whatever is given
    """A word as an integer of another one's width."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.sext(arguments[0], integer_of(like))

    return like(types.int64, like), build


@intrinsic
def pushed(_: Any, value: Any, word: Any) -> Any:  # noqa: ARG001 as above
    """An integer with a word put in below its own, of which the highest is lost."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        upper = builder.shl(arguments[0], arguments[0].type(BITS))
        return builder.or_(upper, builder.zext(arguments[1], upper.type))

    return value(value, types.int64), build


@intrinsic
def shifted(_: Any, value: Any, count: Any) -> Any:  # noqa: ARG001 as above
    """An integer times two to the power of `count`."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.shl(arguments[0], builder.zext(arguments[1], arguments[0].type))

    return value(value, types.int64), build


@intrinsic
def as_float(_: Any, value: Any) -> Any:
    """An integer that is not below 0 as a float: word by word, each sum rounded, for LLVM would call for 128 bits."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        found = FLOAT(0.0)
        for place in reversed(range(value.words)):
            word = builder.uitofp(word_of(builder, arguments[0], place), FLOAT)
            found = builder.fadd(found, builder.fmul(word, FLOAT(2.0 ** (BITS * place))))
        return found

    return types.float64(value), build


@intrinsic
def is_negative(_: Any, value: Any) -> Any:
    """Whether it is below 0."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.icmp_signed("<", arguments[0], arguments[0].type(0))

    return types.boolean(value), build


@intrinsic
def is_zero(_: Any, value: Any) -> Any:
    """Whether it is 0."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.icmp_signed("==", arguments[0], arguments[0].type(0))

    return types.boolean(value), build


def operate(function: Callable[..., Any], instruction: Callable[..., Any], result: Any = None) -> None:
    """Let an operator of Python be an instruction on two integers of one width."""

    @intrinsic
    def compute(_: Any, one: Any, other: Any) -> Any:
        def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
            return instruction(builder, *arguments)

        return (result or one)(one, other), build

    def apply(one: Any, other: Any) -> Any:
        return compute(one, other)

    @overload(function)
    def of_wide(one: Any, other: Any) -> Any:
        return apply if isinstance(one, Wide) and one == other else None


def selected(sign: str) -> Callable[..., Any]:
    """The first of two integers where they compare like this, else the second, without a branch."""
    return lambda builder, *pair: builder.select(builder.icmp_signed(sign, *pair), *pair)


def compared(sign: str) -> Callable[..., Any]:
    """Whether two integers compare like this."""
    return lambda builder, *pair: builder.icmp_signed(sign, *pair)


operate(operator.add, lambda builder, *pair: builder.add(*pair))
operate(operator.sub, lambda builder, *pair: builder.sub(*pair))
operate(operator.mul, lambda builder, *pair: builder.mul(*pair))
operate(max, selected(">"))
operate(min, selected("<"))
operate(operator.lt, compared("<"), types.boolean)
operate(operator.gt, compared(">"), types.boolean)
operate(operator.ge, compared(">="), types.boolean)
