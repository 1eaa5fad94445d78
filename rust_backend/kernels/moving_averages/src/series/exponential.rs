//! Exponential averages as scans: a vector of bars depends on the vector before it, not each bar on the last.

use crate::lanes::{Double, Recurrence, Single, Smoothing};
use atc_engine::float32::{FloatElement, LEAD, TileBuffer};
use atc_engine::lanes::{LEAST, Lanes, add, flushed, load, map, mul_add, prefetch_from, taps, zip};
use atc_engine::{Machine, One};

/// Bars in one step of a scan.
const STRIDE: usize = 8;
const HALF: usize = 4;

/// What decayed is flushed before each block of so many bars: at every step, scans took a third longer.
const BLOCK: usize = 768;

/// The sum of `x` over its length, in parts small enough that rounding does not add up.
fn mean<T: FloatElement>(x: &[T]) -> f64 {
    const PART: usize = 256;
    let part = |part: &[T]| {
        let (eights, rest) = part.as_chunks::<8>();
        let lanes = eights.iter().fold([0.0; 8], |lanes, eight| add(lanes, eight.map(T::widen)));
        lanes.iter().sum::<f64>() + rest.iter().map(|bar| bar.widen()).sum::<f64>()
    };
    let whole: f64 = x.chunks(PART * PART).map(|rows| rows.chunks(PART).map(part).sum::<f64>()).sum();
    whole / x.len() as f64
}

/// Where the average begins: the bar of its seed, if the series has one.
fn seed_at<T: FloatElement>(x: &[T], length: usize) -> Option<usize> {
    let start = x.iter().position(|bar| !bar.widen().is_nan())?;
    (length <= x.len() - start).then(|| start + length - 1)
}

/// Fills what comes before the seed with NaN; gives its bar and the seed.
#[inline(always)]
fn seed<T: FloatElement>(x: &[T], length: usize, out: &mut [T]) -> Option<(usize, f64)> {
    let Some(first) = seed_at(x, length) else {
        out.fill(T::store(f64::NAN));
        return None;
    };
    out[..first].fill(T::store(f64::NAN));
    Some((first, mean(&x[first + 1 - length..=first])))
}

#[inline(always)]
pub fn ema_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    let Some((first, seed)) = seed(x, length, out) else { return };
    ema_on_body(machine, &x[first..], length, seed, LEAST, &mut out[first..]);
}

/// Goes on from a seed at the first bar; below `least` an average is flushed to 0.
#[inline(always)]
pub fn ema_on_body<M: Machine, T: FloatElement>(
    machine: M,
    x: &[T],
    length: usize,
    seed: f64,
    least: f64,
    out: &mut [T],
) {
    let smoothing = Smoothing::new(One(machine), length);
    let a = 2.0 / (length as f64 + 1.0);
    let scans = length > 1 && x.len() > 2 * STRIDE;
    let (mut bars, mut room) = (TileBuffer::new(), TileBuffer::new());
    let mut from = x.len().min(LEAD);
    let averages = T::results(&mut out[..from], &mut room);
    averages[0] = seed;
    step_by_step(smoothing, T::wide(&x[..from], &mut bars), 1, averages);
    T::round(&room, &mut out[..from]);
    while from < x.len() {
        let (before, count) = (from - LEAD, T::TILE.min(BLOCK).min(x.len() - from));
        from += count;
        let bars = T::wide(&x[before..from], &mut bars);
        let averages = T::results(&mut out[before..from], &mut room);
        let at = if scans { scan::<M>(a, bars, LEAD, least, averages) } else { LEAD };
        step_by_step(smoothing, bars, at, averages);
        T::round(&room, &mut out[before..from]);
        T::carry(&mut room, count);
    }
}

/// The formula itself, from `from` to the end of `out`.
#[inline(always)]
fn step_by_step<M: Machine>(smoothing: Smoothing<One<M>>, x: &[f64], from: usize, out: &mut [f64]) {
    let mut state = Single::load(smoothing, &out[from - 1..from]);
    for (average, bar) in out[from..].iter_mut().zip(&x[from..]) {
        *average = state.step(*bar);
    }
}

/// Vectors of eight bars from `from` on, where eight averages are known; returns where it stopped.
///
/// `y[t] = b^8 y[t-8] + sum of a b^k x[t-k]`, the sum in two halves. One weight is chosen so that they add up to exactly
/// 1 with the rounded `b^8`: a sum that is off by an ulp would shift a slow average by length / 16 of them.
#[inline(always)]
fn scan<M: Machine>(a: f64, x: &[f64], from: usize, least: f64, out: &mut [f64]) -> usize {
    let b = 1.0 - a;
    let b4 = b * b * b * b;
    let b8 = b4 * b4;
    let [w0, w1, w2] = [a, a * b, a * b * b];
    let weights = [w0, w1, w2, (1.0 - b8) / (1.0 + b4) - (w0 + w1 + w2)];
    let last: Lanes<STRIDE> = load(out, from - STRIDE);
    let mut average = map(last, |average| if average.abs() < least { 0.0 } else { average });
    let mut before: Lanes<4> = taps::<M, 4, 4>(weights, x, from - 4);
    let vectors = (x.len() - from) / STRIDE;
    for (result, i) in out[from..].chunks_exact_mut(STRIDE).zip(0..) {
        let at = from + i * STRIDE;
        prefetch_from(x, at);
        prefetch_from(result, 0);
        let half: Lanes<STRIDE> = taps::<M, STRIDE, 4>(weights, x, at);
        let older = four_older(half, &mut before);
        average = mul_add::<M, STRIDE>(b8, average, mul_add::<M, STRIDE>(b4, older, half));
        result.copy_from_slice(&average);
    }
    from + vectors * STRIDE
}

/// What lies four bars before, `before` being the four last of the vector before, and then of this one.
#[inline(always)]
fn four_older(now: Lanes<STRIDE>, before: &mut Lanes<4>) -> Lanes<STRIDE> {
    let mut older = now;
    older[..4].copy_from_slice(before);
    older[4..].copy_from_slice(&now[..4]);
    before.copy_from_slice(&now[4..]);
    older
}

#[inline(always)]
pub fn dema_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    let Some((first, seed)) = seed(x, length, out) else { return };
    let (x, out) = (&x[first..], &mut out[first..]);
    let a = 2.0 / (length as f64 + 1.0);
    let smoothing = Smoothing::new(One(machine), length);
    out[0] = T::store(2.0 * seed - seed);
    if length == 1 || x.len() <= 2 * STRIDE {
        return double_steps(Double::load(smoothing, &[seed; 2]), &x[1..], &mut out[1..]);
    }
    let (mut bars, mut room) = (TileBuffer::new(), TileBuffer::new());
    let mut lanes = double_start(smoothing, x, seed, out);
    let (mut from, whole) = (LEAD, x.len() / STRIDE * STRIDE);
    while from < whole {
        let (before, now) = (from - LEAD, from..whole.min(from + T::TILE.min(BLOCK)));
        lanes = double_flushed(lanes);
        from = now.end;
        let bars = T::wide(&x[before..from], &mut bars);
        let results = T::results(&mut out[now.clone()], &mut room);
        lanes = if M::F64_LANES == STRIDE {
            double_scan::<M>(a, bars, lanes, results)
        } else {
            double_scan_by_halves::<M>(a, bars, lanes, results)
        };
        T::round(&room, &mut out[now]);
    }
    let [single, double] = lanes.map(|lanes| lanes[STRIDE - 1]);
    double_steps(Double::load(smoothing, &[single, 2.0 * single - double]), &x[whole..], &mut out[whole..]);
}

/// The formulas themselves, from a state on.
#[inline(always)]
fn double_steps<M: Machine, T: FloatElement>(mut state: Double<One<M>>, x: &[T], out: &mut [T]) {
    for (bar, result) in x.iter().zip(out) {
        *result = T::store(state.step(bar.widen()));
    }
}

/// The averages and the results of the first vector, the seed being at its first bar; the results are written too.
#[inline(always)]
fn double_start<M: Machine, T: FloatElement>(
    smoothing: Smoothing<One<M>>,
    x: &[T],
    seed: f64,
    out: &mut [T],
) -> [Lanes<STRIDE>; 2] {
    let mut state = Double::load(smoothing, &[seed; 2]);
    let [mut single, mut double] = [[seed; STRIDE]; 2];
    for i in 1..STRIDE {
        double[i] = state.step(x[i].widen());
        single[i] = state.average();
        out[i] = T::store(double[i]);
    }
    [single, double]
}

/// What decayed of averages and results becomes 0, and with an average its share of the result, twice as much.
#[inline(always)]
fn double_flushed<const L: usize>([single, double]: [Lanes<L>; 2]) -> [Lanes<L>; 2] {
    let left = flushed(single);
    let gone = zip(left, single, |left, single| left - single);
    [left, flushed(zip(double, gone, |double, gone| double + 2.0 * gone))]
}

/// Vectors of eight bars, `x` beginning with the eight before them; returns the last of averages and of results.
///
/// With `e` the average and `d` the result, four bars on: `e = b^4 e' + s` and `d = b^4 d' - 4 a b^4 e' + f`, where
/// `s = sum of a b^k x[t-k]` and `f = sum of (2 a b^k - a^2 (k+1) b^k) x[t-k]`. Twice that is eight bars on:
/// `e = b^8 e' + s + b^4 s'` and `d = b^8 d' - 8 a b^8 e' + f + b^4 f' - 4 a b^4 s'`. Again one weight makes up for
/// rounding. An infinite average leaves no number: zero times it makes that so.
#[inline(always)]
fn double_scan<M: Machine>(
    a: f64,
    x: &[f64],
    [mut single, mut double]: [Lanes<STRIDE>; 2],
    out: &mut [f64],
) -> [Lanes<STRIDE>; 2] {
    let b = 1.0 - a;
    let b4 = b * b * b * b;
    let b8 = b4 * b4;
    let [near, far] = [4.0 * a * b4, 8.0 * a * b8];
    let [slow, fast] = double_weights(a, b8, b4);
    let mut slow_before: Lanes<4> = taps::<M, 4, 4>(slow, x, STRIDE - 4);
    let mut fast_before: Lanes<4> = taps::<M, 4, 4>(fast, x, STRIDE - 4);
    for (result, i) in out.chunks_exact_mut(STRIDE).zip(1..) {
        let at = i * STRIDE;
        prefetch_from(x, at);
        prefetch_from(result, 0);
        let slow: Lanes<STRIDE> = taps::<M, STRIDE, 4>(slow, x, at);
        let fast: Lanes<STRIDE> = taps::<M, STRIDE, 4>(fast, x, at);
        let slow_older = four_older(slow, &mut slow_before);
        let fast_older = four_older(fast, &mut fast_before);
        let pulled = mul_add::<M, STRIDE>(b4, fast_older, mul_add::<M, STRIDE>(-near, slow_older, fast));
        double = mul_add::<M, STRIDE>(b8, double, mul_add::<M, STRIDE>(-far, single, pulled));
        single = mul_add::<M, STRIDE>(b8, single, mul_add::<M, STRIDE>(b4, slow_older, slow));
        result.copy_from_slice(&mul_add::<M, STRIDE>(0.0, single, double));
    }
    [single, double]
}

/// The same with vectors of four bars, where eight do not fit one.
#[inline(always)]
fn double_scan_by_halves<M: Machine>(
    a: f64,
    x: &[f64],
    mut lanes: [Lanes<STRIDE>; 2],
    out: &mut [f64],
) -> [Lanes<STRIDE>; 2] {
    let [mut single, mut double]: [Lanes<HALF>; 2] = [load(&lanes[0], HALF), load(&lanes[1], HALF)];
    let b = 1.0 - a;
    let b4 = b * b * b * b;
    let w = [a, a * b, a * b * b];
    let v = [0.0, 1.0, 2.0].map(|k| w[k as usize] * (2.0 - a * (k + 1.0)));
    let slow = [w[0], w[1], w[2], 1.0 - b4 - (w[0] + w[1] + w[2])];
    let pull = 4.0 * a * b4;
    let fast = [v[0], v[1], v[2], 1.0 - b4 + pull - (v[0] + v[1] + v[2])];
    for (result, i) in out.chunks_exact_mut(HALF).zip(2..) {
        let at = HALF * i;
        let pulled = mul_add::<M, HALF>(-pull, single, taps::<M, HALF, 4>(fast, x, at));
        double = mul_add::<M, HALF>(b4, double, pulled);
        single = mul_add::<M, HALF>(b4, single, taps::<M, HALF, 4>(slow, x, at));
        result.copy_from_slice(&mul_add::<M, HALF>(0.0, single, double));
    }
    for (lanes, last) in lanes.iter_mut().zip([single, double]) {
        lanes[HALF..].copy_from_slice(&last);
    }
    lanes
}

/// The weights of four bars in the average and in the result, which keep a constant what it is.
#[inline(always)]
fn double_weights(a: f64, b8: f64, b4: f64) -> [[f64; 4]; 2] {
    let b = 1.0 - a;
    let [w0, w1, w2] = [a, a * b, a * b * b];
    let [v0, v1, v2] = [w0 * (2.0 - a), w1 * (2.0 - 2.0 * a), w2 * (2.0 - 3.0 * a)];
    let slow = (1.0 - b8) / (1.0 + b4);
    let fast = (1.0 - b8 + 8.0 * a * b8 + 4.0 * a * b4 * slow) / (1.0 + b4);
    [[w0, w1, w2, slow - (w0 + w1 + w2)], [v0, v1, v2, fast - (v0 + v1 + v2)]]
}
