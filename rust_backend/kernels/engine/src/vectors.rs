//! Several vectors as one, so that their latencies overlap.

use crate::dispatch::{Machine, Vector};
use crate::lanes::Line;

/// Vectors in a row.
pub const TOGETHER: usize = 2;

/// One bar of as many series as the vectors have lanes.
pub type Row<M> = [Vector<M>; TOGETHER];

/// A row in memory.
pub type Slot<M> = Line<Row<M>>;

/// For each series, whether something holds.
pub type Mask<M> = [<M as pulp::Simd>::m64s; TOGETHER];

/// Arithmetic on rows.
#[derive(Clone, Copy)]
pub struct Vectors<M>(pub M);

macro_rules! by_vector {
    ($($name:ident($($argument:ident: $kind:ident),*) -> $result:ident = $operation:ident;)*) => {$(
        #[inline(always)]
        pub fn $name(self, $($argument: $kind<M>),*) -> $result<M> {
            [self.0.$operation($($argument[0]),*), self.0.$operation($($argument[1]),*)]
        }
    )*};
}

impl<M: Machine> Vectors<M> {
    pub const WIDTH: usize = TOGETHER * M::F64_LANES;

    #[inline(always)]
    pub fn splat(self, value: f64) -> Row<M> {
        [self.0.splat_f64s(value); TOGETHER]
    }

    /// The largest of a row without NaN.
    #[inline(always)]
    pub fn highest(self, row: Row<M>) -> f64 {
        self.0.reduce_max_f64s(self.0.max_f64s(row[0], row[1]))
    }

    by_vector! {
        add(a: Row, b: Row) -> Row = add_f64s;
        sub(a: Row, b: Row) -> Row = sub_f64s;
        mul(a: Row, b: Row) -> Row = mul_f64s;
        div(a: Row, b: Row) -> Row = div_f64s;
        abs(a: Row) -> Row = magnitude;
        fused(a: Row, b: Row, c: Row) -> Row = fused;
        select(mask: Mask, yes: Row, no: Row) -> Row = select_f64s;
        equal(a: Row, b: Row) -> Mask = equal_f64s;
        less(a: Row, b: Row) -> Mask = less_than_f64s;
        less_or_equal(a: Row, b: Row) -> Mask = less_than_or_equal_f64s;
        both(a: Mask, b: Mask) -> Mask = and_m64s;
        either(a: Mask, b: Mask) -> Mask = or_m64s;
    }
}
