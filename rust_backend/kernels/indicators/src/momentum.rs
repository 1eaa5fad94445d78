//! Momentum and trend.

use crate::parts::{Average, Lag, Window};
use crate::passes::{all_three, differences, negated, passes, shares};
use crate::ranges::TrueRange;
use atc_engine::columns;
use atc_engine::incremental::Advance;
use atc_engine::lanes::LEAST;
use atc_engine::state;

passes! {
    /// What a move is where it is the larger and above 0, else 0; NaN where an operand is.
    directed(up, down) = {
        let moved = if (up > down) & (up > 0.0) { up } else { 0.0 };
        if up.is_nan() | down.is_nan() { f64::NAN } else { moved }
    };
    /// How fresh something is that was so many bars ago, in percent of `length`.
    freshness(ago; length) = 100.0 * (length - ago) / length;
}

/// Less than any magnitude: the division of nothing follows IEEE.
const NONE: f64 = -1.0;

shares! {
    far:
    /// Changes in percent of what was.
    changes(now, before) = (100.0 * (now - before)) / (before), 0.0, NONE => |change| change;
}

shares! {
    near:
    /// Changes of averages in percent of what was, which decay to 0 and not to -0.
    changes_of_averages(now, before) = (100.0 * (now - before)) / (before + 0.0), 0.0, NONE => |change| change;
    /// Directed moves in percent of the range; 0 of nothing.
    directions(moved, range; length) = (moved) / (range), 0.0, LEAST / length => |share| 100.0 * share;
    /// How far two directions are apart, in percent of both; 0 of nothing.
    apart(plus, minus) = ((plus - minus).abs()) / (plus + minus), 0.0, LEAST => |share| 100.0 * share;
}

state! {
    /// Each bar less the one some bars before.
    Momentum(length: usize) { before: Lag = Lag::new(length) }
    /// The same in percent.
    Roc(length: usize) { before: Lag = Lag::new(length) }
    /// Fast less slow average, both from the slow one's first bar on, its average, and the difference of both.
    Macd(fast: usize, slow: usize, signal: usize) {
        quick: Average = Average::exponential(fast).after(slow - fast),
        calm: Average = Average::exponential(slow),
        smooth: Average = Average::exponential(signal).after(slow - 1),
    }
    /// The same in percent, each average from its own first bar on.
    Ppo(fast: usize, slow: usize, signal: usize) {
        quick: Average = Average::exponential(fast),
        calm: Average = Average::exponential(slow),
        smooth: Average = Average::exponential(signal).after(slow - 1),
    }
    /// The change of an average of averages of averages, in percent.
    Trix(length: usize) {
        once: Average = Average::exponential(length),
        twice: Average = Average::exponential(length).after(length - 1),
        thrice: Average = Average::exponential(length).after(2 * (length - 1)),
        before: Lag = Lag::new(1),
    }
    /// How strong a trend is, and how much goes up and down.
    Adx(length: usize) {
        before: [Lag; 2] = [(); 2].map(|()| Lag::new(1)),
        ranges: TrueRange = TrueRange::new(),
        sums: [Average; 3] = [(); 3].map(|()| Average::wilder_sum(length).after(1).of_ratio()),
        strength: Average = Average::wilder(length).after(length),
    }
    /// How fresh the highest high and the lowest low are.
    Aroon(length: usize) { high: Window = Window::new(length + 1), low: Window = Window::new(length + 1) }
}

impl Advance<1, 1> for Momentum {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        let few = self.before.each(x, |bars, before| differences(&x[bars.clone()], before, &mut out[bars]));
        out[..few].fill(f64::NAN);
    }
}

impl Advance<1, 1> for Roc {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        let few = self.before.each(x, |bars, before| changes(&x[bars.clone()], before, &mut out[bars]));
        out[..few].fill(f64::NAN);
    }
}

impl Advance<1, 3> for Macd {
    fn advance(&mut self, [x]: [&[f64]; 1], [macd, signal, histogram]: [&mut [f64]; 3]) {
        columns!(macd.len() => fast, slow);
        self.quick.run(x, fast);
        self.calm.run(x, slow);
        differences(fast, slow, macd);
        self.smooth.run(macd, signal);
        differences(macd, signal, histogram);
        all_three(macd, signal, histogram);
    }
}

impl Advance<1, 3> for Ppo {
    fn advance(&mut self, [x]: [&[f64]; 1], [ppo, signal, histogram]: [&mut [f64]; 3]) {
        columns!(ppo.len() => fast, slow);
        self.quick.run(x, fast);
        self.calm.run(x, slow);
        changes_of_averages(fast, slow, ppo);
        self.smooth.run(ppo, signal);
        differences(ppo, signal, histogram);
        all_three(ppo, signal, histogram);
    }
}

impl Advance<1, 1> for Trix {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => once, twice, thrice, before);
        self.once.run(x, once);
        self.twice.run(once, twice);
        self.thrice.run(twice, thrice);
        self.before.run(thrice, before);
        changes_of_averages(thrice, before, out);
    }
}

impl Advance<3, 3> for Adx {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [adx, plus_di, minus_di]: [&mut [f64]; 3]) {
        columns!(adx.len() => before, up, down, moved, range, sum, strength);
        self.before[0].run(high, before);
        differences(high, before, up);
        self.before[1].run(low, before);
        differences(before, low, down);
        self.ranges.advance([high, low, close], [moved]);
        let length = self.length as f64;
        let [ranges, plus, minus] = &mut self.sums;
        ranges.run(moved, range);
        directed(up, down, moved);
        plus.run(moved, sum);
        directions(sum, range, length, plus_di);
        directed(down, up, moved);
        minus.run(moved, sum);
        directions(sum, range, length, minus_di);
        apart(plus_di, minus_di, strength);
        self.strength.run(strength, adx);
    }
}

impl Advance<2, 2> for Aroon {
    fn advance(&mut self, [high, low]: [&[f64]; 2], [up, down]: [&mut [f64]; 2]) {
        columns!(up.len() => ago, depths);
        let length = self.length as f64;
        self.high.since_highest(high, ago);
        freshness(ago, length, up);
        negated(low, depths);
        self.low.since_highest(depths, ago);
        freshness(ago, length, down);
    }
}
