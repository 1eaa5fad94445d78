"""What an engine can be asked beside its backtests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_trading.backtest.backtest_result import Parameters
from atc_trading.backtest.price_input import PriceInput

if TYPE_CHECKING:
    from atc_core.tuning.comparison import Compared


class EngineQuestions:
    """Whether data are right, what an engine runs on, and how fast each backend is."""

    _runs: Any

    def validate_data(self, data: Any) -> PriceInput:
        """The prices that a backtest of `data` would take: its symbol, timestamps (None without dates) and closes.

        Raises:
            TypeError: there are no numbers in `data`.
            ValueError: a bar cannot be; the message names the field, the first such bar, and its value.
        """
        prices: PriceInput = self._runs.prices(data, "validate_data")
        return prices

    def benchmark(  # noqa: D417
        self,
        data: Any,
        fast_period: int = 10,
        slow_period: int = 30,
        initial_capital: float = 100_000.0,
        commission_rate: float = 0.001,
        slippage: float = 0.0,
        allow_short: bool = True,  # noqa: FBT001 as the kernel's
        periods_per_year: float = 252.0,
        *,
        seconds: float = 1.0,
    ) -> list[Compared]:
        """Every backend on your own data: checked against the reference first, timed only where it agrees.

        Args:
            data: prices, see the class.
            fast_period, slow_period: as of `run_sma_backtest`.
            initial_capital, commission_rate, slippage, allow_short, periods_per_year: see the class.
            seconds: about how long backends are timed side by side.

        Returns:
            A row a backend, the fastest first: `backend`, `microseconds` of a call, their `ratio` to the fastest's,
            whether it `agrees`, and a `note` where it was not timed. ``pandas.DataFrame(rows)`` is a table of them.
        """
        rest = (initial_capital, commission_rate, slippage, allow_short, periods_per_year)
        prices = self._runs.prices(data, "benchmark")
        from atc_trading.backtest.engine_facts import compared

        return compared(prices, Parameters(fast_period, slow_period, *rest), seconds)

    def engine_info(self) -> dict[str, Any]:
        """What this engine runs on, as JSON can hold it.

        `backend` names by kernel the backend that runs at 1000 bars, None where the engine's own has it not;
        `backends` how each that is known stands; `versions` those of our distributions and NumPy; `threads` how many a
        grid uses; `cache` its hits, misses, hit rate and size, None without one.
        """
        from atc_trading.backtest.engine_facts import facts

        return facts(self._runs)
