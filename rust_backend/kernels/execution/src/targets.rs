//! Target weights, values or shares on bars: each row is traded at the next open.

use crate::account::{Account, TIE_BAND, whole_lots};
use atc_engine::trading::is_tied;

/// A fill as a record of NumPy's: bar, asset, quantity, price and commission.
type Fill = [u64; 5];

/// Fills, cash, positions of so many bars and assets, and equity.
pub type Run = (Vec<Fill>, Vec<f64>, (Vec<f64>, [usize; 2]), Vec<f64>);

#[derive(Clone, Copy)]
struct Terms {
    lot: f64,
    /// A fraction of the open.
    slippage: f64,
    per_share: f64,
    rate: f64,
    leverage: f64,
}

impl Terms {
    /// What a fill buys (1.0) or sells (-1.0) at.
    #[inline(always)]
    fn price(&self, open: f64, side: f64) -> f64 {
        open * (1.0 + side * self.slippage)
    }

    #[inline(always)]
    fn commission(&self, shares: f64, price: f64) -> f64 {
        self.per_share * shares + self.rate * shares * price
    }

    /// Slippage and commission of shares together.
    #[inline(always)]
    fn costs(&self, shares: f64, open: f64, side: f64) -> f64 {
        shares * open * self.slippage + self.commission(shares, self.price(open, side))
    }
}

/// A wanted change of a position: the shares that close it, then those that open one, on the same side.
#[derive(Clone, Copy)]
struct Change {
    asset: usize,
    open: f64,
    side: f64,
    closing: f64,
    opening: f64,
    /// Of the goal and the position: 1e-10 of it is not traded.
    largest: f64,
}

impl Change {
    /// From a position to a goal; none where the two are tied.
    #[inline(always)]
    fn new(asset: usize, open: f64, position: f64, goal: f64) -> Option<Self> {
        if is_tied(goal, position) {
            return None;
        }
        let (from, to) = (position.abs(), goal.abs());
        let turns = goal * position < 0.0;
        let closing = if turns { from } else { (from - to).max(0.0) };
        let opening = if turns { to } else { (to - from).max(0.0) };
        let side = if goal > position { 1.0 } else { -1.0 };
        Some(Self { asset, open, side, closing, opening, largest: from.max(to) })
    }
}

/// What targets are of.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Weight,
    Value,
    Shares,
}

impl Unit {
    /// Shares that a target asks for.
    #[inline(always)]
    fn goal(self, target: f64, equity: f64, open: f64) -> f64 {
        match self {
            Self::Weight => target * equity / open,
            Self::Value => target / open,
            Self::Shares => target,
        }
    }
}

/// The changes of a bar, and what they come to.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    prices: Vec<f64>,
}

impl Plan {
    /// Finds the changes of a bar; gives the factor of all opening parts that the account can carry after all closing ones.
    #[inline(always)]
    fn make(&mut self, account: &Account, opens: &[f64], targets: &[f64], unit: Unit, terms: &Terms) -> f64 {
        self.changes.clear();
        self.prices.clear();
        self.prices
            .extend(opens.iter().zip(&account.marks).map(|(open, mark)| if open.is_nan() { *mark } else { *open }));
        let equity = account.worth(&self.prices);
        let [mut needed, mut extra, mut paid, mut held] = [0.0; 4];
        for (asset, position) in account.positions.iter().enumerate() {
            let (open, target, shares) = (opens[asset], targets[asset], position.shares);
            held += shares.abs() * self.prices[asset];
            if open.is_nan() || target.is_nan() {
                continue;
            }
            let Some(change) = Change::new(asset, open, shares, unit.goal(target, equity, open)) else { continue };
            held -= change.closing * open;
            paid += terms.costs(change.closing, open, change.side);
            needed += change.opening * open;
            extra += terms.costs(change.opening, open, change.side);
            self.changes.push(change);
        }
        if terms.leverage.is_infinite() || needed == 0.0 {
            return 1.0;
        }
        let room = terms.leverage * (equity - paid) - held;
        (room / (needed + terms.leverage * extra)).max(0.0).min(1.0)
    }
}

/// One open after another: close, scale what opens, fill; then the closes mark.
#[allow(clippy::too_many_arguments)]
pub fn simulate_targets(
    open: &[f64],
    close: &[f64],
    target: &[f64],
    [bars, assets]: [usize; 2],
    unit: &str,
    initial_cash: f64,
    lot: f64,
    slippage_bps: f64,
    per_share: f64,
    rate: f64,
    leverage: f64,
) -> Run {
    let terms = Terms { lot, slippage: slippage_bps / 1e4, per_share, rate, leverage };
    let unit = match unit {
        "weight" => Unit::Weight,
        "value" => Unit::Value,
        _ => Unit::Shares,
    };
    let (mut account, mut plan, mut fills) = (Account::new(initial_cash, assets), Plan::default(), Vec::<Fill>::new());
    let (mut cash, mut position, mut equity) = (vec![0.0; bars], vec![0.0; bars * assets], vec![0.0; bars]);
    let mut is_ruined = false;
    for bar in 0..bars {
        let row = bar * assets..(bar + 1) * assets;
        if bar > 0 && !is_ruined {
            let targets = &target[row.start - assets..row.start];
            let factor = plan.make(&account, &open[row.clone()], targets, unit, &terms);
            for change in &plan.changes {
                let shares = whole_lots(change.closing + factor * change.opening, terms.lot);
                if shares <= TIE_BAND * change.largest {
                    continue;
                }
                let (quantity, price) = (change.side * shares, terms.price(change.open, change.side));
                let commission = terms.commission(shares, price);
                account.fill(change.asset, quantity, price, commission);
                fills.push(record(bar, change.asset, [quantity, price, commission]));
            }
        }
        if !is_ruined {
            account.mark(&close[row.clone()]);
            is_ruined = account.is_ruined(initial_cash);
            if is_ruined {
                let closed = account.close_all();
                fills.extend(closed.iter().map(|fill| record(bar, fill.asset, [fill.quantity, fill.price, 0.0])));
            }
        }
        account.shares(&mut position[row]);
        (cash[bar], equity[bar]) = (account.cash(), account.equity());
    }
    (fills, cash, (position, [bars, assets]), equity)
}

#[inline(always)]
fn record(bar: usize, asset: usize, numbers: [f64; 3]) -> Fill {
    let [quantity, price, commission] = numbers.map(f64::to_bits);
    [bar as u64, asset as u64, quantity, price, commission]
}
