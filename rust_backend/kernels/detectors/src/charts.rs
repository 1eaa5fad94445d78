//! Control charts: a few numbers go on from bar to bar, and a missing bar leaves them as they were.

use crate::is_missing;
use atc_engine::incremental::Advance;
use atc_engine::lanes::LEAST;
use atc_engine::state;
use atc_engine::trading::TIE_BAND;
use std::num::NonZeroUsize;

/// From this smoothing on a plain average forgets its own rounding: that adds up to 1e-16 over the smoothing.
const FORGETFUL: f64 = 1e-3;

/// Values between two exact powers: what is multiplied instead loses 1e-16 at each.
const POWERS: u64 = 64;

state! {
    /// The average distance from the target, which forgets, and its limits.
    EwmaChart(target: f64, sigma: f64, smoothing: f64, width: f64) {
        count: u64 = 0,
        average: Sum = Sum::default(),
        // Of what the half width will be at last, squared.
        reached: f64 = 0.0,
    }

    /// How far a series has drifted up and down from its target.
    Cusum(target: f64, sigma: f64, slack: f64, threshold: f64) {
        high: Sum = Sum::default(),
        low: Sum = Sum::default(),
    }

    /// How far a series has gone up and down from its mean so far, all measured from the first value since the start.
    PageHinkley(delta: f64, threshold: f64, forgetting: f64, min_instances: NonZeroUsize) {
        count: u64 = 0,
        first: f64 = 0.0,
        total: Sum = Sum::default(),
        up: Sum = Sum::default(),
        down: Sum = Sum::default(),
        least: f64 = f64::INFINITY,
        most: f64 = f64::NEG_INFINITY,
    }

    /// A sum that loses nothing: what rounding takes is added two bars later. At the next bar already, each would wait
    /// for five additions, not for one; a million plain ones may be 1e-10 off.
    Sum() {
        total: f64 = 0.0,
        lost: [f64; 2] = [0.0; 2],
    }
}

impl Default for Sum {
    fn default() -> Self {
        Self::new()
    }
}

impl Sum {
    #[inline(always)]
    fn add(&mut self, value: f64) -> f64 {
        let value = value + self.lost[0];
        let reached = self.total + value;
        self.lost = [self.lost[1], value - (reached - self.total)];
        self.total = reached;
        reached
    }

    /// The same, but nothing below 0 is kept.
    #[inline(always)]
    fn drift(&mut self, value: f64) -> f64 {
        let value = value + self.lost[0];
        let reached = self.total + value;
        let lost = value - (reached - self.total);
        let is_kept = reached > 0.0;
        self.lost = if is_kept { [self.lost[1], lost] } else { [0.0; 2] };
        self.total = if is_kept { reached } else { 0.0 };
        self.total
    }
}

/// Whether a number is above another one, neither below 0, by more than the tie band; an infinity equals only itself.
#[inline(always)]
fn is_above(a: f64, b: f64) -> bool {
    let band = TIE_BAND * a;
    a - b > if band < f64::MAX { band } else { f64::MAX }
}

impl EwmaChart {
    /// The next value of the average.
    #[inline(always)]
    fn follow<const PLAIN: bool>(&mut self, distance: f64) {
        let (average, share) = (&mut self.average, self.smoothing);
        if PLAIN {
            average.total = share * distance + (1.0 - share) * average.total;
        } else {
            average.add(share * distance - share * average.total);
        }
        if average.total.abs() < LEAST {
            *average = Sum::default();
        }
    }

    /// One more value.
    #[inline(always)]
    fn count(&mut self, decay: f64, first: f64) {
        self.count += 1;
        if self.reached == 1.0 {
            return;
        }
        self.reached = if self.count % POWERS == 1 {
            -(2.0 * self.count as f64 * decay).exp_m1()
        } else {
            self.reached + (1.0 - self.reached) * first
        };
    }

    fn take<const PLAIN: bool>(&mut self, [x]: [&[f64]; 1], [ewma, half_width, signal]: [&mut [f64]; 3]) {
        let decay = (-self.smoothing).ln_1p();
        let first = -(2.0 * decay).exp_m1();
        let (unit, share) = (self.width * self.sigma, self.smoothing / (2.0 - self.smoothing));
        for (((x, ewma), half_width), signal) in x.iter().zip(ewma).zip(half_width).zip(signal) {
            if is_missing(*x) {
                (*ewma, *half_width, *signal) = (f64::NAN, f64::NAN, 0.0);
                continue;
            }
            self.follow::<PLAIN>(x - self.target);
            self.count(decay, first);
            let away = self.average.total;
            *ewma = self.target + away;
            *half_width = unit * (share * self.reached).sqrt();
            *signal = if is_above(away.abs(), *half_width) { away.signum() } else { 0.0 };
        }
    }
}

impl Advance<1, 3> for EwmaChart {
    fn advance(&mut self, bars: [&[f64]; 1], out: [&mut [f64]; 3]) {
        if self.smoothing >= FORGETFUL { self.take::<true>(bars, out) } else { self.take::<false>(bars, out) }
    }
}

impl Advance<1, 3> for Cusum {
    fn advance(&mut self, [x]: [&[f64]; 1], [high, low, signal]: [&mut [f64]; 3]) {
        let (mut up, mut down) = (self.high.clone(), self.low.clone());
        for (((x, high), low), signal) in x.iter().zip(high).zip(low).zip(signal) {
            if is_missing(*x) {
                (*high, *low, *signal) = (f64::NAN, f64::NAN, 0.0);
                continue;
            }
            let away = (x - self.target) / self.sigma;
            *high = up.drift(away - self.slack);
            *low = down.drift(-away - self.slack);
            let (is_high, is_low) = (is_above(*high, self.threshold), is_above(*low, self.threshold));
            *signal = f64::from(i8::from(is_high)) - f64::from(i8::from(is_low && !is_high));
            if is_high || is_low {
                (up, down) = (Sum::default(), Sum::default());
            }
        }
        (self.high, self.low) = (up, down);
    }
}

impl PageHinkley {
    /// Takes a value, gives how far it went up and down.
    #[inline(always)]
    fn take(&mut self, value: f64) -> [f64; 2] {
        if self.count == 0 {
            *self = Self::new(self.delta, self.threshold, self.forgetting, self.min_instances);
            self.first = value;
        }
        self.count += 1;
        let away = value - self.first;
        let away = away - self.total.add(away) / self.count as i64 as f64;
        self.up.total *= self.forgetting;
        self.down.total *= self.forgetting;
        let (risen, fallen) = (self.up.add(away - self.delta), self.down.add(away + self.delta));
        self.least = if risen < self.least { risen } else { self.least };
        self.most = if fallen > self.most { fallen } else { self.most };
        [risen - self.least, self.most - fallen]
    }

    /// The direction that is beyond the threshold, of both the farther one.
    #[cold]
    fn decide(&self, [up, down]: [f64; 2]) -> f64 {
        let [is_up, is_down] = [up, down].map(|change| is_above(change, self.threshold));
        if is_down && (is_above(down, up) || !is_up) { -1.0 } else { f64::from(i8::from(is_up)) }
    }
}

impl Advance<1, 3> for PageHinkley {
    fn advance(&mut self, [x]: [&[f64]; 1], [up, down, signal]: [&mut [f64]; 3]) {
        let mut state = self.clone();
        let least = self.min_instances.get() as u64;
        for (((x, up), down), signal) in x.iter().zip(up).zip(down).zip(signal) {
            if is_missing(*x) {
                (*up, *down, *signal) = (f64::NAN, f64::NAN, 0.0);
                continue;
            }
            let changes = state.take(*x);
            [*up, *down] = changes;
            *signal = 0.0;
            if state.count >= least && (changes[0] > self.threshold || changes[1] > self.threshold) {
                *signal = state.decide(changes);
                state.count = if *signal == 0.0 { state.count } else { 0 };
            }
        }
        *self = state;
    }
}
