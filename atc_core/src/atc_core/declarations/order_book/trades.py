"""What trades say of a book."""

from __future__ import annotations

from atc_core.arrays import Signal
from atc_core.book_samples import trades_and_mids
from atc_core.declarations.order_book.columns import TradePrices
from atc_core.kernel import kernel


@kernel(sample=trades_and_mids, gaps=None, also=("lee_ready",))
def trade_sign(price: TradePrices, mid: TradePrices, *, out: Signal | None = None) -> Signal:
    """Which side began each trade: 1 a buyer, above the mid, -1 a seller, below; at the mid, as the price last moved.

    Prices within 1e-10 of each other are equal.

    Formula:
        1. It is 1 where $price_t > mid_t$,
        2. -1 where $price_t < mid_t$,
        3. else the sign of the last change of `price` up to $t$, 0 before any.

    Args:
        price: prices of trades, shape ``(time,)`` or ``(time, series)``; NaN where there is none, which is passed over.
        mid: the mid before each trade, same shape; NaN where it is not known.
        out: where to write the result; it is then returned.

    Returns:
        int8, that shape. At the mid, and where that is NaN, the sign of the last change of price up to this trade, 0
        before any; 0 where the price is NaN.

    Raises:
        TypeError: `price` or `mid` is not numeric.
        ValueError: `price` and `mid` differ in shape, or one is infinite.

    Source: Lee & Ready, "Inferring trade direction from intraday data" (1991).
    """
