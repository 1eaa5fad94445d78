"""What is wrong with a sweep or a universe is one clear error, before anything starts."""

import pytest
import sweep_jobs as jobs

import atc_core

WRONG = [
    ({"grid": {"lenght": [3]}}, TypeError, "ema has no option 'lenght'; did you mean 'length'?"),
    ({"grid": [{"length": 3}, {"lenght": 3}]}, TypeError, "did you mean 'length'"),
    ({"grid": iter([{"lenght": 3}])}, TypeError, "did you mean 'length'"),
    ({"grid": {"length": [3]}, "lenght": 3}, TypeError, "did you mean 'length'"),
    ({"grid": {"length": [3, 0]}}, ValueError, "ema: length must be at least 1, was 0"),
    ({"grid": [{"length": 3}, {"length": 2.5}]}, TypeError, "ema: length must be an integer, was 2.5"),
    ({"grid": {"length": 28}}, TypeError, "grid must give a list of values for length, was 28"),
    ({"grid": [28]}, TypeError, "grid must give options by name, was 28"),
    ({"grid": {}}, TypeError, "ema: length must be given"),
    ({"grid": {"length": [3]}, "length": 3}, TypeError, "length is given in the grid and beside it"),
    ({"grid": jobs.SMALL, "executor": 3}, TypeError, "executor must be a concurrent.futures.Executor, was int"),
    ({"grid": jobs.SMALL, "in_flight": 0}, ValueError, "in_flight must be at least 1, was 0"),
    ({"grid": jobs.SMALL, "chunksize": 1.5}, TypeError, "chunksize must be an integer, was 1.5"),
    ({"grid": jobs.SMALL, "backend": "rsut"}, atc_core.UnknownBackendError, "did you mean 'rust'"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), WRONG, ids=[str(item[0])[:24] for item in WRONG])
def test_what_is_wrong_is_one_error_before_anything_starts(arguments, error, message):
    with pytest.raises(error) as caught:
        atc_core.sweep("ema", jobs.prices(), **arguments)
    assert message in str(caught.value)


def test_wrong_series_are_one_error():
    with pytest.raises(TypeError, match="ema: x must be numeric"):
        atc_core.sweep("ema", ["a", "b"], grid=jobs.SMALL)
    with pytest.raises(TypeError, match="equity: series must be r_values, sig_prev; 1 were given"):
        atc_core.sweep("equity", jobs.prices(), grid={"cutout": [1]})
    with pytest.raises(ValueError, match="equity: r_values and sig_prev must have the same shape"):
        atc_core.sweep("equity", jobs.prices(), jobs.prices()[1:], grid={"cutout": [1]})


def test_wrong_universes_are_one_error():
    with pytest.raises(KeyError, match="unknown kernel 'emma'; did you mean 'ema'"):
        atc_core.universe("emma", [])
    with pytest.raises(TypeError, match="atc has no option 'ema_length'; did you mean 'ema_len'"):
        atc_core.universe("atc", [], ema_length=3)
    with pytest.raises(ValueError, match="atc: long_threshold must be above short_threshold"):
        atc_core.universe("atc", [], long_threshold=-0.5)
    for parts in (jobs.prices(symbols=3), 5):
        with pytest.raises(TypeError, match="parts must be several tables or functions that give them"):
            atc_core.universe("ema", parts, length=3)
