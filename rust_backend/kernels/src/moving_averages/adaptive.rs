//! Kaufman's adaptive average: a recurrence whose coefficients vary, as a scan over affine maps.

use crate::dispatch::Machine;
use crate::lanes::{Lanes, load, zip};
use crate::window::{LONG, Moves, Sum};

/// Bars per tile, a multiple of every number of lanes.
const TILE: usize = 128;

/// Steps that a tile needs from the one before it.
const BEFORE: usize = 4;

/// Steps `k -> k + (toward - pull * k)`, one a bar, after those of the bars before the tile.
type Steps = [[f64; BEFORE + TILE]; 2];

#[inline(always)]
pub fn kama_body<M: Machine>(machine: M, x: &[f64], length: usize, fast: f64, slow: f64, out: &mut [f64]) {
    let start = x.iter().position(|bar| !bar.is_nan()).unwrap_or(x.len());
    let (before, rest) = out.split_at_mut(start);
    before.fill(f64::NAN);
    let x = &x[start..];
    let held = length.min(x.len());
    rest[..held].fill(x.first().copied().unwrap_or_default());
    if held == x.len() {
        return;
    }
    let speeds = Speeds { range: fast - slow, slow };
    if length < LONG {
        recur::<M, false>(machine, x, length, speeds, rest);
    } else {
        recur::<M, true>(machine, x, length, speeds, rest);
    }
}

#[derive(Clone, Copy)]
struct Speeds {
    range: f64,
    slow: f64,
}

impl Speeds {
    /// The share of the way to the newest bar that the average goes at once.
    #[inline(always)]
    fn pull<M: Machine>(self, noise: f64, change: f64) -> f64 {
        let ratio = if noise == 0.0 { 0.0 } else { change / noise };
        let speed = M::mul_add(ratio, self.range, self.slow);
        speed * speed
    }
}

#[inline(always)]
fn recur<M: Machine, const LONG: bool>(machine: M, x: &[f64], length: usize, speeds: Speeds, out: &mut [f64]) {
    let mut from = length;
    let mut window = Sum::<M, LONG>::new(machine, Moves(x), length, 1.0, from);
    let mut average = [x[0]; 4];
    let mut single: Steps = [[0.0; BEFORE + TILE]; 2];
    let mut paired: Steps = [[0.0; BEFORE + TILE]; 2];
    let mut noise = [0.0; TILE];
    while from < x.len() {
        let count = TILE.min(x.len() - from);
        window.run(Moves(x), from, &mut noise[..count]);
        let bars = &x[from - length..from + count];
        single_steps::<M>(speeds, bars, &noise[..count], &mut single);
        compose::<M>(&single, 1, count, &mut paired);
        average = advance::<M>(average, &paired, &mut out[from..from + count]);
        for part in single.iter_mut().chain(&mut paired) {
            part.copy_within(TILE.., 0);
        }
        from += count;
    }
}

/// The step of every bar of a tile; `bars` begins a window's length before it.
#[inline(always)]
fn single_steps<M: Machine>(speeds: Speeds, bars: &[f64], noise: &[f64], [pulls, towards]: &mut Steps) {
    let now = &bars[bars.len() - noise.len()..];
    let steps = pulls[BEFORE..].iter_mut().zip(&mut towards[BEFORE..]);
    for (((pull, toward), noise), (bar, old)) in steps.zip(noise).zip(now.iter().zip(bars)) {
        *pull = speeds.pull::<M>(*noise, (bar - old).abs());
        *toward = *pull * bar;
    }
}

/// Each step after the one `gap` bars before it.
#[inline(always)]
fn compose<M: Machine>([pulls, towards]: &Steps, gap: usize, count: usize, [pulls_out, towards_out]: &mut Steps) {
    for i in BEFORE..BEFORE + count {
        let stay = 1.0 - pulls[i];
        pulls_out[i] = M::mul_add(stay, pulls[i - gap], pulls[i]);
        towards_out[i] = M::mul_add(stay, towards[i - gap], towards[i]);
    }
}

/// Four bars at a time, from pairs of steps. That `pull` is not folded into `1 - pull` keeps a slow average from
/// drifting by a rounding error a bar.
#[inline(always)]
fn advance<M: Machine>(mut average: Lanes<4>, [pulls, towards]: &Steps, out: &mut [f64]) -> Lanes<4> {
    let four = |at: usize| {
        let [pull, old_pull]: [Lanes<4>; 2] = [load(pulls, at), load(pulls, at - 2)];
        let [toward, old_toward]: [Lanes<4>; 2] = [load(towards, at), load(towards, at - 2)];
        let stay = crate::lanes::map(pull, |pull| 1.0 - pull);
        [lanes_mul_add::<M>(stay, old_pull, pull), lanes_mul_add::<M>(stay, old_toward, toward)]
    };
    let next = |average: Lanes<4>, at: usize| {
        let [pull, toward] = four(at);
        let step = lanes_mul_add::<M>(crate::lanes::map(pull, |pull| -pull), average, toward);
        zip(average, step, |average, step| average + step)
    };
    let mut at = BEFORE;
    let mut vectors = out.chunks_exact_mut(4);
    for result in &mut vectors {
        average = next(average, at);
        result.copy_from_slice(&average);
        at += 4;
    }
    let rest = vectors.into_remainder();
    if !rest.is_empty() {
        let last = next(average, at);
        rest.copy_from_slice(&last[..rest.len()]);
    }
    average
}

#[inline(always)]
fn lanes_mul_add<M: Machine>(a: Lanes<4>, b: Lanes<4>, c: Lanes<4>) -> Lanes<4> {
    let mut sum = c;
    for i in 0..4 {
        sum[i] = M::mul_add(a[i], b[i], c[i]);
    }
    sum
}
