"""Results that are kept: in the process, on disk, on a Redis server. A cache costs time at worst, never a result.

>>> from atc_trading.result_cache import open_cache, pack, result_key, unpack
>>> cache = open_cache(size=100)
>>> key = result_key({"close": close}, {"fast": 10, "slow": 30})
>>> cache.put(key, pack({"total_return": 0.1, "equity_curve": curve}))
>>> unpack(cache.get(key))["total_return"]
0.1
"""

from atc_trading.result_cache.content_key import NUMERICS, result_key
from atc_trading.result_cache.layers import ResultCache, open_cache
from atc_trading.result_cache.packing import pack, unpack

__all__ = ["NUMERICS", "ResultCache", "open_cache", "pack", "result_key", "unpack"]
