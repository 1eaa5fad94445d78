"""Money in exact decimals: arithmetic, metrics, bars, commissions, slippage and a ledger.

A result is exact, or rounded once from the exact value by one of the eight words of Python's `decimal`, and every
backend gives the same digits. Columns are those of Polars, pyarrow, pandas with dtypes of Arrow, lists of Decimals,
integers, or anything else that offers Arrow arrays; a result comes in the library of the first of them, and what does
not exist is null. Columns are read where they lie: without copying, at any offset, chunk by chunk.

By default nothing is lost: a sum, a difference and a product have all their digits, and what has no end has 12 digits
behind the point, or those of its arguments if they have more. Where `scale` is given, the exact value is rounded to so
many digits behind the point, once. A result of more than 38 digits is an error that names the first row. Floats are
refused: where they become decimals, and by which rounding, is the caller's to say.
"""

from atc_core.declarations.decimals import arithmetic, commissions, intervals, ledger, metrics, slippage

__all__ = ["arithmetic", "commissions", "intervals", "ledger", "metrics", "slippage"]
