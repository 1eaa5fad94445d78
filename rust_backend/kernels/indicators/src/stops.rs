//! Stops that follow prices, and turn when these pass them.

use crate::passes::{is_tied, middles, scaled};
use crate::ranges::Atr;
use atc_engine::Machine;
use atc_engine::columns;
use atc_engine::incremental::Advance;
use atc_engine::state;

state! {
    /// A stop below the price until the close passes it, then above, and so on; both sides are carried on always.
    Supertrend(length: usize, multiplier: f64) {
        range: Atr = Atr::new(length),
        bands: Bands = Bands::new(),
    }
    /// Both bands and the direction: 1 at the lower one, -1 at the upper one, 0 before the first.
    Bands() {
        upper: f64 = f64::NAN,
        lower: f64 = f64::NAN,
        before: f64 = f64::NAN,
        direction: f64 = 0.0,
        is_over: bool = false,
    }
    /// A stop that runs after the extreme of its trend; a fall is a rise upside down.
    ParabolicSar(acceleration: f64, maximum: f64) {
        bars: u64 = 0,
        high: f64 = f64::NAN,
        low: f64 = f64::NAN,
        sign: f64 = 1.0,
        stop: f64 = f64::NAN,
        extreme: f64 = f64::NAN,
        speed: f64 = 0.0,
    }
}

/// Whether a price is above a level by more than the tie band. Seldom: the first comparison is a branch that is foreseen.
#[inline(always)]
fn passes(price: f64, level: f64) -> bool {
    price > level && !is_tied(price, level)
}

impl Bands {
    /// A later bar: bands move towards the price only, and the close turns the direction beyond them. NaN in an operand
    /// ends it all.
    #[inline(always)]
    fn step(&mut self, top: f64, bottom: f64, close: f64) {
        if (top - bottom + (close - self.before)).is_nan() && is_missing([top, bottom, close, self.before]) {
            (self.upper, self.lower, self.direction, self.is_over) = (f64::NAN, f64::NAN, 0.0, true);
            return;
        }
        let (upper, lower) = (self.upper, self.lower);
        // Selected, not branched to: half of the bars move a band.
        self.upper = if top < upper { top } else { upper };
        self.lower = if bottom > lower { bottom } else { lower };
        if passes(self.before, upper) {
            self.upper = top;
        }
        if passes(-self.before, -lower) {
            self.lower = bottom;
        }
        if if self.direction < 0.0 { passes(close, self.upper) } else { passes(-close, -self.lower) } {
            self.direction = -self.direction;
        }
    }
}

/// Infinities too leave NaN where they meet.
#[cold]
fn is_missing(operands: [f64; 4]) -> bool {
    operands.iter().any(|operand| operand.is_nan())
}

atc_engine::dispatched! {
    /// Takes the bands over a block of middles and widths.
    fn follow_bands(
        middles: &[f64], widths: &[f64], close: &[f64], bands: &mut Bands, line: &mut [f64], direction: &mut [f64]
    ) = follow_bands_body;
    /// Takes the stop over a block of bars.
    fn follow_extremes(high: &[f64], low: &[f64], stop: &mut ParabolicSar, out: &mut [f64]) = follow_extremes_body;
}

#[inline(always)]
fn follow_bands_body<M>(
    _: M,
    middles: &[f64],
    widths: &[f64],
    close: &[f64],
    bands: &mut Bands,
    line: &mut [f64],
    direction: &mut [f64],
) {
    // In registers: fields behind a reference were written at each bar.
    let mut state = bands.clone();
    for bar in 0..line.len() {
        let (top, bottom) = (middles[bar] + widths[bar], middles[bar] - widths[bar]);
        if state.direction != 0.0 {
            state.step(top, bottom, close[bar]);
        } else if !(state.is_over || top.is_nan() || bottom.is_nan()) {
            (state.upper, state.lower, state.direction) = (top, bottom, 1.0);
        }
        state.before = close[bar];
        line[bar] = if state.direction > 0.0 { state.lower } else { state.upper };
        direction[bar] = state.direction;
    }
    *bands = state;
}

impl Advance<3, 2> for Supertrend {
    fn advance(&mut self, [high, low, close]: [&[f64]; 3], [line, direction]: [&mut [f64]; 2]) {
        columns!(line.len() => ranges, widths, centers);
        self.range.advance([high, low, close], [ranges]);
        scaled(ranges, self.multiplier, widths);
        middles(high, low, centers);
        follow_bands(centers, widths, close, &mut self.bands, line, direction);
    }
}

impl ParabolicSar {
    /// The second bar tells the direction.
    fn begin(&mut self, high: f64, low: f64) {
        let (up, down) = (high - self.high, self.low - low);
        self.sign = if down > 0.0 && down > up { -1.0 } else { 1.0 };
        let (_, floor) = upright(self.high, self.low, self.sign);
        let (top, _) = upright(high, low, self.sign);
        self.stop = if up.is_nan() || down.is_nan() { f64::NAN } else { floor };
        (self.extreme, self.speed) = (top, self.least());
        (self.high, self.low) = (high, low);
    }

    #[inline(always)]
    fn least(&self) -> f64 {
        self.acceleration.min(self.maximum)
    }

    #[inline(always)]
    fn step<M: Machine>(&mut self, high: f64, low: f64) -> f64 {
        let (top, floor) = upright(high, low, self.sign);
        let (top_before, floor_before) = upright(self.high, self.low, self.sign);
        if (top - floor).is_nan() && (top.is_nan() || floor.is_nan()) || self.stop.is_nan() {
            self.stop = f64::NAN;
            return f64::NAN;
        }
        if floor <= self.stop || is_tied(floor, self.stop) {
            self.sign = -self.sign;
            self.stop = -self.extreme.max(top_before).max(top);
            (self.extreme, self.speed) = (-floor, self.least());
            let result = self.sign * self.stop;
            self.follow::<M>(-top_before, -top);
            return result;
        }
        let result = self.sign * self.stop;
        // Selected, not branched to: a third of the bars are new extremes.
        let faster = (self.speed + self.least()).min(self.maximum);
        self.speed = if top > self.extreme { faster } else { self.speed };
        self.extreme = if top > self.extreme { top } else { self.extreme };
        self.follow::<M>(floor_before, floor);
        result
    }

    /// Moves the stop after the extreme, but not beyond the last two floors. As a weighted mean: of what each bar waits for,
    /// a third less than in the formula.
    #[inline(always)]
    fn follow<M: Machine>(&mut self, floor_before: f64, floor: f64) {
        let next = if self.maximum > 1.0 || self.stop.is_infinite() {
            self.as_written()
        } else {
            M::mul_add(1.0 - self.speed, self.stop, self.speed * self.extreme)
        };
        let lower = if floor < floor_before { floor } else { floor_before };
        self.stop = if lower < next { lower } else { next };
    }

    /// Above a speed of 1 errors grow, and an infinity is at no distance from itself.
    #[cold]
    fn as_written(&self) -> f64 {
        self.stop + self.speed * (self.extreme - self.stop)
    }
}

/// High and low of a bar, of one in a fall upside down.
#[inline(always)]
fn upright(high: f64, low: f64, sign: f64) -> (f64, f64) {
    if sign < 0.0 { (-low, -high) } else { (high, low) }
}

#[inline(always)]
fn follow_extremes_body<M: Machine>(_: M, high: &[f64], low: &[f64], stop: &mut ParabolicSar, out: &mut [f64]) {
    let mut state = stop.clone();
    for ((high, low), out) in high.iter().zip(low).zip(out) {
        if state.bars == 1 {
            state.begin(*high, *low);
        }
        *out = if state.bars == 0 { f64::NAN } else { state.step::<M>(*high, *low) };
        (state.high, state.low) = (*high, *low);
        state.bars = state.bars.saturating_add(1);
    }
    *stop = state;
}

impl Advance<2, 1> for ParabolicSar {
    fn advance(&mut self, [high, low]: [&[f64]; 2], [out]: [&mut [f64]; 1]) {
        follow_extremes(high, low, self, out);
    }
}
