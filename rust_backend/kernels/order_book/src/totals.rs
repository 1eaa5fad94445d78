//! What the orders of a level add up to, in two numbers, so that nothing is lost of sizes that come and go.

/// The sum, what it lacks, a bound of what that lacks, and how many orders.
pub const PARTS: usize = 4;
pub const NOTHING: [f64; PARTS] = [0.0; PARTS];

/// A part of the sum that may be missing; of decimal sizes of a market nothing ever is, for two numbers have 106 bits.
const LOST: f64 = 1e-15;

/// A level's total, as it is kept.
#[derive(Clone, Copy)]
pub struct Total {
    high: f64,
    low: f64,
    lost: f64,
    pub count: f64,
}

impl Total {
    #[inline(always)]
    pub fn of(&[high, low, lost, count]: &[f64; PARTS]) -> Self {
        Self { high, low, lost, count }
    }

    /// That of one order.
    #[inline(always)]
    pub fn first(size: f64) -> [f64; PARTS] {
        [size, 0.0, 0.0, 1.0]
    }

    /// One order more.
    #[inline(always)]
    pub fn enter(parts: &mut [f64; PARTS], size: f64) {
        Self::change(parts, size);
        parts[3] += 1.0;
    }

    /// One order less; true where it was the last.
    #[inline(always)]
    pub fn leave(parts: &mut [f64; PARTS], size: f64) -> bool {
        Self::change(parts, -size);
        parts[3] -= 1.0;
        parts[3] == 0.0
    }

    /// Adds to the sum.
    #[inline(always)]
    pub fn change([high, low, lost, _]: &mut [f64; PARTS], size: f64) {
        let (sum, rest) = two_sum(*high, size);
        let (rest, lacks) = two_sum(*low, rest);
        (*high, *low) = two_sum(sum, rest);
        *lost += lacks.abs();
    }

    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.high + self.low
    }

    /// Whether nothing is missing that can be seen.
    #[inline(always)]
    pub fn is_exact(&self) -> bool {
        self.lost <= LOST * self.value()
    }
}

/// A sum, and what it lacks.
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The sum of sizes above 0, to the last digit or the one before.
pub fn sum(sizes: impl Iterator<Item = f64>) -> f64 {
    let mut parts = NOTHING;
    sizes.for_each(|size| Total::change(&mut parts, size));
    let value = Total::of(&parts).value();
    // Beyond the largest number there is nothing to lack.
    if value.is_nan() { f64::INFINITY } else { value }
}
