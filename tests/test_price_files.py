"""Files of prices: each is read right, last date, price and class, or refused with a sentence that says what to do."""

import numpy as np
import pytest
from price_files import FILES

import atc_core
from atc_trading import prices

SIDES = {1: "long", -1: "short", 0: "flat"}


@pytest.fixture(autouse=True)
def compiled(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


def side(history):
    if len(history) < 100:
        return "-"
    return SIDES[int(atc_core.classify(atc_core.atc(history.prices).average_signal)[-1])]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_file_is_read_right_or_refused(file, tmp_path):
    path = tmp_path / file.name
    path.write_bytes(file.content)
    if isinstance(file.right, str):
        with pytest.raises(prices.PriceFileError) as refusal:
            prices.read(path, **file.options)
        assert str(refusal.value).startswith(str(path))
        assert file.right in str(refusal.value)
        return
    found = prices.read(path, **file.options)
    assert {
        history.symbol: (history.date(-1), history.prices[-1], side(history), history.bars)
        for history in found.histories
    } == file.right
    for history in found.histories:
        assert (np.diff(history.instants.astype(np.int64)) > 0).all()
