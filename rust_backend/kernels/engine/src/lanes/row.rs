//! Rows: eight bars in as many vectors as the machine needs for them.

use std::ops::{Add, Div, Mul, Sub};

use super::{LANES, LEAST};
use crate::dispatch::{Machine, Vector};

#[derive(Clone, Copy)]
pub struct Row<M: Machine> {
    machine: M,
    pub(super) vectors: M::Eight,
}

/// A row in memory: eight bars of a series, or a value of each of eight series, whatever the width of the machine's vectors.
#[derive(Clone, Copy, Default)]
#[repr(C, align(64))]
pub struct Cell(pub [f64; LANES]);

impl Cell {
    pub const ZERO: Self = Self::splat(0.0);
    pub const UNKNOWN: Self = Self::splat(f64::NAN);

    pub const fn splat(value: f64) -> Self {
        Self([value; LANES])
    }
}

impl<M: Machine> Row<M> {
    #[inline(always)]
    pub fn splat(machine: M, value: f64) -> Self {
        Self { machine, vectors: M::eight(machine.splat_f64s(value)) }
    }

    /// The bars from `x[at]` on.
    #[inline(always)]
    pub fn load(machine: M, x: &[f64], at: usize) -> Self {
        let mut row = Self::splat(machine, 0.0);
        row.vectors.as_mut().copy_from_slice(M::as_simd_f64s(&x[at..at + LANES]).0);
        row
    }

    /// The last bars, fewer than a row has: NaN in the other lanes. Copied to a row of their own, they took 20 ns.
    #[inline(always)]
    pub fn last(machine: M, x: &[f64], count: usize) -> Self {
        const PLACES: [f64; LANES] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        let unknown = Self::splat(machine, f64::NAN);
        let Some(start) = x.len().checked_sub(LANES) else {
            let mut row = unknown.array();
            row[..count].copy_from_slice(&x[x.len() - count..]);
            return Self::load(machine, &row, 0);
        };
        let first = Self::splat(machine, (LANES - count) as f64);
        Self::load(machine, &PLACES, 0).if_less(first, unknown, Self::load(machine, x, start))
    }

    #[inline(always)]
    pub fn store(self, out: &mut [f64; LANES]) {
        M::as_mut_simd_f64s(out).0.copy_from_slice(self.vectors.as_ref());
    }

    #[inline(always)]
    pub fn of(machine: M, cell: &Cell) -> Self {
        Self::load(machine, &cell.0, 0)
    }

    #[inline(always)]
    pub fn cell(self) -> Cell {
        let mut cell = Cell::default();
        self.store(&mut cell.0);
        cell
    }

    #[inline(always)]
    fn zip(mut self, other: Self, each: impl Fn(M, Vector<M>, Vector<M>) -> Vector<M>) -> Self {
        for (a, b) in self.vectors.as_mut().iter_mut().zip(other.vectors.as_ref()) {
            *a = each(self.machine, *a, *b);
        }
        self
    }

    /// `self * factor + addend`
    #[inline(always)]
    pub fn fused(mut self, factor: Self, addend: Self) -> Self {
        let others = factor.vectors.as_ref().iter().zip(addend.vectors.as_ref());
        for (a, (b, c)) in self.vectors.as_mut().iter_mut().zip(others) {
            *a = self.machine.fused(*a, *b, *c);
        }
        self
    }

    /// This over a divisor whose reciprocal is known to a few roundings.
    #[inline(always)]
    pub fn corrected(self, divisor: Self, reciprocal: Self) -> Self {
        let quotient = self * reciprocal;
        let rest = divisor.negated().fused(quotient, self);
        rest.fused(reciprocal, quotient)
    }

    /// This over a divisor, within two roundings, unless that is denormal or near overflow.
    #[inline(always)]
    pub fn over(mut self, divisor: Self) -> Self {
        for (a, b) in self.vectors.as_mut().iter_mut().zip(divisor.vectors.as_ref()) {
            *a = self.machine.quotient(*a, *b);
        }
        self
    }

    #[inline(always)]
    pub fn abs(self) -> Self {
        self.zip(self, |machine, a, _| machine.magnitude(a))
    }

    /// The lesser of each two; either where one is no number.
    #[inline(always)]
    pub fn least(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.min_f64s(a, b))
    }

    /// The greater of each two; either where one is no number.
    #[inline(always)]
    pub fn greatest(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.max_f64s(a, b))
    }

    /// Square roots.
    #[inline(always)]
    pub fn root(self) -> Self {
        self.zip(self, |machine, a, _| machine.sqrt_f64s(a))
    }

    /// `yes` in the lanes that are less than in `other`, elsewhere `no`.
    #[inline(always)]
    pub fn if_less(self, other: Self, mut yes: Self, no: Self) -> Self {
        let others = self.vectors.as_ref().iter().zip(other.vectors.as_ref()).zip(no.vectors.as_ref());
        for (yes, ((a, b), no)) in yes.vectors.as_mut().iter_mut().zip(others) {
            *yes = self.machine.select_f64s(self.machine.less_than_f64s(*a, *b), *yes, *no);
        }
        yes
    }

    /// Whether any lane is less than in `other`.
    #[inline(always)]
    pub fn any_less(self, other: Self) -> bool {
        let is_any = |a, b| self.machine.first_true_m64s(self.machine.less_than_f64s(a, b)) < M::F64_LANES;
        self.vectors.as_ref().iter().zip(other.vectors.as_ref()).any(|(a, b)| is_any(*a, *b))
    }

    /// `yes` in the lanes that are numbers, elsewhere `no`.
    #[inline(always)]
    pub fn if_number(self, mut yes: Self, no: Self) -> Self {
        for (yes, (a, no)) in yes.vectors.as_mut().iter_mut().zip(self.vectors.as_ref().iter().zip(no.vectors.as_ref()))
        {
            *yes = self.machine.select_f64s(self.machine.equal_f64s(*a, *a), *yes, *no);
        }
        yes
    }

    /// The greater of each two; `other` where this is no number.
    #[inline(always)]
    pub fn highest(self, other: Self) -> Self {
        let (mut highest, others) = (self.array(), other.array());
        for (lane, other) in highest.iter_mut().zip(others) {
            *lane = if *lane > other { *lane } else { other };
        }
        Self::load(self.machine, &highest, 0)
    }

    /// The lesser of each two; `other` where this is no number.
    #[inline(always)]
    pub fn lowest(self, other: Self) -> Self {
        let (mut lowest, others) = (self.array(), other.array());
        for (lane, other) in lowest.iter_mut().zip(others) {
            *lane = if *lane < other { *lane } else { other };
        }
        Self::load(self.machine, &lowest, 0)
    }

    /// A sign that the compiler can put into a fused instruction.
    #[inline(always)]
    pub fn negated(self) -> Self {
        Self::load(self.machine, &self.array().map(|lane| -lane), 0)
    }

    /// What is left of a recursion: 0 where it has decayed.
    #[inline(always)]
    pub fn flushed(self) -> Self {
        self.zip(self, |machine, a, _| {
            let is_less = machine.less_than_f64s(machine.magnitude(a), machine.splat_f64s(LEAST));
            machine.select_f64s(is_less, machine.splat_f64s(0.0), a)
        })
    }

    /// `other` in the lanes that are zero.
    #[inline(always)]
    pub fn zero_as(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.select_f64s(machine.equal_f64s(a, machine.splat_f64s(0.0)), b, a))
    }

    /// The row that lies `by` bars before this one, `before` being the row before it.
    #[inline(always)]
    pub fn older(self, by: usize, before: Self) -> Self {
        let (now, before): ([f64; LANES], [f64; LANES]) = (self.array(), before.array());
        let mut older = now;
        for i in 0..LANES {
            older[i] = if i < by { before[LANES + i - by] } else { now[i - by] };
        }
        Self::load(self.machine, &older, 0)
    }

    /// The same for `by` of 0, 2, 4 or 6, known only at run time.
    #[inline(always)]
    pub fn older_even(self, by: usize, before: Self) -> Self {
        match by {
            0 => self,
            2 => self.older(2, before),
            4 => self.older(4, before),
            _ => self.older(6, before),
        }
    }

    /// Eight rows as eight columns.
    #[inline(always)]
    pub fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        let [Self { machine, vectors }, ..] = rows;
        let (mut block, mut columns) = ([vectors; LANES], rows);
        for (vectors, row) in block.iter_mut().zip(&rows) {
            *vectors = row.vectors;
        }
        for (column, vectors) in columns.iter_mut().zip(machine.transposed(block)) {
            column.vectors = vectors;
        }
        columns
    }

    /// All lanes to one, by halves.
    #[inline(always)]
    pub fn folded(self, each: impl Fn(f64, f64) -> f64) -> f64 {
        let mut lanes = self.array();
        let mut width = LANES;
        while width > 1 {
            width /= 2;
            for i in 0..width {
                lanes[i] = each(lanes[i], lanes[i + width]);
            }
        }
        lanes[0]
    }

    #[inline(always)]
    pub fn array(self) -> [f64; LANES] {
        let mut array = [0.0; LANES];
        self.store(&mut array);
        array
    }
}

impl<M: Machine> From<Row<M>> for Cell {
    #[inline(always)]
    fn from(row: Row<M>) -> Self {
        row.cell()
    }
}

impl<M: Machine> Add for Row<M> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.add_f64s(a, b))
    }
}

impl<M: Machine> Sub for Row<M> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.sub_f64s(a, b))
    }
}

impl<M: Machine> Mul for Row<M> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.mul_f64s(a, b))
    }
}

impl<M: Machine> Div for Row<M> {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip(other, |machine, a, b| machine.div_f64s(a, b))
    }
}
