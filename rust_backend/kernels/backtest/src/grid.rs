//! Backtests of many pairs of lengths, whose averages are computed once each.

use crate::{Averaged, Summary, Terms, are_usual, measured};
use atc_engine::{Scratch, Sequential, Workers, column_stride, each};

/// Bars of averages from which on sharing them among threads is faster.
const WORTH: usize = 1 << 16;

/// Parts for each thread, and pairs of one: a pair takes less than a microsecond, and a thread that takes the next part waits
/// for the others that do.
const PARTS: usize = 8;
const MOST: usize = 64;

/// The metrics of one pair.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Row {
    pub fast: usize,
    pub slow: usize,
    pub summary: Summary,
}

/// As a record of NumPy's: each field of 64 bits.
impl From<Row> for [u64; 10] {
    fn from(Row { fast, slow, summary }: Row) -> Self {
        let [total, annual, sharpe, sortino, spread, lost, wins] = summary.numbers().map(f64::to_bits);
        let [fast, slow, trades] = [fast, slow, summary.trade_count].map(|count| count as u64);
        [fast, slow, total, annual, sharpe, sortino, spread, lost, wins, trades]
    }
}

/// A row for every pair whose fast length is below the slow one, in the order given, the slow length running faster; the
/// caller gives each a place in `rows`.
pub fn sma_backtest_grid(
    close: &[f64],
    [fast, slow]: [&[usize]; 2],
    terms: &Terms,
    workers: &dyn Workers,
    rows: &mut [[u64; 10]],
) {
    let mut lengths = [fast, slow].concat();
    lengths.sort_unstable();
    lengths.dedup();
    let (bars, are_usual) = (close.len(), are_usual(close));
    let stride = column_stride(bars);
    let mut averages = Scratch::new(lengths.len() * stride);
    let sharing: &dyn Workers = if lengths.len() * bars < WORTH { &Sequential } else { workers };
    each(lengths.iter().zip(averages.chunks_exact_mut(stride)), sharing, |(length, average)| {
        atc_moving_averages::sma(close, *length, &mut average[..bars]);
    });
    let average = |length| {
        let place = lengths.binary_search(&length).unwrap_or_default();
        &averages[place * stride..][..bars]
    };
    let pairs: Vec<_> = pairs(fast, slow).collect();
    let part = pairs.len().div_ceil(PARTS * workers.count()).clamp(1, MOST);
    each(pairs.chunks(part).zip(rows.chunks_mut(part)), workers, |(pairs, rows)| {
        for ([fast, slow], row) in pairs.iter().copied().zip(rows) {
            let mut summary = Summary::default();
            let prices = Averaged { close, fast: average(fast), slow: average(slow), are_usual };
            measured(prices, terms, &mut summary);
            *row = Row { fast, slow, summary }.into();
        }
    });
}

/// How many rows a grid has.
pub fn pair_count(fast: &[usize], slow: &[usize]) -> usize {
    pairs(fast, slow).count()
}

fn pairs(fast: &[usize], slow: &[usize]) -> impl Iterator<Item = [usize; 2]> {
    let all = fast.iter().flat_map(|fast| slow.iter().map(|slow| [*fast, *slow]));
    all.filter(|[fast, slow]| fast < slow)
}
