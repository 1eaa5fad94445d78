"""The result cache: keys, packing, layers, and stores that are stale, damaged, hostile, slow or gone."""

import os
import pickle
import re
import socket
import sqlite3
import sys
import threading
import warnings

import numpy as np
import pytest

from atc_core.declarations.backtest import ROW, TRADE
from atc_core.hints import install_extra
from atc_trading.errors import CacheWarning
from atc_trading.result_cache import (
    content_key,
    disk_folder,
    open_cache,
    outages,
    pack,
    redis_server,
    result_key,
    unpack,
)
from atc_trading.result_cache.layers import ResultCache
from atc_trading.result_cache.outages import LARGEST
from atc_trading.result_cache.process_memory import MOST_BYTES
from atc_trading.result_cache.sealing import own_secret, place_of, seal, secret_of, unsealed

CLOSE = np.array([10.0, 10.5, 11.0, 10.0])
PARAMETERS = {"fast": 10, "slow": 30, "allow_short": True, "commission_rate": 0.001, "lengths": (5, 10)}
KEY = result_key({"close": CLOSE}, PARAMETERS)
SECRET = secret_of("a team's secret")


@pytest.fixture
def opened():
    """Open caches that are closed after the test."""
    caches = []

    def open_one(*arguments, **options):
        caches.append(open_cache(*arguments, **options))
        return caches[-1]

    yield open_one
    for cache in caches:
        cache.close()


# Keys


def test_a_key_follows_from_content_alone():
    strided = np.repeat(CLOSE, 2)[::2]
    assert result_key({"close": strided}, dict(reversed(PARAMETERS.items()))) == KEY
    assert result_key({"close": CLOSE}, {**PARAMETERS, "fast": np.int64(10), "lengths": [5, 10]}) == KEY
    assert len(KEY) == 64


@pytest.mark.parametrize(
    ("arrays", "parameters"),
    [
        ({"close": CLOSE + 1e-12}, PARAMETERS),
        ({"close": CLOSE[:-1]}, PARAMETERS),
        ({"close": CLOSE.reshape(2, 2)}, PARAMETERS),
        ({"close": CLOSE.astype(np.float32)}, PARAMETERS),
        ({"close": CLOSE.view(np.int64)}, PARAMETERS),
        ({"open": CLOSE}, PARAMETERS),
        ({"close": CLOSE, "volume": CLOSE}, PARAMETERS),
        ({"close": CLOSE}, {**PARAMETERS, "fast": 11}),
        ({"close": CLOSE}, {**PARAMETERS, "allow_short": 1}),
        ({"close": CLOSE}, {**PARAMETERS, "commission_rate": 0.001 + 1e-16}),
    ],
)
def test_whatever_differs_gives_another_key(arrays, parameters):
    assert result_key(arrays, parameters) != KEY


def test_two_arrays_are_not_one_that_is_cut_elsewhere():
    one = result_key({"a": CLOSE[:1], "b": CLOSE[1:]}, {})
    assert one != result_key({"a": CLOSE[:2], "b": CLOSE[2:]}, {})


def test_another_numerics_version_has_other_keys(monkeypatch, opened):
    cache = opened()
    cache.put(KEY, b"figures of before")
    monkeypatch.setattr(content_key, "NUMERICS", content_key.NUMERICS + 1)
    assert cache.get(result_key({"close": CLOSE}, PARAMETERS)) is None
    monkeypatch.undo()
    monkeypatch.setattr("atc_core.__version__", "99.0")
    assert cache.get(result_key({"close": CLOSE}, PARAMETERS)) is None


def test_what_has_no_content_has_no_key():
    with pytest.raises(TypeError, match="result_key: close must be an array of numbers or times, was one of object"):
        result_key({"close": np.array([object()])}, {})
    with pytest.raises(TypeError, match="result_key: parameters must be what JSON can say: .* of type object"):
        result_key({}, {"fast": object()})


# Packing


def test_a_result_survives_packing():
    trades = np.zeros(2, TRADE)
    trades["pnl"] = 1.5, -2.5
    rows = np.ones(3, ROW)
    days = np.array(["2024-01-31", "NaT"], "datetime64[ns]")
    fields = {
        "total_return": -0.25, "win_rate": np.nan, "trade_count": np.int64(3), "symbol": "BTC/USDT 🚀", "flag": True,
        "none": None, "equity_curve": CLOSE, "trades": trades, "rows": rows, "days": days, "empty": np.empty((0, 3)),
        "signal": np.array([-1, 0, 1], np.int8), "grid": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    }  # fmt: skip
    found = unpack(pack(fields))
    assert set(found) == set(fields)
    for name, value in fields.items():
        if isinstance(value, np.ndarray):
            assert found[name].dtype == value.dtype
            assert found[name].flags.writeable
            np.testing.assert_array_equal(found[name], value)
        elif value == value:
            assert found[name] == value
            assert found[name] is None or type(found[name]) in {bool, int, float, str}
        else:
            assert np.isnan(found[name])


class Planted:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("planted",)


def npy_of(header):
    text = header.ljust(118) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode() + bytes(64)


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\x00" * 100,
        pickle.dumps(Planted()),
        pack({"a": CLOSE})[:-1],
        b"\x92\x80\x81\xa1a\xc4\x03abc",
        b"\xdf\xff\xff\xff\xff",
        b"\x91" * 100_000,
        *(
            b"\x92\x80\x81\xa1a\xc4" + bytes([len(array)]) + array
            for array in (
                npy_of("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"),
                npy_of("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"),
                npy_of("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"),
                npy_of("__import__('os').mkdir('planted')"),
            )
        ),
    ],
)
def test_bytes_that_are_no_result_are_none(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert unpack(content) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [object(), [1], b"bytes", np.array([object()])])
def test_what_cannot_be_packed_is_named(value):
    with pytest.raises(TypeError, match="pack: this must be None, a flag, a number, a text or an array of such, was"):
        pack({"this": value})


# In the process


def test_the_least_used_result_goes_first(opened):
    cache = opened(size=2)
    for key in "ab":
        cache.put(key, key.encode())
    assert cache.get("a") == b"a"
    cache.put("c", b"c")
    assert [cache.get(key) for key in "abc"] == [b"a", None, b"c"]
    told = cache.info()
    assert {name: told[name] for name in ("kind", "hits", "misses", "size", "entries", "bytes", "trouble")} == {
        "kind": "memory", "hits": 3, "misses": 1, "size": 2, "entries": 2, "bytes": 2, "trouble": "",
    }  # fmt: skip
    assert told["hit_rate"] == 0.75
    assert opened().info()["hit_rate"] is None


def test_results_of_a_process_take_no_more_than_a_limit(opened):
    cache = opened()
    part = bytes(MOST_BYTES // 4)
    for key in "abcdef":
        cache.put(key, part)
    cache.put("huge", bytes(MOST_BYTES + 1))
    assert cache.info()["entries"] == 4
    assert cache.info()["bytes"] <= MOST_BYTES
    none = opened(size=0)
    none.put("a", b"a")
    assert none.get("a") is None


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"size": -1}, ValueError, "open_cache: size must be at least 0, was -1"),
        ({"size": 1.5}, TypeError, "open_cache: size must be an integer, was 1.5"),
        ({"url": "http://user:hidden@host"}, ValueError, "one of redis://, rediss://, unix://, began with 'http'$"),
        ({"url": "redis://host:port"}, ValueError, "open_cache: url "),
    ],
)
def test_wrong_arguments_are_named(options, error, sentence):
    pytest.importorskip("redis", reason='a cache on Redis needs redis: pip install "./atc_trading[cache]"')
    with pytest.raises(error, match=sentence):
        open_cache(**options)


@pytest.mark.parametrize(("library", "options"), [("redis", {"url": "redis://host"}), ("diskcache", {"path": "x"})])
def test_without_the_library_it_says_how_to_install_it(library, options, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(RuntimeError, match=re.escape(f"needs {library}: {install_extra('cache', 'atc-trading')}")):
        open_cache(**options)


def test_threads_share_a_cache(opened):
    cache = opened(size=8)

    def work(number):
        for step in range(500):
            key = str((number + step) % 12)
            found = cache.get(key)
            assert found in {None, key.encode()}
            cache.put(key, key.encode())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = cache.info()
    assert told["hits"] + told["misses"] == 2_000
    assert told["entries"] == 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks on this system")
def test_a_forked_child_waits_for_no_lock(opened):
    cache = opened()
    cache.put("a", b"a")
    with cache._memory._lock, cache._lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
        if child == 0:
            os._exit(cache.get("a") != b"a")
    assert os.waitpid(child, 0)[1] == 0


# Seals


def test_a_seal_holds_for_one_value_key_and_secret():
    sealed = seal(b"value", "key", SECRET)
    assert unsealed(sealed, "key", SECRET) == b"value"
    for content, key, secret in [
        (sealed[:-1] + b"!", "key", SECRET),
        (b"!" + sealed[1:], "key", SECRET),
        (sealed, "other", SECRET),
        (sealed, "key", secret_of("of another team")),
        (b"", "key", SECRET),
    ]:
        assert unsealed(content, key, secret) is None


def test_the_secret_is_the_users_own_unless_it_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own_secret.cache_clear()
    first = secret_of(None)
    file = tmp_path / "atc" / "result_cache.secret"
    assert file.stat().st_size == 32
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    own_secret.cache_clear()
    assert secret_of(None) == first
    file.write_bytes(b"torn")
    own_secret.cache_clear()
    assert secret_of(None) not in {first, b"torn"}
    monkeypatch.setenv("ATC_CACHE_SECRET", "a team's secret")
    assert secret_of(None) == SECRET != first
    monkeypatch.setattr("atc_trading.result_cache.sealing.secret_file", lambda: None)
    own_secret.cache_clear()
    assert len(own_secret()) == 32
    own_secret.cache_clear()


# On disk


@pytest.fixture
def folder(tmp_path):
    pytest.importorskip("diskcache", reason='a cache on disk needs diskcache: pip install "./atc_trading[cache]"')
    return tmp_path / "results"


def test_a_folder_serves_later_caches(folder, opened):
    opened(path=folder).put(KEY, b"figures")
    cache = opened(path=folder)
    assert cache.get(KEY) == b"figures"
    assert cache.get(KEY) == b"figures"
    told = cache.info()
    assert told["kind"] == "memory + disk"
    assert [layer["hits"] for layer in told["layers"]] == [1, 1]
    assert told["layers"][1]["place"] == str(folder)
    assert told["layers"][1]["entries"] == 1
    assert os.name != "posix" or folder.stat().st_mode & 0o777 == 0o700


def test_another_process_opens_the_same_folder(folder, opened):
    opened(path=folder, secret="x").put(KEY, b"figures")
    copy = pickle.loads(pickle.dumps(opened(3, path=folder, secret="x")))
    assert isinstance(copy, ResultCache)
    assert copy.get(KEY) == b"figures"
    assert copy.info()["size"] == 3
    copy.close()


def use(cache):
    """Ask for what is not there, and put it, again and again."""
    for number in range(50):
        assert cache.get(str(number)) is None
        cache.put(str(number), b"figures")


def damage(folder, statement, *values):
    """Change the table behind the library's back."""
    connection = sqlite3.connect(folder / disk_folder.FILE)
    with connection:
        connection.execute(statement, values)
    connection.close()


HOSTILE = {
    "garbage": ("UPDATE Cache SET value = ?", b"garbage"),
    "empty": ("UPDATE Cache SET value = ?", b""),
    "a pickle": ("UPDATE Cache SET mode = 4, value = ?", pickle.dumps(Planted())),
    "a pickle in a file": ("UPDATE Cache SET mode = 4, value = NULL, filename = ?", "../secret"),
    "another file": ("UPDATE Cache SET mode = 2, value = NULL, filename = ?", "../secret"),
    "text": ("UPDATE Cache SET value = ?", "text"),
    "a number": ("UPDATE Cache SET value = ?", 1e300),
    "a pickled key": ("UPDATE Cache SET raw = 0, key = ?", pickle.dumps(Planted())),
    "a value of another key": ("UPDATE Cache SET value = ?", seal(b"wrong figures", "other", SECRET)),
    "a value with another secret": ("UPDATE Cache SET value = ?", seal(b"wrong figures", KEY, secret_of("other"))),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.filterwarnings("ignore:the result cache on disk:atc_trading.errors.CacheWarning")
def test_a_hostile_table_costs_a_miss(name, folder, opened, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "secret"
    secret.write_bytes(pickle.dumps(Planted()))
    opened(path=folder, secret="a team's secret").put(KEY, b"figures")
    damage(folder, *HOSTILE[name])
    cache = opened(path=folder, secret="a team's secret")
    assert cache.get(KEY) is None
    cache.put(KEY, b"figures")
    assert opened(path=folder, secret="a team's secret").get(KEY) == b"figures"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["configuration", "results", "secret"][-2:]


def test_a_table_that_names_files_removes_none(folder, opened, tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    cache = opened(path=folder)
    cache.put(KEY, b"figures")
    damage(folder, "UPDATE Cache SET filename = '../secret'")
    cache.put(KEY, b"figures")
    cache._stores[0]._store.cache.clear()
    assert secret.read_bytes() == b"mine"


@pytest.mark.parametrize("setting", ["eviction_policy", "_disk", "close", "sqlite_page_size", "disk_min_file_size"])
def test_hostile_settings_are_no_trouble_of_the_caller(setting, folder, opened):
    opened(path=folder).put(KEY, b"figures")
    damage(folder, "INSERT OR REPLACE INTO Settings VALUES (?, ?)", setting, "; DROP TABLE Cache")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CacheWarning)
        assert opened(path=folder).get(KEY) in {None, b"figures"}


def test_a_torn_file_is_one_warning_and_the_process_still_keeps_results(folder, opened):
    opened(path=folder).put(KEY, b"figures")
    for path in folder.iterdir():
        path.write_bytes(b"torn" * 2_000)
    cache = opened(path=folder)
    with pytest.warns(CacheWarning, match="the result cache on disk at .*results cannot be used") as caught:
        use(cache)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert cache.get("0") == b"figures"
    assert "cannot be used" in cache.info()["trouble"]


def test_a_folder_that_cannot_be_is_one_warning(tmp_path, opened, folder):
    folder.write_text("a file")
    cache = opened(path=folder)
    with pytest.warns(CacheWarning, match="cannot be used") as caught:
        use(cache)
    assert len(caught) == 1


def test_a_folder_that_another_process_has_locked_is_not_waited_for(folder, opened):
    opened(path=folder).put(KEY, b"figures")
    connection = sqlite3.connect(folder / disk_folder.FILE, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    cache = opened(path=folder)
    with pytest.warns(CacheWarning, match="locked"):
        assert cache.get(KEY) is None
    connection.execute("ROLLBACK")
    connection.close()


def test_a_value_that_is_too_large_stays_in_the_process(folder, opened, monkeypatch):
    monkeypatch.setattr(outages, "LARGEST", 100)
    cache = opened(path=folder)
    cache.put("small", bytes(100))
    cache.put("large", bytes(101))
    assert cache.get("large") == bytes(101)
    assert cache.info()["layers"][1]["entries"] == 1
    assert LARGEST == 64 * 2**20


# On a server


def test_a_team_shares_a_server(server, opened):
    opened(url=server.url, secret="x").put(KEY, b"figures")
    cache = opened(url=server.url, secret="x")
    assert cache.get(KEY) == b"figures"
    assert cache.get(KEY) == b"figures"
    told = cache.info()
    assert told["kind"] == "memory + redis"
    assert [layer["hits"] for layer in told["layers"]] == [1, 1]
    assert told["layers"][1]["place"] == f"127.0.0.1:{server.port}"
    stays = server.client().ttl(place_of(KEY, secret_of("x")))
    assert 0 < stays <= redis_server.DAYS * 86_400


def test_another_secret_is_another_place(server, opened):
    opened(url=server.url, secret="x").put(KEY, b"figures of x")
    other = opened(url=server.url, secret="y")
    assert other.get(KEY) is None
    other.put(KEY, b"figures of y")
    assert opened(url=server.url, secret="x").get(KEY) == b"figures of x"


def test_all_layers_are_asked_from_near_to_far(server, folder, opened):
    opened(url=server.url).put(KEY, b"figures")
    assert opened(path=folder, url=server.url).get(KEY) == b"figures"
    assert opened(path=folder).get(KEY) == b"figures"


@pytest.mark.parametrize(
    "content",
    [b"garbage", b" ", pickle.dumps(Planted()), seal(b"wrong figures", "other", SECRET),
     seal(b"wrong figures", KEY, secret_of("a guess")), seal(b"figures", KEY, SECRET)[:-1]],
)  # fmt: skip
def test_garbage_under_the_right_key_costs_a_miss(content, server, opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    server.client().set(place_of(KEY, SECRET), content)
    cache = opened(url=server.url, secret="a team's secret")
    with pytest.warns(CacheWarning, match="damaged or was not written by this program"):
        assert cache.get(KEY) is None
    assert cache.info()["layers"][1]["rejected"] == 1
    cache.put(KEY, b"figures")
    assert opened(url=server.url, secret="a team's secret").get(KEY) == b"figures"
    assert not (tmp_path / "planted").exists()


def test_a_value_of_another_type_is_an_outage(server, opened):
    server.client().lpush(place_of(KEY, SECRET), "a list")
    with pytest.warns(CacheWarning, match="WRONGTYPE"):
        assert opened(url=server.url, secret="a team's secret").get(KEY) is None


def test_a_server_that_is_killed_is_one_warning_and_used_again_when_it_is_back(server, opened):
    cache = opened(size=0, url=server.url)
    cache.put(KEY, b"figures")
    assert cache.get(KEY) == b"figures"
    server.stop()
    with pytest.warns(CacheWarning, match=f"redis at 127.0.0.1:{server.port} cannot be used") as caught:
        use(cache)
    assert len(caught) == 1
    assert "redis cannot be used" in cache.info()["trouble"]
    server.start()
    assert cache.get(KEY) is None  # it is not asked again yet
    cache._stores[0]._again = 0.0
    cache.put(KEY, b"figures")
    assert cache.get(KEY) == b"figures"
    assert cache.info()["trouble"] == ""


def test_threads_in_an_outage_warn_once(server, opened):
    cache = opened(size=0, url=server.url)
    server.stop()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        threads = [threading.Thread(target=cache.get, args=(KEY,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(caught) == 1


@pytest.fixture
def impostor():
    """Something that listens and answers every message with the same bytes."""
    running = []

    def listen(answer):
        listener = socket.create_server(("127.0.0.1", 0))
        running.append(listener)

        def serve(connection):
            with connection:
                while connection.recv(65_536):
                    connection.sendall(answer)

        def accept():
            try:
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
            except OSError:
                pass

        threading.Thread(target=accept, daemon=True).start()
        return f"redis://127.0.0.1:{listener.getsockname()[1]}"

    yield listen
    for listener in running:
        listener.close()


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b":1\r\n", b"*1\r\n" * 5_000, b"-MOVED 1 127.0.0.1:1\r\n", b"$5\r\nab"],
)
@pytest.mark.filterwarnings("ignore:the result cache on redis:atc_trading.errors.CacheWarning")
def test_what_is_no_redis_costs_a_miss(answer, impostor, opened):
    pytest.importorskip("redis", reason='a cache on Redis needs redis: pip install "./atc_trading[cache]"')
    assert opened(url=impostor(answer)).get(KEY) is None
