//! Backtests of signals: the position that is wanted after each bar.

use crate::account::{Account, Side};
use crate::marks::{Curve, Marks};
use crate::measured::Measured;
use crate::{Averaged, Book, Count, Summary, Terms, Trade, are_usual};
use atc_engine::Machine;

/// The backtest of a position for each bar, long above 0 and short below: writes the equity at each bar; gives the
/// metrics, and the closed round trips in order of exit.
pub fn signal_backtest(close: &[f64], signal: &[i8], terms: &Terms, curve: &mut [f64]) -> (Summary, Vec<Trade>) {
    let (mut summary, mut trades) = (Summary::default(), Vec::new());
    // It has no averages.
    let prices = Averaged { close, fast: &[], slow: &[], are_usual: are_usual(close) };
    signalled(prices, signal, terms, curve, &mut summary, &mut |trade| trades.push(trade));
    (summary, trades)
}

atc_engine::dispatched! {
    /// The backtest of a signal.
    fn signalled(
        prices: Averaged<'_>, signal: &[i8], terms: &Terms, curve: &mut [f64], summary: &mut Summary, book: &mut Book<'_>
    ) = signalled_body;
}

#[inline(always)]
fn signalled_body<M: Machine>(
    machine: M,
    prices: Averaged<'_>,
    signal: &[i8],
    terms: &Terms,
    curve: &mut [f64],
    summary: &mut Summary,
    book: &mut Book<'_>,
) {
    let (mut count, mut marks) = (Count::default(), (Measured::new(machine, &prices, terms), Curve(curve)));
    let alive = trade(machine, prices, signal, &mut Account::new(terms), &mut marks, &mut |trade| {
        count.take(&trade);
        book(trade);
    });
    let (measured, Curve(curve)) = marks;
    // Not a closure: its body was not inlined, and called each vector operation.
    let found = match measured.summary(machine, prices, terms) {
        Some(found) => found,
        None => from_the_capital(machine, curve, alive, terms),
    };
    *summary = found.with_trades(&count);
}

/// Trades all changes; gives the number of bars before ruin.
#[inline(always)]
fn trade<M: Machine>(
    machine: M,
    prices: Averaged<'_>,
    signal: &[i8],
    account: &mut Account<'_>,
    marks: &mut impl Marks<M>,
    book: &mut impl FnMut(Trade),
) -> usize {
    let (mut last, close) = (0, prices.close);
    for (bar, target) in signal.iter().enumerate() {
        if *target == last {
            continue;
        }
        last = *target;
        let side = if last == 0 { Side::Flat } else { account.side_after(last > 0) };
        if side == account.side() {
            continue;
        }
        if let Err(ruin) = account.hold(machine, &prices, bar, marks, book) {
            return ruin;
        }
        account.turn(close[bar], bar, side, book);
    }
    account.hold(machine, &prices, close.len(), marks, book).err().unwrap_or(close.len())
}

/// The metrics of a curve that begins with the capital, whatever a fill at the first bar has cost of it.
#[inline(always)]
fn from_the_capital<M: Machine>(machine: M, curve: &mut [f64], alive: usize, terms: &Terms) -> Summary {
    let Some(first) = curve.first().copied() else { return Summary::of(machine, curve, alive, terms) };
    curve[0] = terms.initial_capital;
    let mut summary = Summary::of(machine, curve, alive.max(1), terms);
    curve[0] = first;
    summary.total_return = curve[curve.len() - 1] / terms.initial_capital - 1.0;
    summary.max_drawdown = summary.max_drawdown.max(1.0 - first / terms.initial_capital);
    summary
}
