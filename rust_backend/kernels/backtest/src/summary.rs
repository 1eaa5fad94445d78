//! The metrics of a curve of equity and its trades.

use crate::{Count, Terms};
use atc_engine::lanes::{BATCH, LANES, Row, quotients};
use atc_engine::{Machine, Scratch};
use atc_metrics::curves::Ends;
use atc_metrics::drawdowns::Below;
use atc_metrics::moments::{BLOCK, Blocks, Deviations, Downside};
use atc_metrics::ratios::{sharpe_of, sortino_of, volatility_of};
use std::ops::Range;

/// The metrics of a backtest; what there is too little of is NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    pub total_return: f64,
    pub annual_return: f64,
    pub sharpe_ratio: f64,
    pub sortino_ratio: f64,
    pub volatility: f64,
    pub max_drawdown: f64,
    pub win_rate: f64,
    pub trade_count: usize,
}

impl Summary {
    /// Of a curve that is 0 from bar `alive` on, if that is one, without its trades.
    #[inline(always)]
    pub fn of<M: Machine>(machine: M, curve: &[f64], alive: usize, terms: &Terms) -> Self {
        let [first, ..] = *curve else { return Self::of_nothing() };
        let returns = Returns(&curve[..curve.len().min(alive + 1)]);
        let (mut deviations, mut downside) = (Deviations::at(1.0), Downside::at(1.0, 0.0));
        let mut memory = Scratch::new(BLOCK);
        for range in returns.ranges() {
            let block = returns.block(machine, range, &mut memory);
            deviations.take(machine, block);
            downside.take(machine, block);
        }
        let (deviations, downside) = (deviations.scaled(machine, &returns), downside.scaled(machine, &returns));
        let mut below = Below::default();
        below.take(machine, returns.0);
        let ends = Ends { count: curve.len(), first, last: curve[curve.len() - 1] };
        Self::from_parts(&ends, &deviations, &downside, &below, terms)
    }

    /// Of what is known of a curve and its returns, without its trades.
    #[inline(always)]
    pub fn from_parts(ends: &Ends, deviations: &Deviations, downside: &Downside, below: &Below, terms: &Terms) -> Self {
        let periods = terms.periods_per_year;
        Self {
            total_return: ends.last / terms.initial_capital - 1.0,
            annual_return: ends.growth(periods),
            sharpe_ratio: sharpe_of(deviations, 0.0, periods, 1),
            sortino_ratio: sortino_of(&deviations.mean, downside, 0.0, periods),
            volatility: volatility_of(deviations, periods, 1),
            max_drawdown: below.deepest(),
            win_rate: f64::NAN,
            trade_count: 0,
        }
    }

    #[inline(always)]
    pub(crate) fn with_trades(self, count: &Count) -> Self {
        Self { win_rate: count.wins as f64 / count.trades as f64, trade_count: count.trades, ..self }
    }

    /// All but the number of trades, in the order of the fields.
    pub fn numbers(&self) -> [f64; 7] {
        let Self {
            total_return, annual_return, sharpe_ratio, sortino_ratio, volatility, max_drawdown, win_rate, ..
        } = *self;
        [total_return, annual_return, sharpe_ratio, sortino_ratio, volatility, max_drawdown, win_rate]
    }

    fn of_nothing() -> Self {
        let none = f64::NAN;
        Self {
            total_return: none,
            annual_return: none,
            sharpe_ratio: none,
            sortino_ratio: none,
            volatility: none,
            max_drawdown: none,
            win_rate: none,
            trade_count: 0,
        }
    }
}

/// What each bar of a curve, of one at least, is over the bar before it, less 1.
struct Returns<'a>(&'a [f64]);

impl Blocks for Returns<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.0.len() - 1
    }

    #[inline(always)]
    fn block<'a, M: Machine>(&'a self, machine: M, range: Range<usize>, memory: &'a mut [f64]) -> &'a [f64] {
        let returns = &mut memory[..range.len()];
        let (before, curve) = (&self.0[range.clone()], &self.0[1..][range]);
        let (batches, rest) = returns.as_chunks_mut::<BATCH>();
        let whole = batches.len() * BATCH;
        for (i, batch) in batches.iter_mut().enumerate() {
            let rows = |x| [0, 1, 2, 3].map(|row| Row::load(machine, x, i * BATCH + row * LANES));
            let quotients = quotients(machine, rows(curve), rows(before));
            for (quotient, out) in quotients.into_iter().zip(batch.as_chunks_mut().0) {
                (quotient - Row::splat(machine, 1.0)).store(out);
            }
        }
        for (gain, (value, before)) in rest.iter_mut().zip(curve[whole..].iter().zip(&before[whole..])) {
            *gain = value / before - 1.0;
        }
        returns
    }
}
