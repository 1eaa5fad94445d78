//! Means and deviations in one pass over memory: by blocks, each of which is read again while it lies in the first cache.

use atc_engine::lanes::{map, zip};
use atc_engine::sums::{Total, sums};

/// Numbers of a block.
pub const BLOCK: usize = 1024;

/// Beyond these bounds squares lose digits, and deviations are scaled first. Powers of two: scaling is exact.
const LEAST_SQUARES: f64 = 1e-280;
const SCALE: f64 = f64::from_bits((1023 + 700) << 52);

/// Numbers that come by blocks, as often as they are asked for.
pub trait Blocks {
    fn each(&self, take: impl FnMut(&[f64]));
}

impl Blocks for [f64] {
    #[inline(always)]
    fn each(&self, take: impl FnMut(&[f64])) {
        self.chunks(BLOCK).for_each(take);
    }
}

/// Count and mean of the numbers that are not NaN.
#[derive(Clone, Copy, Default)]
pub struct Mean {
    count: f64,
    sum: Total,
}

impl Mean {
    /// Takes the next block; gives what it is of that alone.
    #[inline(always)]
    pub fn take(&mut self, block: &[f64]) -> Self {
        let [sum, count] = sums(block, |lanes| [map(lanes, or_zero), map(lanes, one_if_number)]);
        let mut own = Self { count, ..Self::default() };
        own.sum.add(sum);
        self.count += count;
        self.sum.add(sum);
        own
    }

    #[inline(always)]
    pub fn count(&self) -> usize {
        self.count as usize
    }

    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.sum.value() / self.count
    }
}

/// The squared deviations from the mean of the numbers that are not NaN.
pub struct Deviations {
    pub mean: Mean,
    squares: Total,
    scale: f64,
    first: f64,
    is_constant: bool,
}

impl Deviations {
    #[inline(always)]
    pub fn of(x: &(impl Blocks + ?Sized)) -> Self {
        let mut plain = Self::at(1.0);
        x.each(|block| plain.take(block));
        plain.scaled(x)
    }

    #[inline(always)]
    pub fn at(scale: f64) -> Self {
        Self { mean: Mean::default(), squares: Total::default(), scale, first: f64::NAN, is_constant: true }
    }

    /// The same with digits, where squares overflowed or vanished.
    #[inline(always)]
    pub fn scaled(self, x: &(impl Blocks + ?Sized)) -> Self {
        let Some(scale) = better_scale(self.squares.value()).filter(|_| !self.is_constant) else { return self };
        let mut scaled = Self::at(scale);
        x.each(|block| scaled.take(block));
        scaled
    }

    /// Takes the next block: its deviations from its own mean, less what the mean's rounding adds to their squares, and
    /// the distance of the means.
    #[inline(always)]
    pub fn take(&mut self, block: &[f64]) {
        self.is_constant = self.is_constant && self.is_first_alone(block);
        let before = self.mean;
        let own = self.mean.take(block);
        if own.count == 0.0 {
            return;
        }
        let mean = own.value();
        let [rest, squares] = sums(block, |lanes| {
            let deviations = map(lanes, |number: f64| or_zero((number - mean) * self.scale));
            [deviations, map(deviations, |deviation| deviation * deviation)]
        });
        self.squares.add(squares - rest * rest / own.count);
        if before.count > 0.0 {
            let apart = (mean - before.value()) * self.scale;
            self.squares.add(apart * apart * (before.count / self.mean.count * own.count));
        }
    }

    /// Whether a block has no number but the first of all. It ends at the first that differs: mostly the second.
    #[inline(always)]
    fn is_first_alone(&mut self, block: &[f64]) -> bool {
        let mut numbers = block.iter().filter(|number| !number.is_nan());
        if self.first.is_nan() {
            self.first = numbers.next().copied().unwrap_or(f64::NAN);
        }
        numbers.all(|number| *number == self.first)
    }

    /// Whether all numbers are equal.
    #[inline(always)]
    pub fn is_constant(&self) -> bool {
        self.is_constant
    }

    /// The standard deviation of more than `ddof` numbers, not all equal.
    #[inline(always)]
    pub fn spread(&self, ddof: usize) -> Spread {
        Spread { root: (self.squares.value() / (self.mean.count() - ddof) as f64).sqrt(), scale: self.scale }
    }
}

/// The squares of what numbers are below a target; 0 at NaN.
pub struct Downside {
    target: f64,
    squares: Total,
    scale: f64,
    has_below: bool,
    has_above: bool,
}

impl Downside {
    #[inline(always)]
    pub fn at(scale: f64, target: f64) -> Self {
        Self { target, squares: Total::default(), scale, has_below: false, has_above: false }
    }

    /// The same with digits, where squares overflowed or vanished.
    #[inline(always)]
    pub fn scaled(self, x: &(impl Blocks + ?Sized)) -> Self {
        let Some(scale) = better_scale(self.squares.value()).filter(|_| self.has_below) else { return self };
        let mut scaled = Self::at(scale, self.target);
        x.each(|block| scaled.take(block));
        scaled
    }

    /// Takes the next block. What is looked for is mostly found at once.
    #[inline(always)]
    pub fn take(&mut self, block: &[f64]) {
        let (target, scale) = (self.target, self.scale);
        self.has_below = self.has_below || block.iter().any(|number| *number < target);
        self.has_above = self.has_above || block.iter().any(|number| *number > target);
        let below = |number| if number < target { (number - target) * scale } else { 0.0 };
        let [squares] = sums(block, |lanes| {
            let below = map(lanes, below);
            [zip(below, below, |a, b| a * b)]
        });
        self.squares.add(squares);
    }

    /// The excess over the root of the mean square of `count` numbers; without one below, infinite if any is above.
    #[inline(always)]
    pub fn under(&self, excess: f64, count: usize) -> f64 {
        if !self.has_below {
            return if self.has_above { f64::INFINITY } else { 0.0 };
        }
        Spread { root: (self.squares.value() / count as f64).sqrt(), scale: self.scale }.under(excess)
    }
}

/// The root of a mean square, of numbers that were scaled so that no square overflows or vanishes.
pub struct Spread {
    root: f64,
    scale: f64,
}

impl Spread {
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

#[inline(always)]
fn better_scale(squares: f64) -> Option<f64> {
    if squares < LEAST_SQUARES {
        Some(SCALE)
    } else if !squares.is_finite() {
        Some(1.0 / SCALE)
    } else {
        None
    }
}

#[inline(always)]
fn one_if_number(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { 1.0 }
}

#[inline(always)]
fn or_zero(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number }
}
