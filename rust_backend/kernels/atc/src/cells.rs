//! Values of eight series side by side in memory, whatever the width of the machine's vectors.

use atc_engine::dispatch::{Machine, Vector};

/// Series that advance together.
pub const SERIES: usize = 8;

/// One value of each series.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Cell(pub [f64; SERIES]);

impl Cell {
    pub const ZERO: Self = Self::splat(0.0);
    pub const UNKNOWN: Self = Self::splat(f64::NAN);

    pub const fn splat(value: f64) -> Self {
        Self([value; SERIES])
    }
}

/// The series of a cell that one vector holds.
#[derive(Clone, Copy)]
pub struct Part<M: Machine> {
    pub machine: M,
    first: usize,
}

impl<M: Machine> Part<M> {
    #[inline(always)]
    pub fn new(machine: M, first: usize) -> Self {
        Self { machine, first }
    }

    #[inline(always)]
    pub fn load(self, cell: &Cell) -> Vector<M> {
        M::as_simd_f64s(&cell.0[self.first..self.first + M::F64_LANES]).0[0]
    }

    #[inline(always)]
    pub fn store(self, value: Vector<M>, cell: &mut Cell) {
        M::as_mut_simd_f64s(&mut cell.0[self.first..self.first + M::F64_LANES]).0[0] = value;
    }

    #[inline(always)]
    pub fn splat(self, value: f64) -> Vector<M> {
        self.machine.splat_f64s(value)
    }
}

/// Runs the body for every part of the cells: once where a vector holds all eight series.
macro_rules! each_part {
    ($machine:expr, $part:ident => $body:expr) => {
        let mut first = 0;
        while first < $crate::cells::SERIES {
            let $part = $crate::cells::Part::new($machine, first);
            $body;
            first += M::F64_LANES;
        }
    };
}
pub(crate) use each_part;
