//! The metrics of a curve of equity and its trades.

use crate::Terms;
use atc_metrics::curves::Ends;
use atc_metrics::drawdowns::Below;
use atc_metrics::moments::{BLOCK, Blocks, Deviations, Downside};
use atc_metrics::ratios::{sharpe_of, sortino_of, volatility_of};

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
    /// Of a curve that is 0 from bar `alive` on, if that is one.
    #[inline(always)]
    pub fn of(curve: &[f64], alive: usize, terms: &Terms, trades: usize, wins: usize) -> Self {
        let (periods, [.., last]) = (terms.periods_per_year, curve) else { return Self::of_nothing() };
        let returns = Returns(&curve[..curve.len().min(alive + 1)]);
        let (mut deviations, mut downside) = (Deviations::at(1.0), Downside::at(1.0, 0.0));
        returns.each(|block| {
            deviations.take(block);
            downside.take(block);
        });
        let (deviations, downside) = (deviations.scaled(&returns), downside.scaled(&returns));
        let mut below = Below::default();
        below.take(returns.0);
        Self {
            total_return: last / terms.initial_capital - 1.0,
            annual_return: Ends { count: curve.len(), first: curve[0], last: *last }.growth(periods),
            sharpe_ratio: sharpe_of(&deviations, 0.0, periods, 1),
            sortino_ratio: sortino_of(&deviations.mean, &downside, 0.0, periods),
            volatility: volatility_of(&deviations, periods, 1),
            max_drawdown: below.deepest(),
            win_rate: wins as f64 / trades as f64,
            trade_count: trades,
        }
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

/// What each bar of a curve above 0 is over the bar before it, less 1.
struct Returns<'a>(&'a [f64]);

impl Blocks for Returns<'_> {
    #[inline(always)]
    fn each(&self, mut take: impl FnMut(&[f64])) {
        let Some((_, later)) = self.0.split_first() else { return };
        let mut returns = [0.0; BLOCK];
        for (curve, before) in later.chunks(BLOCK).zip(self.0.chunks(BLOCK)) {
            for (gain, (value, before)) in returns.iter_mut().zip(curve.iter().zip(before)) {
                *gain = value / before - 1.0;
            }
            take(&returns[..curve.len()]);
        }
    }
}
