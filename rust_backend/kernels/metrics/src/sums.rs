//! Means and deviations without drift: eight lanes in short parts, the parts added with compensation.

use atc_engine::lanes::{Lanes, add, map, zip};

const LANES: usize = 8;

/// Numbers of a part: a lane adds 16 of them.
const PART: usize = 128;

/// Beyond these bounds squares lose digits, and deviations are scaled first. Powers of two: scaling is exact.
const LEAST_SQUARES: f64 = 1e-280;
const SCALE: f64 = f64::from_bits((1023 + 700) << 52);

/// Count, mean and bounds of the numbers that are not NaN.
pub struct Moments {
    pub count: usize,
    pub mean: f64,
    pub least: f64,
    pub largest: f64,
}

impl Moments {
    #[inline(always)]
    pub fn of(x: &[f64]) -> Self {
        let (mut least, mut largest) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let mut count = [0.0; LANES];
        let sum = sum(x, |lanes| {
            least = zip(least, lanes, |least, number| if number < least { number } else { least });
            largest = zip(largest, lanes, |largest, number| if number > largest { number } else { largest });
            count = zip(count, lanes, |count, number| count + f64::from(u8::from(!number.is_nan())));
            map(lanes, or_zero)
        });
        let count = count.iter().sum::<f64>();
        let least = least.into_iter().fold(f64::INFINITY, f64::min);
        let largest = largest.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self { count: count as usize, mean: sum / count, least, largest }
    }

    /// Whether all are equal.
    #[inline(always)]
    pub fn is_constant(&self) -> bool {
        self.least == self.largest
    }

    /// The standard deviation of the same numbers, which must be more than `ddof` and not all equal.
    #[inline(always)]
    pub fn deviation(&self, x: &[f64], ddof: usize) -> Spread {
        Spread::new(self.count - ddof, |scale| self.squares(x, scale))
    }

    /// The sum of squared deviations from the mean, less what the mean's own rounding adds to it.
    #[inline(always)]
    fn squares(&self, x: &[f64], scale: f64) -> f64 {
        let deviations = |lanes| map(lanes, |number: f64| or_zero((number - self.mean) * scale));
        let rest = sum(x, deviations);
        sum(x, |lanes| map(deviations(lanes), |deviation| deviation * deviation)) - rest * rest / self.count as f64
    }
}

/// The root of a mean square, of numbers that were scaled so that no square overflows or vanishes.
pub struct Spread {
    root: f64,
    scale: f64,
}

impl Spread {
    /// From the sum of squares of the numbers at a scale.
    #[inline(always)]
    fn new(count: usize, squares: impl Fn(f64) -> f64) -> Self {
        let plain = squares(1.0);
        let (squares, scale) = if plain < LEAST_SQUARES {
            (squares(SCALE), SCALE)
        } else if !plain.is_finite() {
            (squares(1.0 / SCALE), 1.0 / SCALE)
        } else {
            (plain, 1.0)
        };
        Self { root: (squares / count as f64).sqrt(), scale }
    }

    /// That of `min(x - target, 0)`, 0 at NaN, the mean being over `count`.
    #[inline(always)]
    pub fn below(x: &[f64], target: f64, count: usize) -> Self {
        let square = |number: f64, scale: f64| {
            let below = if number < target { (number - target) * scale } else { 0.0 };
            below * below
        };
        Self::new(count, |scale| sum(x, |lanes| map(lanes, |number| square(number, scale))))
    }

    /// A number over this.
    #[inline(always)]
    pub fn under(&self, number: f64) -> f64 {
        number * self.scale / self.root
    }

    /// A number times this.
    #[inline(always)]
    pub fn times(&self, number: f64) -> f64 {
        number * self.root / self.scale
    }
}

/// The mean of the numbers that are wanted; NaN of none.
#[inline(always)]
pub fn mean_where(x: &[f64], is_wanted: impl Fn(f64) -> bool) -> f64 {
    let mut count = [0.0; LANES];
    let sum = sum(x, |lanes| {
        count = zip(count, lanes, |count, number| count + f64::from(u8::from(is_wanted(number))));
        map(lanes, |number| if is_wanted(number) { number } else { 0.0 })
    });
    sum / count.iter().sum::<f64>()
}

#[inline(always)]
fn or_zero(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number }
}

/// The sum of the terms that eights of numbers give; the last is filled up with NaN.
#[inline(always)]
fn sum(x: &[f64], mut terms: impl FnMut(Lanes<LANES>) -> Lanes<LANES>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0);
    for part in x.chunks(PART) {
        let (eights, rest) = part.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for eight in eights {
            lanes = add(lanes, terms(*eight));
        }
        if !rest.is_empty() {
            let mut last = [f64::NAN; LANES];
            last[..rest.len()].copy_from_slice(rest);
            lanes = add(lanes, terms(last));
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        let part = ((a + b) + (c + d)) + ((e + f) + (g + h));
        let next = total + part;
        // Neumaier: what the sum lost in rounding.
        lost += if total.abs() >= part.abs() { (total - next) + part } else { (part - next) + total };
        total = next;
    }
    if total.is_finite() { total + lost } else { total }
}
