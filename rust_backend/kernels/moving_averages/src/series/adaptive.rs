//! Kaufman's adaptive average: a recurrence whose coefficients vary, as a scan over affine maps.

use crate::window::{self, Moves, Ring, Sum, is_long};
use atc_engine::Machine;
use atc_engine::dispatch::on;
use atc_engine::float32::{FloatElement, TileBuffer};
use atc_engine::lanes::{BATCH, LANES, Line, ROWS, Row, prefetch_from, reciprocals};
use atc_engine::pulp::NullaryFnOnce;

/// Bars per tile, whole batches.
const TILE: usize = 8 * BATCH;

#[inline(always)]
pub fn kama_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, fast: f64, slow: f64, out: &mut [T]) {
    let start = x.iter().position(|bar| !bar.widen().is_nan()).unwrap_or(x.len());
    let (before, rest) = out.split_at_mut(start);
    before.fill(T::store(f64::NAN));
    let x = &x[start..];
    let held = length.min(x.len());
    let first = x.first().copied().unwrap_or(T::store(f64::NAN));
    kama_on_body(machine, x, length, [fast, slow], first.widen(), rest);
    rest[..held].fill(first);
}

#[inline(always)]
pub fn kama_on_body<M: Machine, T: FloatElement>(
    machine: M,
    x: &[T],
    length: usize,
    [fast, slow]: [f64; 2],
    average: f64,
    out: &mut [T],
) {
    if length < x.len() {
        let speeds = Speeds { range: fast - slow, slow };
        recur(machine, x, length, speeds, average, &mut out[1..]);
    }
}

#[derive(Clone, Copy)]
struct Speeds {
    range: f64,
    slow: f64,
}

impl Speeds {
    /// The share of the way to each bar that the average goes at once; `old` are the bars a window's length before.
    #[inline(always)]
    fn pulls<M: Machine>(self, machine: M, old: &[f64], bars: &[f64], noise: &[f64], pulls: &mut [f64]) {
        let (batches, rest) = pulls.as_chunks_mut::<BATCH>();
        let last = batches.len() * BATCH;
        for (i, pulls) in batches.iter_mut().enumerate() {
            let at = i * BATCH;
            self.batch_of_pulls(machine, &old[at..at + BATCH], &bars[at..at + BATCH], &noise[at..at + BATCH], pulls);
        }
        for (((pull, noise), bar), old) in rest.iter_mut().zip(&noise[last..]).zip(&bars[last..]).zip(&old[last..]) {
            let ratio = if *noise == 0.0 { 0.0 } else { (bar - old).abs() / noise };
            let speed = M::mul_add(ratio, self.range, self.slow);
            *pull = speed * speed;
        }
    }

    /// One division for four bars, unless a noise is infinite or the like. Where it is 0, so is the change.
    #[inline(always)]
    fn batch_of_pulls<M: Machine>(
        self,
        machine: M,
        old: &[f64],
        bars: &[f64],
        noise: &[f64],
        pulls: &mut [f64; BATCH],
    ) {
        let unit = Row::splat(machine, 1.0);
        let (mut noises, mut ratios) = ([unit; ROWS], [unit; ROWS]);
        for (i, (noises, change)) in noises.iter_mut().zip(&mut ratios).enumerate() {
            *noises = Row::load(machine, noise, i * LANES).zero_as(unit);
            *change = (Row::load(machine, bars, i * LANES) - Row::load(machine, old, i * LANES)).abs();
        }
        if let Some(reciprocals) = reciprocals(machine, noises) {
            for (ratio, reciprocal) in ratios.iter_mut().zip(reciprocals) {
                *ratio = *ratio * reciprocal;
            }
        } else {
            for (ratio, noise) in ratios.iter_mut().zip(noises) {
                *ratio = *ratio / noise;
            }
        }
        let (range, slow) = (Row::splat(machine, self.range), Row::splat(machine, self.slow));
        for (ratio, pulls) in ratios.into_iter().zip(pulls.as_chunks_mut().0) {
            let speed = ratio.fused(range, slow);
            (speed * speed).store(pulls);
        }
    }
}

/// The sum of the moves in a window, in two parts where windows are long.
enum Noise<'a, M: Machine> {
    Short(Sum<'a, M, Moves, false>),
    Long(Sum<'a, M, Moves, true>),
}

impl<'a, M: Machine> Noise<'a, M> {
    #[inline(always)]
    fn new(machine: M, length: usize, ring: &'a mut Ring<2, 1>) -> Self {
        if is_long::<M>(length) {
            Self::Long(window::sum(machine, length, 1.0, ring))
        } else {
            Self::Short(window::sum(machine, length, 1.0, ring))
        }
    }

    #[inline(always)]
    fn run(&mut self, machine: M, x: &[f64], out: &mut [f64]) {
        match self {
            Self::Short(_) if M::IS_BASELINE => unreachable!("the baseline's are long"),
            Self::Short(window) => window::run(machine, window, x, out),
            Self::Long(window) => window::run(machine, window, x, out),
        }
    }
}

/// All bars but the first, `out` being theirs; those that are held mean nothing.
#[inline(always)]
fn recur<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, speeds: Speeds, average: f64, out: &mut [T]) {
    let mut scan = Scan::new(machine, average);
    let ring = &mut Ring::new::<M>(length, x.len());
    let mut window = Noise::new(machine, length, ring);
    let (Line(noise), Line(pulls)) = (&mut Line([0.0; TILE]), &mut Line([0.0; TILE]));
    let Line(bars) = &mut Line([0.0; TILE]);
    let (mut now, mut old, mut results) = (TileBuffer::new(), TileBuffer::new(), TileBuffer::new());
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        let (at, count) = (tile * TILE, out.len());
        let now = T::wide(&x[at..], &mut now);
        window.run(machine, now, &mut noise[..count]);
        if at + count < length {
            continue;
        }
        let held = (length - 1).saturating_sub(at);
        let bars = if held == 0 && count == TILE {
            &now[1..]
        } else {
            bars[..count].copy_from_slice(&now[1..=count]);
            bars[..held].fill(0.0);
            &bars[..]
        };
        pulls[..held].fill(0.0);
        let old = T::wide(&x[at + 1 + held - length..], &mut old);
        let out_now = T::results(out, &mut results);
        on(machine, Follow { machine, scan: &mut scan, speeds, held, old, bars, noise, pulls, out: out_now });
        T::round(&results, out);
    }
}

/// The averages of a tile, in a function of its own: it is compiled once for all element types.
struct Follow<'a, M: Machine> {
    machine: M,
    scan: &'a mut Scan<M>,
    speeds: Speeds,
    held: usize,
    old: &'a [f64],
    bars: &'a [f64],
    noise: &'a [f64; TILE],
    pulls: &'a mut [f64; TILE],
    out: &'a mut [f64],
}

impl<M: Machine> NullaryFnOnce for Follow<'_, M> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let places = self.held..self.out.len();
        let (bars, noise) = (&self.bars[places.clone()], &self.noise[places.clone()]);
        self.speeds.pulls(self.machine, self.old, bars, noise, &mut self.pulls[places]);
        self.scan.run(self.bars, self.pulls, self.out);
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

/// The average's last row, and the last steps over one bar, two, four and eight.
#[derive(Clone, Copy)]
struct Scan<M: Machine> {
    machine: M,
    average: Row<M>,
    steps: [Steps<M>; 4],
}

impl<M: Machine> Scan<M> {
    #[inline(always)]
    fn new(machine: M, average: f64) -> Self {
        let zero = Row::splat(machine, 0.0);
        let none = Steps { pull: zero, toward: zero };
        Self { machine, average: Row::splat(machine, average), steps: [none; 4] }
    }

    /// The averages of as many bars as `out` has; only the last run may end inside a row.
    #[inline(always)]
    fn run(&mut self, bars: &[f64], pulls: &[f64], out: &mut [f64]) {
        let mut scan = Self { average: self.average.flushed(), ..*self };
        let (rows, rest) = out.as_chunks_mut();
        let last = rows.len() * LANES;
        for (i, out) in rows.iter_mut().enumerate() {
            prefetch_from(&out[..], 0);
            scan.step(bars, pulls, i * LANES).store(out);
        }
        *self = scan;
        if !rest.is_empty() {
            rest.copy_from_slice(&scan.step(bars, pulls, last).array()[..rest.len()]);
        }
    }

    /// The averages of the next row. That `pull` is not folded into `1 - pull` keeps a slow average from drifting by a
    /// rounding error a bar.
    #[inline(always)]
    fn step(&mut self, bars: &[f64], pulls: &[f64], at: usize) -> Row<M> {
        self.steps = self.steps_of(self.steps, bars, pulls, at);
        let [.., eight] = self.steps;
        self.average = self.average + self.average.fused(eight.pull.negated(), eight.toward);
        self.average
    }

    /// The steps of a row over one bar, two, four and eight.
    #[inline(always)]
    fn steps_of(&self, before: [Steps<M>; 4], bars: &[f64], pulls: &[f64], at: usize) -> [Steps<M>; 4] {
        let unit = Row::splat(self.machine, 1.0);
        let pull = Row::load(self.machine, pulls, at);
        let one = Steps { pull, toward: pull * Row::load(self.machine, bars, at) };
        let two = one.after(1, before[0], unit);
        let four = two.after(2, before[1], unit);
        [one, two, four, four.after(4, before[2], unit)]
    }
}
