//! Means and deviations without drift: eight lanes in short parts, the parts added with compensation.

use atc_engine::lanes::{Lanes, add, map, zip};

const LANES: usize = 8;

/// Numbers of a part: a lane adds 16 of them.
const PART: usize = 128;

/// Beyond these bounds squares lose digits, and deviations are scaled first. Powers of two: scaling is exact.
const LEAST_SQUARES: f64 = 1e-280;
const SCALE: f64 = f64::from_bits((1023 + 700) << 52);

/// Count and mean of the numbers that are not NaN.
pub struct Moments {
    pub count: usize,
    pub mean: f64,
}

impl Moments {
    #[inline(always)]
    pub fn of(x: &[f64]) -> Self {
        let [sum, count] = sums(x, |lanes| [map(lanes, or_zero), map(lanes, one_if_number)]);
        Self { count: count as usize, mean: sum / count }
    }

    /// The standard deviation of the same numbers, which must be more than `ddof` and not all equal.
    #[inline(always)]
    pub fn deviation(&self, x: &[f64], ddof: usize) -> Spread {
        Spread::new(self.count - ddof, |scale| self.squares(x, scale))
    }

    /// The sum of squared deviations from the mean, less what the mean's own rounding adds to it.
    #[inline(always)]
    fn squares(&self, x: &[f64], scale: f64) -> f64 {
        let [rest, squares] = sums(x, |lanes| {
            let deviations = map(lanes, |number: f64| or_zero((number - self.mean) * scale));
            [deviations, map(deviations, |deviation| deviation * deviation)]
        });
        squares - rest * rest / self.count as f64
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
        Self::new(count, |scale| {
            let below = |number| if number < target { (number - target) * scale } else { 0.0 };
            let [squares] = sums(x, |lanes| {
                let below = map(lanes, below);
                [zip(below, below, |a, b| a * b)]
            });
            squares
        })
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
    let [sum, count] = sums(x, |lanes| {
        let one = map(lanes, |number| if is_wanted(number) { 1.0 } else { 0.0 });
        [map(lanes, |number| if is_wanted(number) { number } else { 0.0 }), one]
    });
    sum / count
}

/// Whether all numbers that are not NaN are equal. It ends at the first that differs: mostly the second.
#[inline(always)]
pub fn is_constant(x: &[f64]) -> bool {
    let mut numbers = x.iter().filter(|number| !number.is_nan());
    let first = numbers.next();
    numbers.all(|number| Some(number) == first)
}

#[inline(always)]
fn one_if_number(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { 1.0 }
}

#[inline(always)]
fn or_zero(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number }
}

/// The sums of the terms that lanes of numbers give; the last are filled up with NaN.
#[inline(always)]
fn sums<const N: usize>(x: &[f64], mut terms: impl FnMut(Lanes<LANES>) -> [Lanes<LANES>; N]) -> [f64; N] {
    let mut totals = [Total::default(); N];
    for part in x.chunks(PART) {
        let (whole, rest) = part.as_chunks::<LANES>();
        let mut sums = [[0.0; LANES]; N];
        let mut take = |lanes| {
            for (sum, terms) in sums.iter_mut().zip(terms(lanes)) {
                *sum = add(*sum, terms);
            }
        };
        whole.iter().for_each(|lanes| take(*lanes));
        if !rest.is_empty() {
            let mut last = [f64::NAN; LANES];
            last[..rest.len()].copy_from_slice(rest);
            take(last);
        }
        for (total, sum) in totals.iter_mut().zip(sums) {
            total.add(pairwise(sum));
        }
    }
    totals.map(Total::value)
}

#[inline(always)]
fn pairwise(mut lanes: Lanes<LANES>) -> f64 {
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
    }
    lanes[0]
}

/// A sum, and what it lost in rounding (Neumaier).
#[derive(Clone, Copy, Default)]
struct Total {
    sum: f64,
    lost: f64,
}

impl Total {
    #[inline(always)]
    fn add(&mut self, term: f64) {
        let (sum, next) = (self.sum, self.sum + term);
        self.lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        self.sum = next;
    }

    #[inline(always)]
    fn value(self) -> f64 {
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}
