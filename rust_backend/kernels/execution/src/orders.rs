//! Orders on bars, step by step: the open, stops, limits, and stops of what filled inside the bar.
//!
//! Only orders that are placed, open and not waiting for a parent are looked at: a run costs its bars and the lives of its
//! orders, not the product of both.

mod broker;
mod links;
mod order;
mod simulation;

use order::{Columns, Status};
use simulation::Simulation;

/// A fill as a record of NumPy's: order, bar, asset, quantity, price, commission, and the phase in the first byte.
type Fill = [u64; 7];

/// Fills, status and shares of each order, cash, financing, equity, positions of so many bars and assets.
pub type Run = (Vec<Fill>, Vec<i8>, Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>, (Vec<f64>, [usize; 2]));

/// When in a bar something filled.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Open,
    Inside,
    Ruin,
}

/// The options.
#[derive(Clone, Copy)]
struct Terms {
    initial_cash: f64,
    lot: f64,
    volume_limit: f64,
    limit_touch: bool,
    slippage_bps: f64,
    slippage_fixed: f64,
    volume_impact: f64,
    per_share: f64,
    per_order: f64,
    maker_rate: f64,
    taker_rate: f64,
    minimum: f64,
    leverage: f64,
    margin_rate: f64,
    borrow_rate: f64,
}

impl Terms {
    /// Whether fills depend on the volume of a bar.
    fn are_of_volume(&self) -> bool {
        self.volume_limit < f64::INFINITY || self.volume_impact > 0.0
    }
}

/// Prices and volumes of all bars, a row of assets after the other.
#[derive(Clone, Copy)]
struct Tables<'a> {
    open: &'a [f64],
    high: &'a [f64],
    low: &'a [f64],
    close: &'a [f64],
    volume: &'a [f64],
    assets: usize,
}

/// A bar of an asset.
#[derive(Clone, Copy)]
struct Bar {
    open: f64,
    high: f64,
    low: f64,
    close: f64,
}

impl Tables<'_> {
    /// A bar whose prices are all there.
    #[inline(always)]
    fn bar(&self, time: usize, asset: usize) -> Option<Bar> {
        let place = time * self.assets + asset;
        let bar =
            Bar { open: self.open[place], high: self.high[place], low: self.low[place], close: self.close[place] };
        (!(bar.open + bar.high + bar.low + bar.close).is_nan()).then_some(bar)
    }

    #[inline(always)]
    fn volume(&self, time: usize, asset: usize) -> f64 {
        self.volume[time * self.assets + asset]
    }
}

/// The account of orders on bars.
#[allow(clippy::too_many_arguments)]
pub fn simulate_orders(
    open: &[f64],
    high: &[f64],
    low: &[f64],
    close: &[f64],
    volume: &[f64],
    bar: &[i64],
    asset: &[i64],
    quantity: &[f64],
    kind: &[i64],
    limit: &[f64],
    stop: &[f64],
    last: &[i64],
    group: &[i64],
    parent: &[i64],
    [bars, assets, _]: [usize; 3],
    initial_cash: f64,
    lot: f64,
    volume_limit: f64,
    limit_touch: bool,
    slippage_bps: f64,
    slippage_fixed: f64,
    volume_impact: f64,
    per_share: f64,
    per_order: f64,
    maker_rate: f64,
    taker_rate: f64,
    minimum: f64,
    leverage: f64,
    margin_rate: f64,
    borrow_rate: f64,
) -> Run {
    let terms = Terms {
        initial_cash,
        lot,
        volume_limit,
        limit_touch,
        slippage_bps,
        slippage_fixed,
        volume_impact,
        per_share,
        per_order,
        maker_rate,
        taker_rate,
        minimum,
        leverage,
        margin_rate,
        borrow_rate,
    };
    let tables = Tables { open, high, low, close, volume, assets };
    let columns = Columns { bar, asset, quantity, kind, limit, stop, last, group, parent };
    run(tables, &columns, terms, bars)
}

fn run(tables: Tables<'_>, columns: &Columns<'_>, terms: Terms, bars: usize) -> Run {
    let assets = tables.assets;
    let mut simulation = Simulation::new(tables, columns, terms, bars);
    let (mut cash, mut financing, mut equity) = (vec![0.0; bars], vec![0.0; bars], vec![0.0; bars]);
    let (mut position, mut is_ruined) = (vec![0.0; bars * assets], false);
    for time in 0..bars {
        let row = time * assets..(time + 1) * assets;
        if !is_ruined {
            simulation.step(time);
            simulation.broker.account.mark(&tables.close[row.clone()]);
            simulation.trail();
            simulation.expire();
            financing[time] = simulation.broker.finance();
            is_ruined = simulation.broker.account.is_ruined(terms.initial_cash);
            if is_ruined {
                simulation.broker.ruin();
            }
        }
        let account = &simulation.broker.account;
        account.shares(&mut position[row]);
        (cash[time], equity[time]) = (account.cash(), account.equity());
    }
    let orders = &simulation.broker.orders;
    let status = orders.iter().map(|order| order.status as i8).collect();
    let filled = orders.iter().map(|order| order.filled()).collect();
    (simulation.broker.fills, status, filled, cash, financing, equity, (position, [bars, assets]))
}
