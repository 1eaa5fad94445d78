"""Moving averages of a series of prices.

Time runs down axis 0; an array of shape ``(time, series)`` is averaged column by column. float64 results have the
shape of `x`, NaN before the first valid bar. Everything else is converted to float64 once.
"""

from atc_core.arrays import FLOAT32_ACCURACY, Series
from atc_core.domains import Length, SmoothingConstant
from atc_core.kernel import kernel
from atc_core.samples import price_walk


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY)
def sma(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Simple moving average: the mean of the last `length` bars.

    Formula:
        $$ sma_t = \frac{1}{length} \sum_{j=0}^{length-1} x_{t-j} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length - 1`` bars and wherever the window
        holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: any textbook; TA-Lib ``SMA``, pandas ``rolling(length).mean()``.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, also=("EWMA", "ewm_mean"))
def ema(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Exponential moving average with ``a = 2/(length+1)``, seeded with the mean of the first `length` bars.

    Formula:
        $$ ema_t = a x_t + (1 - a) ema_{t-1}; a = \frac{2}{length + 1} $$
        $$ ema_{z+length-1} = \frac{1}{length} \sum_{j=0}^{length-1} x_{z+j} $$
        where $z$ is the first bar that is not NaN.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`. Leading NaNs are skipped; NaN for ``length - 1`` bars after
        them; a later NaN makes the rest NaN.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: TA-Lib ``EMA`` (the same seed).
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY)
def wma(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Weighted moving average: the newest bar weighs `length`, the oldest 1.

    Formula:
        $$ wma_t = \frac{\sum_{j=0}^{length-1} (length - j) x_{t-j}}{length (length + 1) / 2} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length - 1`` bars and wherever the window
        holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: TA-Lib ``WMA``.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY)
def dema(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Double exponential moving average ``2*e1 - e2``; e2 averages e1, seeded with the first valid e1.

    Formula:
        $$ dema_t = 2 e1_t - e2_t; e1 = ema(x, length) $$
        $$ e2_t = a e1_t + (1 - a) e2_{t-1}; a = \frac{2}{length + 1} $$
        where $e2$ begins with the first valid $e1$ itself, not with a mean.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`. Leading NaNs are skipped; NaN for ``length - 1`` bars after
        them; a later NaN makes the rest NaN.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: Mulloy, "Smoothing data with faster moving averages" (1994), with the seeds given above.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, also=("LINEARREG", "LINREG"))
def lsma(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Least-squares moving average: the line through the last `length` bars, at the newest bar.

    Formula:
        $$ lsma_t = u; (u, v) = argmin \sum_{j=0}^{length-1} (x_{t-j} - u + v j)^2 $$
        where $v$ is the slope per bar; it equals $3 wma_t - 2 sma_t$ of the same length.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1; 1 gives `x`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length - 1`` bars and wherever the window
        holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: TA-Lib ``LINEARREG``; TradingView ``ta.linreg(x, length, 0)``.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, also=("hull",))
def hma(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Hull moving average: ``wma(2*wma(x, length//2) - wma(x, length), floor(sqrt(length)))``.

    Formula:
        $$ hma = wma(2 wma(x, h) - wma(x, length), floor(\sqrt{length})); h = max(floor(length / 2), 1) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the longer window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length + floor(sqrt(length)) - 2`` bars and
        wherever a window holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: Hull, "How to reduce lag in a moving average" (2005).
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY)
def kama(
    x: Series,
    length: Length,
    fast: SmoothingConstant = 0.666,
    slow: SmoothingConstant = 0.064,
    *,
    out: Series | None = None,
) -> Series:
    r"""Kaufman's adaptive moving average: fast in a trend, slow in noise.

    Formula:
        $$ kama_t = kama_{t-1} + (E_t (fast - slow) + slow)^2 (x_t - kama_{t-1}) $$
        $$ E_t = \frac{|x_t - x_{t-length}|}{\sum_{j=0}^{length-1} |x_{t-j} - x_{t-j-1}|} $$
        where $E_t = 0$ if the sum is 0. It begins with $kama_z = x_z$ at the first bar $z$ that is not NaN, is held to
        bar $z + length - 1$, and moves from bar $z + length$ on.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars over which trend and noise are compared, at least 1.
        fast: smoothing constant in a pure trend, in (0, 1].
        slow: smoothing constant in pure noise, in (0, 1].
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`. Starts at the first bar that is not NaN, is held for `length`
        bars, then follows; a later NaN makes the rest NaN.

    Raises:
        TypeError: `x` is not numeric, `length` not an integer, `fast` or `slow` not a number.
        ValueError: `x` is not 1-D or 2-D, `length` is below 1, `fast` or `slow` outside (0, 1].

    Source: Kaufman, "Smarter Trading" (1995).
    """
