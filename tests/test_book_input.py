"""What callers give to a book that looks right and is not: times in lists, labelled quantities, coded sides."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from atc_trading import book

ZONE = "America/New_York"
TIMES = pd.Timestamp("2024-01-02 09:30", tz=ZONE) + pd.to_timedelta([0.2, 0.4, 0.9, 1.5, 2.3], unit="s")
MESSAGES = pd.DataFrame(
    {
        "ts_event": TIMES,
        "side": ["bid", "ask", "ask", "bid", "ask"],
        "price": [99.99, 100.01, 100.02, 100.0, 100.01],
        "size": [500, 200, 400, 300, 0],
    }
)


def replayed(messages=MESSAGES, **options):
    return book.replay(messages, **{"tick_size": 0.01, **options})


def test_quantities_of_pandas_are_those_of_their_times():
    """By labels of another kind, every cell of the frame was NaN."""
    snapshots = replayed()
    wanted = snapshots.sweep(np.array([100.0, 300.0, 50.0]))
    index = snapshots.to_frame().index
    for quantity in (
        pd.Series([100.0, 300.0, 50.0]),
        pd.Series([50.0, 300.0, 100.0], index[::-1]),
        pl.Series([100.0, 300.0, 50.0]),
        [100.0, 300.0, 50.0],
    ):
        pd.testing.assert_frame_equal(snapshots.sweep(quantity), wanted)
    assert wanted["filled"].tolist() == [100.0, 300.0, 50.0]
    for wrong in (index + pd.Timedelta(1, "h"), index[[0, 0, 1]]):
        with pytest.raises(ValueError, match="sweep: quantity must have the times of the snapshots, once each"):
            snapshots.sweep(pd.Series(1.0, wrong))


def test_moments_in_a_list_keep_their_zone():
    moments = [pd.Timestamp("2024-01-02 14:30:01", tz="UTC"), pd.Timestamp("2024-01-02 09:30:02", tz=ZONE)]
    listed = replayed(at=moments)
    for wanted in (pd.DatetimeIndex([moments[0].tz_convert(ZONE), moments[1]]),):
        np.testing.assert_array_equal(listed.bid_price, replayed(at=wanted).bid_price)
        pd.testing.assert_index_equal(listed.to_frame().index, replayed(at=wanted).to_frame().index)
    python = [moment.to_pydatetime() for moment in moments]
    np.testing.assert_array_equal(listed.bid_price, replayed(at=python).bid_price)
    with pytest.raises(ValueError, match="at must have a time zone as the first messages have, America/New_York"):
        replayed(at=[pd.Timestamp("2024-01-02 09:30:01")])
    with pytest.raises(ValueError, match="at must have a time zone"):
        replayed(at=[moments[0], pd.Timestamp("2024-01-02 09:30:02")])


def test_sides_of_0_and_1_are_no_bids_and_asks():
    """0 clears the book: of such a feed nothing would be left, and no word said."""
    sentence = "side 0 clears the book, and there are no asks; where 0 is a side, write bid, ask"
    with pytest.raises(ValueError, match=sentence):
        replayed(MESSAGES.assign(side=[0, 1, 1, 0, 1]))
    assert replayed(MESSAGES.assign(side=1)).ask_size.max() == 0.0
    cleared = MESSAGES.assign(side=[1, -1, -1, 0, -1], size=[500, 200, 400, 0, 100])
    assert np.isnan(replayed(cleared).bid_price[-1]).all()


@pytest.mark.parametrize("messages", [pl.from_pandas(MESSAGES).lazy(), MESSAGES.to_numpy(), {"side": []}, None])
def test_what_is_no_table_is_refused(messages):
    with pytest.raises(TypeError, match="replay: messages must be a DataFrame of pandas or Polars, were"):
        replayed(messages)
    with pytest.raises(TypeError, match=r"universe: parts must be what partitions\(\) gave, had"):
        book.universe({"A": messages}, "book_features")
