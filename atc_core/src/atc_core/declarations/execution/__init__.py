"""Orders and target weights on bars, and the ledgers of their fills.

What is decided at the close of a bar trades from the next bar on, so a result up to a bar does not depend on later
ones. Prices are compared exactly; money with money, and what is left after subtracting, are equal within 1e-10 of the
larger one, so that 0.1 + 0.2 - 0.3 shares are none. A position is marked to the last finite close of its asset, before
the first one to the price of its last fill.
"""

from atc_core.declarations.execution import fills, ledger, orders, targets

__all__ = ["fills", "ledger", "orders", "targets"]
