//! Many divisions for the price of one: `1/a = b (1/ab)`. Division is the one arithmetic that a processor is slow at.

use super::{LANES, Row};
use crate::dispatch::Machine;

/// Rows whose reciprocals are made at once.
pub const ROWS: usize = 4;

/// Bars of those rows.
pub const BATCH: usize = ROWS * LANES;

/// Divisors of at least this much, and no more than that if multiplied, lose nothing on the way.
const LEAST: f64 = 1e-70;
const MOST: f64 = 1e140;

/// The reciprocals, within 4 roundings, unless a divisor is negative, zero, infinite, no number or otherwise extreme.
#[inline(always)]
pub fn reciprocals<M: Machine>(machine: M, [a, b, c, d]: [Row<M>; ROWS]) -> Option<[Row<M>; ROWS]> {
    let (left, right) = (a * b, c * d);
    let product = left * right;
    let least = a.least(b).least(c.least(d));
    if !within(machine, least, product) {
        return None;
    }
    let whole = Row::splat(machine, 1.0) / product;
    let (left, right) = (whole * right, whole * left);
    Some([left * b, left * a, right * d, right * c])
}

/// The quotients of so many rows. From reciprocals, each corrected by what it leaves of its value: that is a division's
/// result, exact wherever the quotient is a float, but for one rounding in some 1e15 (Markstein).
#[inline(always)]
pub fn quotients<M: Machine>(machine: M, mut values: [Row<M>; ROWS], divisors: [Row<M>; ROWS]) -> [Row<M>; ROWS] {
    // Without fused products nothing is left to correct by.
    let reciprocals = if M::IS_BASELINE { None } else { reciprocals(machine, divisors) };
    for (row, value) in values.iter_mut().enumerate() {
        *value = match reciprocals {
            Some(reciprocals) => value.corrected(divisors[row], reciprocals[row]),
            None => *value / divisors[row],
        };
    }
    values
}

/// Whether the bounds hold in every lane; they do not where the product is no number.
#[inline(always)]
fn within<M: Machine>(machine: M, least: Row<M>, product: Row<M>) -> bool {
    let (low, high) = (machine.splat_f64s(LEAST), machine.splat_f64s(MOST));
    let all = machine.equal_f64s(low, low);
    let mut inside = all;
    for (least, product) in least.vectors.as_ref().iter().zip(product.vectors.as_ref()) {
        inside = machine.and_m64s(inside, machine.greater_than_or_equal_f64s(*least, low));
        inside = machine.and_m64s(inside, machine.less_than_or_equal_f64s(*product, high));
    }
    machine.first_true_m64s(machine.xor_m64s(inside, all)) >= M::F64_LANES
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use crate::dispatch::{Machine, Vector};
    use pulp::x86::V4;
    use pulp::{Simd, cast};

    /// `a / b` from the processor's estimate of a reciprocal, 14 bits, doubled once and corrected: within two roundings, in
    /// a quarter of a division's time. Divisors are neither denormal nor near overflow.
    #[inline(always)]
    pub fn quotient_by_v4(machine: V4, a: Vector<V4>, b: Vector<V4>) -> Vector<V4> {
        let (one, negative) = (machine.splat_f64s(1.0), Machine::negated(machine, b));
        let estimate = cast(machine.avx512f._mm512_rcp14_pd(cast(b)));
        let reciprocal = machine.fused(machine.fused(negative, estimate, one), estimate, estimate);
        let quotient = machine.mul_f64s(a, reciprocal);
        machine.fused(machine.fused(negative, quotient, a), reciprocal, quotient)
    }
}

#[cfg(target_arch = "x86_64")]
pub use x86::quotient_by_v4;
