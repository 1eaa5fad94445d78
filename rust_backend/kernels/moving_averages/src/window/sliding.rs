//! The driver of windows: takes sums along a series, row by row.

use super::{FEW, RUN, Ring, Sums, TILE, Terms, Window, has_registers};
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES, Row, prefetch_from};

/// The sum of the last `length` terms, bar after bar.
pub struct Sliding<'a, M: Machine, S: Sums<M>, const LONG: bool, const CELLS: usize, const WHOLE: usize> {
    machine: M,
    groups: usize,
    sums: S,
    prefix: S::Prefix,
    ring: &'a mut Ring<CELLS, WHOLE>,
    position: usize,
}

/// Calls a method that is made for each number of groups, if they are FEW.
macro_rules! by_groups {
    ($window:ident.$run:ident($x:ident, $out:ident)) => {
        match $window.groups {
            0 => $window.$run::<0>($x, $out),
            1 => $window.$run::<1>($x, $out),
            2 => $window.$run::<2>($x, $out),
            3 => $window.$run::<3>($x, $out),
            4 => $window.$run::<4>($x, $out),
            5 => $window.$run::<5>($x, $out),
            _ => $window.$run::<FEW>($x, $out),
        }
    };
}

impl<'a, M: Machine, S: Sums<M>, const LONG: bool, const CELLS: usize, const WHOLE: usize>
    Sliding<'a, M, S, LONG, CELLS, WHOLE>
{
    #[inline(always)]
    pub fn new(machine: M, length: usize, sums: S, ring: &'a mut Ring<CELLS, WHOLE>) -> Self {
        let groups = length / LANES;
        Self { machine, groups, sums, prefix: sums.prefix(groups), ring, position: 0 }
    }

    /// The results of the next rows, `x` being the bars they begin with.
    #[inline(always)]
    fn run_rows(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        // Long windows have many groups; a variant that never runs is not compiled.
        if (LONG && !M::IS_BASELINE) || self.groups > FEW {
            if self.sums.rest() == 0 {
                self.run_blocks::<WHOLE>(x, out);
            } else {
                self.run_blocks::<CELLS>(x, out);
            }
        } else if has_registers::<M>() {
            by_groups!(self.run_in_registers(x, out));
        } else if M::IS_BASELINE {
            self.run_in_memory(self.groups, x, out);
        } else {
            // With AVX2, `sma` of 28 bars takes a third more instructions where their number is not known.
            by_groups!(self.run_groups(x, out));
        }
    }

    /// No closures, since their bodies might not become vector code.
    #[inline(always)]
    fn run_in_registers<const GROUPS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, mut sums) = (self.machine, self.sums);
        let zero = Row::splat(machine, 0.0);
        let mut weights = [zero; GROUPS];
        for (behind, weight) in weights.iter_mut().enumerate() {
            *weight = sums.weight(behind);
        }
        let kept = self.ring.first();
        let mut recent: [_; GROUPS] = loaded(machine, kept);
        for (i, out) in out.iter_mut().enumerate() {
            prefetch_from(x, i * LANES);
            prefetch_from(&out[..], 0);
            let mut now = [zero; CELLS];
            sums.take(S::Terms::row(machine, x, i * LANES), &mut now);
            let mut sum = pushed(&mut recent, now)[S::REST];
            for (near, weight) in recent.iter().zip(weights) {
                sum = S::with(sum, near, weight);
            }
            sums.result(sum).store(out);
        }
        keep(&recent, kept);
        self.sums = sums;
    }

    #[inline(always)]
    fn run_groups<const GROUPS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        self.run_in_memory(GROUPS, x, out);
    }

    #[inline(always)]
    fn run_in_memory(&mut self, groups: usize, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, mut sums) = (self.machine, self.sums);
        let ring = self.ring.all::<CELLS>();
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            let x = &x[tile * TILE * LANES..];
            let ring = &mut ring[..groups + out.len()];
            for (i, out) in out.iter_mut().enumerate() {
                prefetch_from(x, i * LANES);
                prefetch_from(&out[..], 0);
                let near = &mut ring[i..=i + groups];
                sums.take(S::Terms::row(machine, x, i * LANES), &mut near[groups]);
                let mut sum = Row::of(machine, &near[0][S::REST]);
                for (behind, slot) in near[1..].iter().enumerate() {
                    sum = S::with(sum, &rows(machine, slot), sums.weight(behind));
                }
                sums.result(sum).store(out);
            }
            ring.copy_within(out.len().., 0);
        }
        self.sums = sums;
    }

    #[inline(always)]
    fn run_blocks<const CELLS_NOW: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (mut x, mut out) = (x, out);
        while !out.is_empty() {
            let count = (self.groups - self.position).min(RUN).min(out.len());
            let (now, later) = out.split_at_mut(count);
            self.advance::<CELLS_NOW>(x, now);
            (x, out) = (&x[count * LANES..], later);
        }
    }

    /// Rows up to the end of the block at most.
    #[inline(always)]
    fn advance<const CELLS_NOW: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, mut sums, mut prefix) = (self.machine, self.sums, self.prefix);
        let ring = &mut self.ring.all::<CELLS_NOW>()[self.position..][..out.len()];
        for (i, (slot, out)) in ring.iter_mut().zip(out.iter_mut()).enumerate() {
            prefetch_from(x, i * LANES);
            prefetch_from(&out[..], 0);
            let left = Row::of(machine, &slot[S::LEFT]);
            sums.take(S::Terms::row(machine, x, i * LANES), slot);
            let sum = sums.extend(&mut prefix, slot) + left;
            sums.result(sum).store(out);
        }
        S::flush(&mut prefix);
        (self.sums, self.prefix) = (sums, prefix);
        self.position += out.len();
        if self.position == self.groups {
            self.sums.leave(&mut self.ring.all::<CELLS_NOW>()[..self.groups]);
            (self.position, self.prefix) = (0, self.sums.prefix(self.groups));
        }
    }
}

impl<M: Machine, S: Sums<M>, const LONG: bool, const CELLS: usize, const WHOLE: usize> Window
    for Sliding<'_, M, S, LONG, CELLS, WHOLE>
{
    type Terms = S::Terms;

    #[inline(always)]
    fn run(&mut self, x: &[f64], out: &mut [f64]) {
        let (rows, rest) = out.as_chunks_mut();
        let mut padded = [0.0; LANES + 1];
        let mut row = [[0.0; LANES]];
        let last = usize::from(!rest.is_empty());
        if last == 1 {
            let bars = rest.len() + S::Terms::MORE;
            padded[..bars].copy_from_slice(&x[rows.len() * LANES..][..bars]);
        }
        for (x, rows) in [(x, rows), (&padded, &mut row[..last])] {
            self.run_rows(x, rows);
        }
        rest.copy_from_slice(&row[0][..rest.len()]);
    }
}

#[inline(always)]
fn rows<M: Machine, const CELLS: usize>(machine: M, slot: &[Cell; CELLS]) -> [Row<M>; CELLS] {
    let mut rows = [Row::splat(machine, 0.0); CELLS];
    for (row, cell) in rows.iter_mut().zip(slot) {
        *row = Row::of(machine, cell);
    }
    rows
}

/// The ring of the last rows, which are kept between runs, in registers.
#[inline(always)]
fn loaded<M: Machine, const CELLS: usize, const GROUPS: usize>(
    machine: M,
    kept: &[[Cell; CELLS]; GROUPS],
) -> [[Row<M>; CELLS]; GROUPS] {
    let mut recent = [[Row::splat(machine, 0.0); CELLS]; GROUPS];
    for (slot, cells) in recent.iter_mut().zip(kept) {
        for (row, cell) in slot.iter_mut().zip(cells) {
            *row = Row::of(machine, cell);
        }
    }
    recent
}

/// Keeps them for the next run.
#[inline(always)]
fn keep<M: Machine, const CELLS: usize, const GROUPS: usize>(
    recent: &[[Row<M>; CELLS]; GROUPS],
    kept: &mut [[Cell; CELLS]; GROUPS],
) {
    for (slot, cells) in recent.iter().zip(kept) {
        for (row, cell) in slot.iter().zip(cells) {
            *cell = row.cell();
        }
    }
}

/// Puts a row's slot after those of the rows before it; gives the one that falls out.
#[inline(always)]
fn pushed<S: Copy, const GROUPS: usize>(recent: &mut [S; GROUPS], now: S) -> S {
    let [oldest, ..] = recent[..] else { return now };
    for i in 1..GROUPS {
        recent[i - 1] = recent[i];
    }
    recent[GROUPS - 1] = now;
    oldest
}
