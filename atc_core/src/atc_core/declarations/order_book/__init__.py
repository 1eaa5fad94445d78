"""Order books: messages to snapshots, and what snapshots and trades say.

A price in a book is a whole number of ticks, never a float key; snapshots give it as float64 ticks, exact up to 2**53,
NaN where the book has no level, and size 0 there. Multiply by the size of a tick at the end. Infinite prices and sizes
are errors.
"""

from atc_core.declarations.order_book import messages, snapshots, trades

__all__ = ["messages", "snapshots", "trades"]
