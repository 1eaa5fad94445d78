//! Kaufman's adaptive average: a recurrence whose coefficients vary, as a scan over affine maps.

use crate::dispatch::Machine;
use crate::lanes::{LANES, Row};
use crate::window::{LONG, Moves, Sum, Window};

/// Bars per tile, whole batches.
const TILE: usize = 4 * BATCH;

/// Bars whose divisions are made at once.
const BATCH: usize = 4 * LANES;

#[inline(always)]
pub fn kama_body<M: Machine>(machine: M, x: &[f64], length: usize, fast: f64, slow: f64, out: &mut [f64]) {
    let start = x.iter().position(|bar| !bar.is_nan()).unwrap_or(x.len());
    let (before, rest) = out.split_at_mut(start);
    before.fill(f64::NAN);
    let x = &x[start..];
    let held = length.min(x.len());
    if held < x.len() {
        let speeds = Speeds { range: fast - slow, slow };
        if length < LONG {
            recur::<M, false>(machine, x, length, speeds, &mut rest[1..]);
        } else {
            recur::<M, true>(machine, x, length, speeds, &mut rest[1..]);
        }
    }
    rest[..held].fill(x.first().copied().unwrap_or_default());
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

/// All bars but the first, `out` being theirs; those that are held mean nothing.
#[inline(always)]
fn recur<M: Machine, const LONG: bool>(machine: M, x: &[f64], length: usize, speeds: Speeds, out: &mut [f64]) {
    let mut window = Sum::<M, Moves, LONG>::new(machine, length, 1.0, x.len());
    let mut scan = Scan::new(machine, x[0]);
    let (mut noise, mut pulls, mut bars) = ([0.0; TILE], [0.0; TILE], [0.0; TILE]);
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        let (at, count) = (tile * TILE, out.len());
        window.run(&x[at..], &mut noise[..count]);
        if at + count < length {
            continue;
        }
        bars[..count].copy_from_slice(&x[at + 1..at + 1 + count]);
        let held = (length - 1).saturating_sub(at);
        pulls[..held].fill(0.0);
        bars[..held].fill(0.0);
        let old = &x[(at + 1 + held - length)..];
        for (((pull, noise), bar), old) in
            pulls[held..count].iter_mut().zip(&noise[held..count]).zip(&bars[held..count]).zip(old)
        {
            *pull = speeds.pull::<M>(*noise, (bar - old).abs());
        }
        let (rows, rest) = out.as_chunks_mut();
        for (i, out) in rows.iter_mut().enumerate() {
            scan.next(&bars, &pulls, i * LANES).store(out);
        }
        if !rest.is_empty() {
            rest.copy_from_slice(&scan.next(&bars, &pulls, rows.len() * LANES).array()[..rest.len()]);
        }
    }
}

/// Steps `k -> k + (toward - pull * k)`, one a bar.
#[derive(Clone, Copy)]
struct Steps<M: Machine> {
    pull: Row<M>,
    toward: Row<M>,
}

impl<M: Machine> Steps<M> {
    /// Each step after the one `gap` bars before it.
    #[inline(always)]
    fn after(self, gap: usize, before: Self, one: Row<M>) -> Self {
        let stay = one - self.pull;
        let pull = stay.fused(self.pull.older(gap, before.pull), self.pull);
        let toward = stay.fused(self.toward.older(gap, before.toward), self.toward);
        Self { pull, toward }
    }
}

/// The average's last row, and the last steps over one bar, two and four.
struct Scan<M: Machine> {
    machine: M,
    average: Row<M>,
    steps: [Steps<M>; 3],
}

impl<M: Machine> Scan<M> {
    #[inline(always)]
    fn new(machine: M, first: f64) -> Self {
        let zero = Row::splat(machine, 0.0);
        let none = Steps { pull: zero, toward: zero };
        Self { machine, average: Row::splat(machine, first), steps: [none; 3] }
    }

    /// The next eight bars. That `pull` is not folded into `1 - pull` keeps a slow average from drifting by a rounding
    /// error a bar.
    #[inline(always)]
    fn next(&mut self, bars: &[f64], pulls: &[f64], at: usize) -> Row<M> {
        let machine = self.machine;
        let unit = Row::splat(machine, 1.0);
        let pull = Row::load(machine, pulls, at);
        let one = Steps { pull, toward: pull * Row::load(machine, bars, at) };
        let two = one.after(1, self.steps[0], unit);
        let four = two.after(2, self.steps[1], unit);
        let eight = four.after(4, self.steps[2], unit);
        self.steps = [one, two, four];
        self.average = self.average + (eight.toward - eight.pull * self.average);
        self.average
    }
}
