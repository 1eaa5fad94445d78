//! How liquid a market is.

mod rows;

use crate::extremes::Extreme;
use crate::logarithms::{exp, ln};
use crate::statistics::{covariance_root, mean, slope_of};
use atc_engine::incremental::{Advance, Lag, Saved};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::sums::Total;
use atc_engine::{Table, TableMut, Workers, columns, state};

/// The part of a window's largest change above which a bounce is no rounding: its square is 1e-10.
const BOUNCE: f64 = 1e-5;
/// Between these the product of a close, the next one and its volume has lost no digits.
const LEAST: f64 = 1e-290;
const LARGEST: f64 = 1e300;
/// Of a larger exponent the spread is 2 to the last digit.
const MOST: f64 = 40.0;

/// Statistics of windows of what follows from each bar and the one before it: of other parts, and the statistic.
macro_rules! of_changes {
    ($($(#[$doc:meta])* $name:ident { $($part:ident: $of:ty),* })*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name<S> {
            before: Lag,
            $($part: $of,)*
            statistic: S,
        }

        impl<S: Saved> Saved for $name<S> {
            fn save(&self, writer: &mut Writer) {
                self.before.save(writer);
                $(self.$part.save(writer);)*
                self.statistic.save(writer);
            }

            fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
                self.before.load(reader)?;
                $(self.$part.load(reader)?;)*
                self.statistic.load(reader)
            }

            fn reach(&self) -> usize {
                self.statistic.reach()
            }
        }
    )*};
}

of_changes! {
    /// The mean of returns over money, 0 where there is none, and the share of bars where there is some: sums of what is never
    /// missing take a quarter of the time.
    Amihud { shares: S, hidden: u64, window: f64, needed: f64 }
    /// The covariance of changes that follow each other, and the largest of them.
    RollSpread { earlier: Lag, largest: Extreme<true> }
    /// The slope of changes on volumes.
    KyleLambda {}
}

pub fn amihud(window: usize, min_periods: usize) -> Amihud<impl Advance<1, 1>> {
    let statistic = mean(window, None);
    Amihud {
        before: Lag::new(1),
        shares: statistic.clone(),
        hidden: window as u64,
        window: window as f64,
        needed: min_periods as f64,
        statistic,
    }
}

pub fn roll_spread(window: usize) -> RollSpread<impl Advance<2, 1>> {
    let largest = Extreme::new(window.saturating_add(1), Some(1));
    RollSpread { before: Lag::new(1), earlier: Lag::new(1), largest, statistic: covariance_root(window, None) }
}

pub fn kyle_lambda(window: usize) -> KyleLambda<impl Advance<2, 1>> {
    KyleLambda { before: Lag::new(1), statistic: slope_of(window, None) }
}

state! {
    /// The ranges of two bars by themselves and together.
    CorwinSchultz() { high: Lag = Lag::new(1), low: Lag = Lag::new(1), close: Lag = Lag::new(1) }
}

impl<S: Advance<1, 1>> Advance<2, 1> for Amihud<S> {
    const TAKES_ROWS: bool = true;

    fn on_rows(&self, [close, volume]: [Table<f64>; 2], [out]: [TableMut<f64>; 1]) -> bool {
        rows::amihud([close, volume], out, self.window as usize, self.needed)
    }

    fn advance(&mut self, [close, volume]: [&[f64]; 2], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => before, ratio, flag, mean, share);
        self.before.run(close, before);
        impacts(close, before, volume, ratio, flag);
        self.statistic.advance([ratio], [&mut *mean]);
        self.shares.advance([flag], [&mut *share]);
        means_of_some(mean, share, self.window, self.needed, out);
        let hidden = out.len().min(usize::try_from(self.hidden).unwrap_or(usize::MAX));
        out[..hidden].fill(f64::NAN);
        self.hidden -= hidden as u64;
    }
}

impl<S: Advance<2, 1>> Advance<1, 1> for RollSpread<S> {
    const TAKES_ROWS: bool = true;

    fn on_rows(&self, [close]: [Table<f64>; 1], [out]: [TableMut<f64>; 1]) -> bool {
        rows::roll_spread(close, out, self.largest.window)
    }

    fn advance(&mut self, [close]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => before, change, earlier, moved, largest, root);
        self.before.run(close, before);
        changes(close, before, change, moved);
        self.earlier.run(change, earlier);
        self.largest.advance([moved], [&mut *largest]);
        self.statistic.advance([change, earlier], [&mut *root]);
        bounces(root, largest, out);
    }
}

impl<S: Advance<2, 1>> Advance<2, 1> for KyleLambda<S> {
    fn advance(&mut self, [close, signed_volume]: [&[f64]; 2], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => before, change, moved);
        self.before.run(close, before);
        changes(close, before, change, moved);
        self.statistic.advance([signed_volume, change], [out]);
    }
}

impl Advance<3, 1> for CorwinSchultz {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => highs, lows, before);
        self.high.run(high, highs);
        self.low.run(low, lows);
        self.close.run(close, before);
        spreads(high, low, highs, lows, before, out);
    }
}

atc_engine::dispatched! {
    /// The magnitude of each return over the money of its bar, and 1; both 0 where there is none.
    fn impacts(close: &[f64], before: &[f64], volume: &[f64], out: &mut [f64], flag: &mut [f64]) = each_bar::impacts;
    /// The mean of those values that there are, from that of all, 0 where there is none, and their share; NaN of too few.
    fn means_of_some(mean: &[f64], share: &[f64], window: f64, needed: f64, out: &mut [f64]) = each_bar::means_of_some;
    /// How far each bar is above the one before, and the magnitude of that.
    fn changes(close: &[f64], before: &[f64], out: &mut [f64], moved: &mut [f64]) = each_bar::changes;
    /// What a covariance says, NaN where it is none that is negative.
    fn bounces(root: &[f64], largest: &[f64], out: &mut [f64]) = each_bar::bounces;
    /// The spread of each bar and the one before, by their highs, lows, and the close before.
    fn spreads(high: &[f64], low: &[f64], highs: &[f64], lows: &[f64], before: &[f64], out: &mut [f64])
        = each_bar::spreads;
}

mod each_bar {
    use super::*;

    #[inline(always)]
    pub fn impacts<M>(_: M, close: &[f64], before: &[f64], volume: &[f64], out: &mut [f64], flag: &mut [f64]) {
        let [close, before, volume] = [close, before, volume].map(|field| &field[..out.len()]);
        let flag = &mut flag[..out.len()];
        let mut lost = 0;
        for bar in 0..out.len() {
            let money = close[bar] * volume[bar];
            // One division and not two: they took most of the time.
            let whole = (before[bar] * money).abs();
            (out[bar], flag[bar]) = counted((close[bar] - before[bar]).abs() / whole, money);
            let (is_small, is_large) = (whole < LEAST, whole > LARGEST);
            lost += u64::from((money > 0.0) & (is_small | is_large));
        }
        if lost > 0 {
            for bar in 0..out.len() {
                let money = close[bar] * volume[bar];
                (out[bar], flag[bar]) = counted((close[bar] / before[bar] - 1.0).abs() / money, money);
            }
        }
    }

    #[inline(always)]
    fn counted(ratio: f64, money: f64) -> (f64, f64) {
        if (money > 0.0) & (ratio < f64::INFINITY) { (ratio, 1.0) } else { (0.0, 0.0) }
    }

    #[inline(always)]
    pub fn means_of_some<M>(_: M, mean: &[f64], share: &[f64], window: f64, needed: f64, out: &mut [f64]) {
        for ((out, mean), share) in out.iter_mut().zip(mean).zip(share) {
            // A whole number, within far less than a half.
            let count = share * window;
            *out = if count > needed - 0.5 { mean * window / count } else { f64::NAN };
        }
    }

    #[inline(always)]
    pub fn changes<M>(_: M, close: &[f64], before: &[f64], out: &mut [f64], moved: &mut [f64]) {
        for (((out, moved), close), before) in out.iter_mut().zip(moved).zip(close).zip(before) {
            *out = close - before;
            *moved = out.abs();
        }
    }

    #[inline(always)]
    pub fn bounces<M>(_: M, root: &[f64], largest: &[f64], out: &mut [f64]) {
        for ((out, root), largest) in out.iter_mut().zip(root).zip(largest) {
            *out = if *root < -BOUNCE * largest { -2.0 * root } else { f64::NAN };
        }
    }

    #[inline(always)]
    pub fn spreads<M>(_: M, high: &[f64], low: &[f64], highs: &[f64], lows: &[f64], before: &[f64], out: &mut [f64]) {
        let [high, low, highs, lows, before] = [high, low, highs, lows, before].map(|field| &field[..out.len()]);
        for (bar, out) in out.iter_mut().enumerate() {
            *out = spread([high[bar], low[bar]], [highs[bar], lows[bar]], before[bar]);
        }
    }

    #[inline(always)]
    fn spread([high, low]: [f64; 2], [high_before, low_before]: [f64; 2], close: f64) -> f64 {
        let (span, is_above) = (high - low, low > close);
        let is_below = !is_above & (high < close);
        let high = if is_above { close + span } else { high };
        let high = if is_below { close } else { high };
        let low = if is_below { close - span } else { low };
        let low = if is_above { close } else { low };
        let [first, second] = [ln(high_before / low_before), ln(high / low)];
        let both = ln(larger(high_before, high) / smaller(low_before, low));
        let beta = (first * first + second * second).sqrt();
        let k = 3.0 - 2.0 * std::f64::consts::SQRT_2;
        let alpha = (std::f64::consts::SQRT_2 * beta - beta) / k - both.abs() / k.sqrt();
        let power = exp(if alpha < MOST { alpha } else { MOST });
        let spread = 2.0 * (power - 1.0) / (power + 1.0);
        let found = if alpha > 0.0 { spread } else { 0.0 };
        if alpha.is_nan() | close.is_nan() { f64::NAN } else { found }
    }

    /// The smaller of two, NaN where one is.
    #[inline(always)]
    fn smaller(a: f64, b: f64) -> f64 {
        if (a < b) | a.is_nan() { a } else { b }
    }
}

/// 100 times the mean true range of the last bars over the last close, and 100 times their mean range over their closes; NaN
/// where there are fewer, and none before them.
#[allow(clippy::too_many_arguments)]
pub fn liquidity_metrics(
    high: &[f64],
    low: &[f64],
    close: &[f64],
    [bars]: [usize; 1],
    lookback: usize,
    _: &dyn Workers,
    atr_percent: &mut [f64],
    spread_percent: &mut [f64],
) {
    (atr_percent[0], spread_percent[0]) = (f64::NAN, f64::NAN);
    let (Some(first), Some(last)) = (bars.checked_sub(lookback).filter(|first| *first > 0), close.last()) else {
        return;
    };
    let (mut ranges, mut shares) = (Total::default(), Total::default());
    for bar in first..bars {
        let (high, low, before) = (high[bar], low[bar], close[bar - 1]);
        let range = high - low;
        let gap = larger((high - before).abs(), (low - before).abs());
        ranges.add(larger(range, gap));
        shares.add(range / close[bar]);
    }
    atr_percent[0] = 100.0 * (ranges.value() / lookback as f64 / last);
    spread_percent[0] = 100.0 * (shares.value() / lookback as f64);
}

/// The larger of two, NaN where one is.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if (a > b) | a.is_nan() { a } else { b }
}
