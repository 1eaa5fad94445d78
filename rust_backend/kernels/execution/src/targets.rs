//! Target weights, values or shares on bars: each row is traded at the next open, eight assets at a time.

mod lanes;
mod plan;

use atc_engine::sums::Total;
use atc_engine::trading::TIE_BAND;
use atc_engine::{Machine, Part};
use lanes::{Assets, padded};
use plan::Plan;

/// A fill as a record of NumPy's: bar, asset, quantity, price and commission.
type Fill = [u64; 5];

/// Fills, cash, positions of so many bars and assets, and equity.
pub type Run = (Vec<Fill>, Vec<f64>, (Vec<f64>, [usize; 2]), Vec<f64>);

/// What targets are of.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Weight,
    Value,
    Shares,
}

#[derive(Clone, Copy)]
struct Terms {
    unit: Unit,
    initial_cash: f64,
    lot: f64,
    /// A fraction of the open.
    slippage: f64,
    per_share: f64,
    rate: f64,
    leverage: f64,
}

/// The tables that are given, and how many bars and assets they have.
#[derive(Clone, Copy)]
struct Tables<'a> {
    open: &'a [f64],
    close: &'a [f64],
    target: &'a [f64],
    bars: usize,
    assets: usize,
}

/// Fills that have room from the start.
const ROOM: usize = 1 << 18;

/// What is written.
#[derive(Default)]
struct Results {
    fills: Vec<Fill>,
    cash: Vec<f64>,
    position: Vec<f64>,
    equity: Vec<f64>,
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
    let unit = match unit {
        "weight" => Unit::Weight,
        "value" => Unit::Value,
        _ => Unit::Shares,
    };
    let terms = Terms { unit, initial_cash, lot, slippage: slippage_bps / 1e4, per_share, rate, leverage };
    let mut results = Results {
        // Pages that are not touched cost nothing; beyond these it grows.
        fills: Vec::with_capacity(((bars + 1) * assets).min(ROOM)),
        cash: vec![0.0; bars],
        position: vec![0.0; bars * assets],
        equity: vec![0.0; bars],
    };
    simulate(Tables { open, close, target, bars, assets }, &terms, &mut results);
    (results.fills, results.cash, (results.position, [bars, assets]), results.equity)
}

atc_engine::dispatched! {
    /// The whole run.
    fn simulate(tables: Tables<'_>, terms: &Terms, results: &mut Results) = simulate_body;
}

#[inline(always)]
fn simulate_body<M: Machine>(machine: M, tables: Tables<'_>, terms: &Terms, results: &mut Results) {
    let (m, assets) = (Part::new(machine, 0), tables.assets);
    let (mut account, mut plan) = (Assets::new(assets), Plan::new(assets));
    let (mut cash, mut is_ruined, mut closes) = (Total::default(), false, padded(assets));
    cash.add(terms.initial_cash);
    for bar in 0..tables.bars {
        let row = bar * assets..(bar + 1) * assets;
        if bar > 0 && !is_ruined {
            let targets = &tables.target[row.start - assets..row.start];
            let factor = plan.make(m, &account, cash.value(), [&tables.open[row.clone()], targets], terms);
            cash.add(-plan.fill(m, &mut account, factor, terms));
            plan.write(bar, assets, &mut results.fills);
        }
        if !is_ruined {
            closes[..assets].copy_from_slice(&tables.close[row.clone()]);
            let equity = cash.value() + account.mark(m, &closes);
            is_ruined = equity <= TIE_BAND * terms.initial_cash;
            results.equity[bar] = equity;
            if is_ruined {
                close_all(&mut account, &mut cash, bar, assets, &mut results.fills);
            }
        }
        results.position[row].copy_from_slice(&account.shares[..assets]);
        results.cash[bar] = cash.value();
        if is_ruined {
            results.equity[bar] = cash.value();
        }
    }
}

/// Closes every position at its mark, without cost.
fn close_all(account: &mut Assets, cash: &mut Total, bar: usize, assets: usize, fills: &mut Vec<Fill>) {
    for asset in 0..assets {
        let (quantity, price) = (-account.shares[asset], account.marks[asset]);
        if quantity != 0.0 {
            cash.add(-quantity * price);
            fills.push(record(bar, asset, quantity, price, 0.0));
        }
        account.shares[asset] = 0.0;
    }
}

#[inline(always)]
fn record(bar: usize, asset: usize, quantity: f64, price: f64, commission: f64) -> Fill {
    [bar as u64, asset as u64, quantity.to_bits(), price.to_bits(), commission.to_bits()]
}
