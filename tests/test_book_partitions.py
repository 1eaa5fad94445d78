"""Order books from Parquet files in folders: parts are the whole, symbols are found, and executors run them."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_core.book_samples import level_messages, order_messages
from atc_trading import book
from atc_trading.book import BookGapWarning
from atc_trading.book.replaying import Settings, replayed

OPTIONS = {"tick_size": 0.01, "backend": "python"}
START = np.datetime64("2024-01-02", "ns")
COUNT = 600
SECONDS = np.timedelta64(1, "s")


def feed(kind, seed=0):
    """Messages of which several have one time, and the column of sequence numbers of which two are missing."""
    random = np.random.default_rng(seed)
    if kind == "levels":
        side, price, size, _ = level_messages(random, COUNT)
        columns = {"side": side, "price": price / 100, "size": size}
    else:
        action, identity, side, price, size, _ = order_messages(random, COUNT)
        columns = {"action": action, "order_id": identity, "side": side, "price": price / 100, "size": size}
        columns["action"][len(action) // 2] = 0
    count = len(columns["side"])
    numbers = np.arange(count) // 3
    numbers[count // 2 :] += 2
    times = START + np.sort(random.integers(0, 90, count)) * SECONDS
    return pl.DataFrame({"time": times, **columns, "seq": numbers})


def write(frame, *path):
    file = path[0].joinpath(*path[1:])
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(file, row_group_size=100)


def same(one, other):
    for name in ("timestamps", "bid_price", "ask_price"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("bid_size", "ask_size"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12)
    assert (one.ignored, one.stale, one.gaps) == (other.ignored, other.stale, other.gaps)
    if other.counts is not None:
        np.testing.assert_array_equal(one.counts, other.counts)


@pytest.mark.parametrize("rows", [1, 7, 250, 10_000])
@pytest.mark.parametrize(
    ("kind", "options"), [("levels", {}), ("levels", {"crossed": "newest"}), ("orders", {})], ids=str
)
@pytest.mark.parametrize("at", ["2s", START + np.arange(-3, 120, 5) * SECONDS], ids=["interval", "given"])
def test_parts_are_the_whole(tmp_path, kind, options, rows, at):
    messages = feed(kind)[: 120 if rows == 1 else COUNT]
    for day, (begin, end) in enumerate([(0, 50), (50, 50), (50, 310), (310, COUNT)]):
        write(messages[begin:end], tmp_path, f"AB-2024-01-{day + 9:02}.parquet")
    settings = {**OPTIONS, **options, "gaps": "ignore"}
    whole = book.replay(messages, at, 4, **settings)
    part = book.partitions(tmp_path, at, 4, rows=rows, **settings)["AB"]
    assert [file.stem[-2:] for file in part.files] == ["09", "10", "11", "12"]
    same(part.replay(), whole)
    assert whole.ignored > 0 or kind == "levels"
    assert len(whole.gaps) == 1 or len(messages) < COUNT


def random_feed(random, count, *, has_orders):
    """Few prices, orders and times, so that much happens to each; numbers are missing, repeated and come late."""
    columns = {
        "time": START + np.sort(random.integers(0, 12, count)) * np.timedelta64(500, "ms"),
        "side": random.choice([1, -1] if has_orders else [1, -1, 1, -1, 0], count),
        "price": random.integers(95, 106, count) / 100,
        "size": random.integers(has_orders, 4, count).astype(np.float64),
        "seq": np.cumsum(random.choice([0, 1, 1, 1, 2, -1], count)),
    }
    if has_orders:
        columns["action"] = random.choice([0, 1, 1, 1, 1, 2, 2, 3, 4, "T"], count).astype(str)
        columns["order_id"] = random.integers(0, 6, count)
    return pl.DataFrame(columns)


@pytest.mark.parametrize("crossed", ["keep", "newest", None], ids=["keep", "newest", "orders"])
@pytest.mark.parametrize("seed", range(12))
def test_any_cuts_give_the_whole(crossed, seed):
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 60))
    messages = random_feed(random, count, has_orders=crossed is None)
    at = ["1s", "300ms", START + np.sort(random.integers(-2, 9, 5)) * SECONDS][seed % 3]
    given = {"actions": {"T": "ignore"}, "gaps": "ignore", "crossed": crossed or "keep", **OPTIONS}
    cuts = np.unique([0, *random.integers(0, count, random.integers(0, 6)), count]).tolist()
    parts = [(messages[begin:end], begin, end == count) for begin, end in pairwise(cuts)]
    same(replayed("", "", parts, Settings(at, 3, **given)), book.replay(messages, at, 3, **given))


def test_gaps_and_stale_messages_are_found_over_parts(tmp_path):
    messages = feed("levels")[:12].with_columns(seq=pl.Series([1, 1, 2, 3, 3, 3, 2, 2, 4, 7, 7, 8]))
    write(messages, tmp_path, "A.parquet")
    for rows in (1, 2, 3, 5, 12):
        part = book.partitions(tmp_path, "1s", 2, rows=rows, **OPTIONS)["A"]
        with pytest.warns(BookGapWarning, match=r"replay A: messages are missing, 1 gap: row 9 at .* has 7, not 5"):
            found = part.replay()
        assert found.stale == 2
    with pytest.raises(ValueError, match="replay A: messages are missing: row 9"):
        book.partitions(tmp_path, "1s", 2, rows=4, gaps="raise", **OPTIONS)["A"].replay()


LAYOUTS = {
    "keys": ("symbol=A/date=2024-01-02/part-0.parquet", "symbol=B/date=2024-01-02/part-0.parquet"),
    "keys, date first": ("date=2024-01-02/ticker=A/0.parquet", "date=2024-01-02/ticker=B/0.parquet"),
    "folders": ("A/2024-01-02.parquet", "B/2024-01-02.parquet"),
    "folders of days": ("2024/01/02/A/x.parquet", "2024/01/02/B/x.parquet"),
    "files": ("A_20240102.parquet", "B_20240102.parquet"),
}


@pytest.mark.parametrize("names", LAYOUTS.values(), ids=LAYOUTS)
def test_symbols_are_in_paths(tmp_path, names):
    for seed, name in enumerate(names):
        write(feed("levels", seed).drop("seq"), tmp_path, name)
    parts = book.partitions(tmp_path, "10s", 3, **OPTIONS)
    assert list(parts) == ["A", "B"]
    for seed, part in enumerate(parts.values()):
        same(part.replay(), book.replay(feed("levels", seed).drop("seq"), "10s", 3, **OPTIONS))
    assert list(book.partitions(tmp_path, symbols=["B"])) == ["B"]


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_symbols_may_be_in_a_column(tmp_path, dtype):
    both = [feed("levels", seed).drop("seq").with_columns(sym=pl.lit(name)) for seed, name in enumerate("AB")]
    mixed = pl.concat(both).sort("time", maintain_order=True).with_columns(pl.col("sym").cast(dtype))
    write(mixed[:100], tmp_path, "date=2024-01-02", "0.parquet")
    write(mixed[100:], tmp_path, "date=2024-01-03", "0.parquet")
    parts = book.partitions(tmp_path, "10s", 3, rows=64, tick_size={"A": 0.01, "B": "0.005"}, backend="python")
    assert list(parts) == ["A", "B"]
    for own, part in zip(both, parts.values(), strict=True):
        found = part.replay()
        same(found, book.replay(own.drop("sym"), "10s", 3, **OPTIONS))
        assert found.decisions[0] == ("symbol", part.symbol, "column 'sym'")
    assert str(parts["B"].tick) == "0.005"


def test_a_folder_without_names_is_a_symbol(tmp_path):
    write(feed("levels"), tmp_path, "XYZ", "part-0.parquet")
    assert list(book.partitions(tmp_path / "XYZ")) == ["XYZ"]


def keep(symbol, result):
    """In a worker."""
    return symbol, float(result.mid.iloc[-1])


def test_an_executor_runs_symbols(tmp_path):
    for seed, name in enumerate("ABC"):
        write(feed("levels", seed).drop("seq"), tmp_path, f"{name}.parquet")
    parts = book.partitions(tmp_path, "10s", 6, **OPTIONS)
    assert pickle.loads(pickle.dumps(parts)) == parts
    with ThreadPoolExecutor(2) as pool:
        run = book.universe(parts, executor=pool, levels=3, backend="python")
        found = {outcome.job: outcome.result() for outcome in run}
    for symbol, part in parts.items():
        wanted = part.replay().features(levels=3).to_pandas().set_index("timestamps")
        assert isinstance(found[symbol].mid.index, pd.DatetimeIndex)
        pd.testing.assert_frame_equal(pd.DataFrame(found[symbol]._asdict()), wanted, check_freq=False)
    kept = dict(outcome.result() for outcome in book.universe(parts, then=keep, backend="python"))
    assert kept == {symbol: result.mid.iloc[-1] for symbol, result in found.items()}
    flows = book.universe(parts, "order_flow_imbalance", levels=2, backend="python").collect()
    assert flows[0].result()[2].tolist()[1:] == parts["A"].replay().flow(2)["flow_2"].to_list()[1:]


def test_an_error_of_one_symbol_stops_no_other(tmp_path):
    write(feed("levels").drop("seq"), tmp_path, "A.parquet")
    write(feed("levels").drop("seq").reverse(), tmp_path, "B.parquet")
    outcomes = book.universe(book.partitions(tmp_path, **OPTIONS), backend="python").collect()
    assert outcomes[0].error is None
    assert str(outcomes[1].error).startswith("replay B: timestamps must not decrease; row ")


def test_times_do_not_decrease_from_file_to_file(tmp_path):
    messages = feed("levels").drop("seq")
    write(messages[300:], tmp_path, "A-2024-01-02.parquet")
    write(messages[:300], tmp_path, "A-2024-01-03.parquet")
    with pytest.raises(ValueError, match="replay A: timestamps must not decrease; row 300 is 2024-01-02, after 2024"):
        book.partitions(tmp_path, **OPTIONS)["A"].replay()


def test_files_have_one_time_zone(tmp_path):
    messages = feed("levels").drop("seq")
    write(messages[:300], tmp_path, "A-2024-01-02.parquet")
    write(messages[300:].with_columns(pl.col("time").dt.replace_time_zone("UTC")), tmp_path, "A-2024-01-03.parquet")
    with pytest.raises(ValueError, match="timestamps must have a time zone as the first messages have, without one, w"):
        book.partitions(tmp_path, **OPTIONS)["A"].replay()


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"symbols": ["AA"]}, ValueError, "partitions: no symbol 'AA'; did you mean 'A'"),
        ({"tick_size": {"B": 1}}, ValueError, "partitions: tick_size must have every symbol, 'A' has none"),
        ({"rows": 0}, ValueError, "partitions: rows must be at least 1, was 0"),
        ({"level": 3}, TypeError, "replay has no option 'level'"),
    ],
)
def test_what_cannot_be_is_refused_before_files_are_read(tmp_path, options, kind, message):
    with pytest.raises(ValueError, match="partitions: folder must have Parquet files"):
        book.partitions(tmp_path)
    write(feed("levels"), tmp_path, "A.parquet")
    with pytest.raises(kind, match=message):
        book.partitions(tmp_path, **options)


def test_few_messages_are_in_memory_at_once(tmp_path, monkeypatch):
    write(feed("levels").drop("seq"), tmp_path, "A.parquet")
    counts, own = [], atc_core.get
    spied = own("book_replay", backend="python")

    def spy(*columns):
        counts.append(len(columns[0]))
        return spied(*columns)

    monkeypatch.setattr(atc_core, "get", lambda name, **options: spy if name == "book_replay" else own(name, **options))
    alive = len(np.unique(feed("levels")["price"].to_numpy()))
    book.partitions(tmp_path, "10s", 3, rows=50, **OPTIONS)["A"].replay()
    assert max(counts) <= 50 + alive
