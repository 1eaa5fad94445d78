//! Rows of numbers, one of each of several series, and what a kernel's state does with them, whatever they are made of: one
//! number, a vector, or several vectors as one, so that their latencies overlap.

use crate::dispatch::{Machine, Vector};
use crate::lanes::{Cell, LEAST, Line};

/// Vectors in a row of a table.
pub const TOGETHER: usize = 2;

/// One bar of as many series as the vectors have lanes.
pub type Row<M> = [Vector<M>; TOGETHER];

/// A row in memory.
pub type Slot<M> = Line<Row<M>>;

/// Operations with their arguments and the machine's own for them.
macro_rules! with_operations {
    ($macro:ident) => {
        $macro! {
            add(a: Row, b: Row) -> Row = add_f64s;
            sub(a: Row, b: Row) -> Row = sub_f64s;
            mul(a: Row, b: Row) -> Row = mul_f64s;
            div(a: Row, b: Row) -> Row = div_f64s;
            abs(a: Row) -> Row = magnitude;
            larger(a: Row, b: Row) -> Row = max_f64s;
            smaller(a: Row, b: Row) -> Row = min_f64s;
            fused(a: Row, b: Row, c: Row) -> Row = fused;
            select(mask: Mask, yes: Row, no: Row) -> Row = select_f64s;
            equal(a: Row, b: Row) -> Mask = equal_f64s;
            less(a: Row, b: Row) -> Mask = less_than_f64s;
            less_or_equal(a: Row, b: Row) -> Mask = less_than_or_equal_f64s;
            both(a: Mask, b: Mask) -> Mask = and_m64s;
            either(a: Mask, b: Mask) -> Mask = or_m64s;
        }
    };
}

macro_rules! arithmetic {
    ($($name:ident($($argument:ident: $kind:ident),*) -> $result:ident = $operation:ident;)*) => {
        /// Arithmetic on rows, number by number.
        pub trait Arithmetic: Copy {
            type Row: Copy;
            /// For each number, whether something holds.
            type Mask: Copy;
            /// A row in memory.
            type Slot;

            fn load(self, slot: &Self::Slot) -> Self::Row;
            fn store(self, row: Self::Row, slot: &mut Self::Slot);
            fn splat(self, value: f64) -> Self::Row;
            $(fn $name(self, $($argument: Self::$kind),*) -> Self::$result;)*

            /// What is left of a recursion: 0 where it has decayed.
            #[inline(always)]
            fn flushed(self, row: Self::Row) -> Self::Row {
                self.select(self.less(self.abs(row), self.splat(LEAST)), self.splat(0.0), row)
            }
        }
    };
}
with_operations!(arithmetic);

/// Vectors side by side: rows of tables.
#[derive(Clone, Copy)]
pub struct Vectors<M>(pub M);

impl<M: Machine> Vectors<M> {
    pub const WIDTH: usize = TOGETHER * M::F64_LANES;

    /// The largest of a row without NaN.
    #[inline(always)]
    pub fn highest(self, row: Row<M>) -> f64 {
        self.0.reduce_max_f64s(self.0.max_f64s(row[0], row[1]))
    }
}

macro_rules! by_vector {
    ($($name:ident($($argument:ident: $kind:ident),*) -> $result:ident = $operation:ident;)*) => {
        impl<M: Machine> Arithmetic for Vectors<M> {
            type Row = Row<M>;
            type Mask = [M::m64s; TOGETHER];
            type Slot = Slot<M>;

            #[inline(always)]
            fn load(self, slot: &Slot<M>) -> Row<M> {
                slot.0
            }

            #[inline(always)]
            fn store(self, row: Row<M>, slot: &mut Slot<M>) {
                slot.0 = row;
            }

            #[inline(always)]
            fn splat(self, value: f64) -> Row<M> {
                [self.0.splat_f64s(value); TOGETHER]
            }

            $(
                #[inline(always)]
                fn $name(self, $($argument: Self::$kind),*) -> Self::$result {
                    [self.0.$operation($($argument[0]),*), self.0.$operation($($argument[1]),*)]
                }
            )*
        }
    };
}
with_operations!(by_vector);

/// The series of a cell of eight that one vector holds.
#[derive(Clone, Copy)]
pub struct Part<M> {
    pub machine: M,
    first: usize,
}

impl<M: Machine> Part<M> {
    #[inline(always)]
    pub fn new(machine: M, first: usize) -> Self {
        Self { machine, first }
    }
}

macro_rules! by_part {
    ($($name:ident($($argument:ident: $kind:ident),*) -> $result:ident = $operation:ident;)*) => {
        impl<M: Machine> Arithmetic for Part<M> {
            type Row = Vector<M>;
            type Mask = M::m64s;
            type Slot = Cell;

            #[inline(always)]
            fn load(self, cell: &Cell) -> Vector<M> {
                M::as_simd_f64s(&cell.0[self.first..self.first + M::F64_LANES]).0[0]
            }

            #[inline(always)]
            fn store(self, value: Vector<M>, cell: &mut Cell) {
                M::as_mut_simd_f64s(&mut cell.0[self.first..self.first + M::F64_LANES]).0[0] = value;
            }

            #[inline(always)]
            fn splat(self, value: f64) -> Vector<M> {
                self.machine.splat_f64s(value)
            }

            $(
                #[inline(always)]
                fn $name(self, $($argument: Self::$kind),*) -> Self::$result {
                    self.machine.$operation($($argument),*)
                }
            )*
        }
    };
}
with_operations!(by_part);

/// Runs the body for every part of the cells: once where a vector holds all eight series.
#[macro_export]
macro_rules! each_part {
    ($machine:expr, $part:ident => $body:expr) => {
        let mut first = 0;
        while first < $crate::lanes::LANES {
            let $part = $crate::Part::new($machine, first);
            $body;
            first += M::F64_LANES;
        }
    };
}

/// One series: a row is a number.
#[derive(Clone, Copy)]
pub struct One<M>(pub M);

macro_rules! by_number {
    ($($name:ident($($argument:ident: $kind:ident),*) -> $result:ident = $operation:expr;)*) => {
        impl<M: Machine> Arithmetic for One<M> {
            type Row = f64;
            type Mask = bool;
            type Slot = f64;

            #[inline(always)]
            fn load(self, slot: &f64) -> f64 {
                *slot
            }

            #[inline(always)]
            fn store(self, value: f64, slot: &mut f64) {
                *slot = value;
            }

            #[inline(always)]
            fn splat(self, value: f64) -> f64 {
                value
            }

            $(
                #[inline(always)]
                fn $name(self, $($argument: Self::$kind),*) -> Self::$result {
                    $operation
                }
            )*
        }
    };
}
by_number! {
    add(a: Row, b: Row) -> Row = a + b;
    sub(a: Row, b: Row) -> Row = a - b;
    mul(a: Row, b: Row) -> Row = a * b;
    div(a: Row, b: Row) -> Row = a / b;
    abs(a: Row) -> Row = a.abs();
    larger(a: Row, b: Row) -> Row = if a > b { a } else { b };
    smaller(a: Row, b: Row) -> Row = if a < b { a } else { b };
    fused(a: Row, b: Row, c: Row) -> Row = M::mul_add(a, b, c);
    select(mask: Mask, yes: Row, no: Row) -> Row = if mask { yes } else { no };
    equal(a: Row, b: Row) -> Mask = a == b;
    less(a: Row, b: Row) -> Mask = a < b;
    less_or_equal(a: Row, b: Row) -> Mask = a <= b;
    both(a: Mask, b: Mask) -> Mask = a & b;
    either(a: Mask, b: Mask) -> Mask = a | b;
}
