//! Backtests of signals and of crossing averages: positions, fills, the curve of equity, and its metrics.

mod account;
mod grid;
mod held;
mod marks;
mod measured;
mod signals;
mod summary;

pub use account::Trade;
pub use grid::{Row, pair_count, sma_backtest_grid};
pub use signals::signal_backtest;
pub use summary::Summary;

use account::Account;
use atc_engine::{Machine, Scratch, WORD};
use atc_trend::Crossings;
use marks::{Curve, Marks};
use measured::Measured;
use std::ops::RangeInclusive;

/// What a backtest begins with, what a fill costs, as fractions of its value and of the price, and how it is measured.
#[derive(Clone, Copy)]
pub struct Terms {
    pub initial_capital: f64,
    pub commission_rate: f64,
    pub slippage: f64,
    pub allow_short: bool,
    pub periods_per_year: f64,
}

/// Prices and their averages.
#[derive(Clone, Copy)]
struct Averaged<'a> {
    close: &'a [f64],
    fast: &'a [f64],
    slow: &'a [f64],
    /// Whether no product of prices or quotients overflows or vanishes.
    are_usual: bool,
}

/// Prices between these are usual.
const USUAL: RangeInclusive<f64> = 1e-70..=1e70;

fn are_usual(close: &[f64]) -> bool {
    close.iter().fold(true, |all, price| all & USUAL.contains(price))
}

/// How many round trips were closed, and how many of them won.
#[derive(Clone, Copy, Default)]
struct Count {
    trades: usize,
    wins: usize,
}

impl Count {
    #[inline(always)]
    fn take(&mut self, trade: &Trade) {
        self.trades += 1;
        self.wins += usize::from(trade.pnl > 0.0);
    }
}

/// What takes closed round trips, in order of exit.
type Book<'a> = dyn FnMut(Trade) + 'a;

/// The backtest of the averages of two lengths, the fast one below the slow one: writes the equity at each bar; gives
/// the metrics, and the closed round trips in order of exit.
pub fn sma_backtest(close: &[f64], lengths: [usize; 2], terms: &Terms, curve: &mut [f64]) -> (Summary, Vec<Trade>) {
    let bars = close.len();
    atc_engine::columns!(bars => fast, slow);
    atc_moving_averages::sma(close, lengths[0], fast);
    atc_moving_averages::sma(close, lengths[1], slow);
    let (mut summary, mut trades) = (Summary::default(), Vec::new());
    crossed(Averaged { close, fast, slow, are_usual: are_usual(close) }, terms, curve, &mut summary, &mut |trade| {
        trades.push(trade)
    });
    (summary, trades)
}

atc_engine::dispatched! {
    /// The backtest of two averages.
    fn crossed(prices: Averaged<'_>, terms: &Terms, curve: &mut [f64], summary: &mut Summary, book: &mut Book<'_>)
        = crossed_body;
}

atc_engine::dispatched! {
    /// Its metrics alone; the curve is written only where they cannot be had without it.
    fn measured(prices: Averaged<'_>, terms: &Terms, summary: &mut Summary) = measured_body;
}

#[inline(always)]
fn measured_body<M: Machine>(machine: M, prices: Averaged<'_>, terms: &Terms, summary: &mut Summary) {
    let (mut count, mut marks) = (Count::default(), Measured::new(machine, &prices, terms));
    trade(machine, prices, &mut Account::new(terms), &mut marks, &mut |trade| count.take(&trade));
    match marks.summary(machine, prices, terms) {
        Some(found) => *summary = found.with_trades(&count),
        None => crossed(prices, terms, &mut Scratch::new(prices.close.len()), summary, &mut |_| {}),
    }
}

#[inline(always)]
fn crossed_body<M: Machine>(
    machine: M,
    prices: Averaged<'_>,
    terms: &Terms,
    curve: &mut [f64],
    summary: &mut Summary,
    book: &mut Book<'_>,
) {
    let (mut count, mut marks) = (Count::default(), (Measured::new(machine, &prices, terms), Curve(curve)));
    let alive = trade(machine, prices, &mut Account::new(terms), &mut marks, &mut |trade| {
        count.take(&trade);
        book(trade);
    });
    let (measured, Curve(curve)) = marks;
    // Not a closure: its body was not inlined, and called each vector operation.
    let found = match measured.summary(machine, prices, terms) {
        Some(found) => found,
        None => Summary::of(machine, curve, alive, terms),
    };
    *summary = found.with_trades(&count);
}

/// Trades all crossings; gives the number of bars before ruin.
#[inline(always)]
fn trade<M: Machine>(
    machine: M,
    prices: Averaged<'_>,
    account: &mut Account<'_>,
    marks: &mut impl Marks<M>,
    book: &mut impl FnMut(Trade),
) -> usize {
    let (mut crossings, close) = (Crossings::default(), prices.close);
    for (word, (fast, slow)) in prices.fast.chunks(WORD).zip(prices.slow.chunks(WORD)).enumerate() {
        let [up, down] = if prices.are_usual {
            crossings.next_of_prices(machine, fast, slow)
        } else {
            crossings.next(machine, fast, slow)
        };
        let mut left = up | down;
        while left != 0 {
            let place = left.trailing_zeros();
            let bar = word * WORD + place as usize;
            left &= left - 1;
            let side = account.side_after(up >> place & 1 != 0);
            if side == account.side() {
                continue;
            }
            if let Err(ruin) = account.hold(machine, &prices, bar, marks, book) {
                return ruin;
            }
            account.turn(close[bar], bar, side, book);
        }
    }
    account.hold(machine, &prices, close.len(), marks, book).err().unwrap_or(close.len())
}
