"""What is wrong with an implementation is found before it may be timed."""

import numpy as np
import pytest
from cases import KERNELS

import atc_core
from atc_core.conformance.agreement import disagreement


def running_mean(x, length):
    """What most libraries do: fast, and wrong for ever after a NaN, an infinity or a spike."""
    sums = np.cumsum(x)
    sums[length:] -= sums[:-length].copy()
    return np.append(np.full(length - 1, np.nan), sums[length - 1 :] / length)


def writes_to_its_input(x, length):
    x[:] = 0.0
    return x


def raises(x, length):
    raise OSError("no such device")


def warns(x, length):
    return np.log(x - np.inf)


FAULTS = {
    "running sum": running_mean,
    "input written": writes_to_its_input,
    "raises": raises,
    "warns": warns,
    "float32": lambda x, length: mean(x, length).astype(np.float32),
    "list": lambda x, length: mean(x, length).tolist(),
    "nothing": lambda x, length: None,
    "one bar short": lambda x, length: mean(x, length)[1:],
    "off by 1e-11": lambda x, length: mean(x, length) * (1 + 1e-11),
    "no NaN": lambda x, length: np.nan_to_num(mean(x, length), posinf=np.inf, neginf=-np.inf),
    "view of an input": lambda x, length: x if length == 1 else mean(x, length),
    "one bar late": lambda x, length: np.roll(mean(x, length), 1),
}


def mean(x, length):
    return atc_core.get("sma", backend="python").resolve(0)(x, length)


@pytest.mark.parametrize("fault", FAULTS)
def test_verification_finds(fault):
    function = FAULTS[fault]

    def faulty(x, length, *, out=None):
        result = function(x, length)
        if out is None:
            return result
        out[:] = result
        return out

    assert "sma, " in disagreement(KERNELS["sma"], faulty, mean_into)


@pytest.mark.parametrize(
    ("give", "problem"),
    [(lambda result, out: result, "not returned"), (lambda result, out: out, "holds another result")],
    ids=["out ignored", "out not filled"],
)
def test_verification_finds_what_is_wrong_with_out(give, problem):
    def faulty(x, length, *, out=None):
        return mean(x, length) if out is None else give(mean(x, length), out)

    assert problem in disagreement(KERNELS["sma"], faulty, mean_into)


def mean_into(x, length, *, out=None):
    return atc_core.get("sma", backend="python").resolve(0)(x, length, out=out)


def test_verification_accepts_the_reference():
    assert disagreement(KERNELS["sma"], mean_into, mean_into) is None
