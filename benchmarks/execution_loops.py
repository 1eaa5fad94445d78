"""What users write themselves: a Numba loop of target weights, fills table included, and orders in plain Python."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@numba.njit(cache=True)
def targets(opens: Array, closes: Array, weights: Array, initial_cash: float, slip: float, rate: float) -> Any:
    """Weights of one shared cash, traded at the next open: what closes first, then what opens, scaled alike."""
    bars, assets = opens.shape
    rows = np.empty((bars * assets, 5))
    cash, count = initial_cash, 0
    position, change, position_at = np.zeros(assets), np.zeros(assets), np.zeros((bars, assets))
    cash_at, equity_at = np.zeros(bars), np.zeros(bars)
    for t in range(bars):
        if t > 0:
            equity = cash
            for a in range(assets):
                equity += position[a] * opens[t, a]
            paid = gross = needed = costs = 0.0
            for a in range(assets):
                price = opens[t, a]
                goal = weights[t - 1, a] * equity / price
                change[a] = goal - position[a]
                turns = goal * position[a] < 0.0
                closing = abs(position[a]) if turns else max(abs(position[a]) - abs(goal), 0.0)
                opening = abs(goal) if turns else max(abs(goal) - abs(position[a]), 0.0)
                paid += closing * price * (slip + rate)
                gross += (abs(position[a]) - closing) * price
                needed += opening * price
                costs += opening * price * (slip + rate)
            factor = min(1.0, max(0.0, (equity - paid - gross) / (needed + costs))) if needed > 0.0 else 1.0
            for a in range(assets):
                goal = position[a] + change[a]
                turns = goal * position[a] < 0.0
                closing = abs(position[a]) if turns else max(abs(position[a]) - abs(goal), 0.0)
                opening = abs(goal) if turns else max(abs(goal) - abs(position[a]), 0.0)
                quantity = closing + factor * opening
                if quantity <= 1e-10 * max(abs(goal), abs(position[a])):
                    continue
                side = 1.0 if change[a] > 0.0 else -1.0
                price = opens[t, a] * (1.0 + side * slip)
                fee = rate * quantity * price
                cash -= side * quantity * price + fee
                position[a] += side * quantity
                rows[count, 0], rows[count, 1], rows[count, 2] = t, a, side * quantity
                rows[count, 3], rows[count, 4] = price, fee
                count += 1
        equity = cash
        for a in range(assets):
            equity += position[a] * closes[t, a]
            position_at[t, a] = position[a]
        cash_at[t], equity_at[t] = cash, equity
    return rows[:count].copy(), cash_at, position_at, equity_at
