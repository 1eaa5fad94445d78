//! Means and deviations in one pass over memory: by blocks, each of which is read again while it lies in the first cache.

use atc_engine::lanes::Row;
use atc_engine::sums::{Terms, Total, sums};
use atc_engine::{Machine, Scratch};
use std::ops::Range;

/// Numbers of a block.
pub const BLOCK: usize = 1024;

/// Beyond these bounds squares lose digits, and deviations are scaled first. Powers of two: scaling is exact.
pub const LEAST_SQUARES: f64 = 1e-280;
const SCALE: f64 = f64::from_bits((1023 + 700) << 52);

/// Numbers that come by blocks, as often as they are asked for.
pub trait Blocks {
    /// How many numbers there are.
    fn count(&self) -> usize;

    /// Those of a range, in place or made in memory for a block.
    fn block<'a, M: Machine>(&'a self, machine: M, range: Range<usize>, memory: &'a mut [f64]) -> &'a [f64];

    /// Every block, in order.
    #[inline(always)]
    fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let count = self.count();
        (0..count).step_by(BLOCK).map(move |start| start..count.min(start + BLOCK))
    }
}

impl Blocks for [f64] {
    #[inline(always)]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn block<'a, M: Machine>(&'a self, _: M, range: Range<usize>, _: &'a mut [f64]) -> &'a [f64] {
        &self[range]
    }
}

/// Numbers, 0 in place of NaN, and how many they are.
struct Numbers;

impl Terms<2> for Numbers {
    #[inline(always)]
    fn of<M: Machine>(&self, machine: M, numbers: Row<M>) -> [Row<M>; 2] {
        let (zero, one) = (Row::splat(machine, 0.0), Row::splat(machine, 1.0));
        [numbers.if_number(numbers, zero), numbers.if_number(one, zero)]
    }
}

/// Deviations from a mean at a scale, and their squares.
struct Distances {
    mean: f64,
    scale: f64,
}

impl Terms<2> for Distances {
    #[inline(always)]
    fn of<M: Machine>(&self, machine: M, numbers: Row<M>) -> [Row<M>; 2] {
        let distances = (numbers - Row::splat(machine, self.mean)) * Row::splat(machine, self.scale);
        let distances = numbers.if_number(distances, Row::splat(machine, 0.0));
        [distances, distances * distances]
    }
}

/// The squares of what numbers are below a target.
struct Losses {
    target: f64,
    scale: f64,
}

impl Terms<1> for Losses {
    #[inline(always)]
    fn of<M: Machine>(&self, machine: M, numbers: Row<M>) -> [Row<M>; 1] {
        let target = Row::splat(machine, self.target);
        let distances = (numbers - target) * Row::splat(machine, self.scale);
        let below = numbers.if_less(target, distances, Row::splat(machine, 0.0));
        [below * below]
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
    pub fn take<M: Machine>(&mut self, machine: M, block: &[f64]) -> Self {
        let [sum, count] = sums(machine, block, &Numbers);
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
    pub fn of<M: Machine>(machine: M, x: &(impl Blocks + ?Sized)) -> Self {
        let (mut plain, mut memory) = (Self::at(1.0), Scratch::new(BLOCK));
        for range in x.ranges() {
            plain.take(machine, x.block(machine, range, &mut memory));
        }
        plain.scaled(machine, x)
    }

    #[inline(always)]
    pub fn at(scale: f64) -> Self {
        Self { mean: Mean::default(), squares: Total::default(), scale, first: f64::NAN, is_constant: true }
    }

    /// Of numbers whose sum is known, and their squared deviations from the mean: none where all are equal.
    #[inline(always)]
    pub fn known(count: usize, sum: f64, squares: f64) -> Self {
        let mut known = Self { is_constant: squares == 0.0, ..Self::at(1.0) };
        known.mean.count = count as f64;
        known.mean.sum.add(sum);
        known.squares.add(squares);
        known
    }

    /// The same with digits, where squares overflowed or vanished.
    #[inline(always)]
    pub fn scaled<M: Machine>(self, machine: M, x: &(impl Blocks + ?Sized)) -> Self {
        let Some(scale) = better_scale(self.squares.value()).filter(|_| !self.is_constant) else { return self };
        let (mut scaled, mut memory) = (Self::at(scale), Scratch::new(BLOCK));
        for range in x.ranges() {
            scaled.take(machine, x.block(machine, range, &mut memory));
        }
        scaled
    }

    /// Takes the next block: its deviations from its own mean, less what the mean's rounding adds to their squares, and
    /// the distance of the means.
    #[inline(always)]
    pub fn take<M: Machine>(&mut self, machine: M, block: &[f64]) {
        self.is_constant = self.is_constant && self.is_first_alone(block);
        let before = self.mean;
        let own = self.mean.take(machine, block);
        if own.count == 0.0 {
            return;
        }
        let mean = own.value();
        let [rest, squares] = sums(machine, block, &Distances { mean, scale: self.scale });
        self.squares.add(squares - rest * rest / own.count);
        if before.count > 0.0 {
            let apart = (mean - before.value()) * self.scale;
            self.squares.add(apart * apart * (before.count / self.mean.count * own.count));
        }
    }

    /// Whether a block has no number but the first of all: mostly its last one tells that it has, or the second.
    #[inline(always)]
    fn is_first_alone(&mut self, block: &[f64]) -> bool {
        if self.first.is_nan() {
            self.first = block.iter().copied().find(|number| !number.is_nan()).unwrap_or(f64::NAN);
        }
        let is_alone = |number: &f64| number.is_nan() || *number == self.first;
        block.last().is_none_or(is_alone) && block.iter().all(is_alone)
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

    /// Of known squares of what numbers are below 0; if none is, none is above either.
    #[inline(always)]
    pub fn known(squares: f64) -> Self {
        let mut known = Self { has_below: squares > 0.0, ..Self::at(1.0, 0.0) };
        known.squares.add(squares);
        known
    }

    /// The same with digits, where squares overflowed or vanished.
    #[inline(always)]
    pub fn scaled<M: Machine>(self, machine: M, x: &(impl Blocks + ?Sized)) -> Self {
        let Some(scale) = better_scale(self.squares.value()).filter(|_| self.has_below) else { return self };
        let (mut scaled, mut memory) = (Self::at(scale, self.target), Scratch::new(BLOCK));
        for range in x.ranges() {
            scaled.take(machine, x.block(machine, range, &mut memory));
        }
        scaled
    }

    /// Takes the next block. Mostly the squares say that there is one below, and none need be looked for.
    #[inline(always)]
    pub fn take<M: Machine>(&mut self, machine: M, block: &[f64]) {
        let target = self.target;
        let [squares] = sums(machine, block, &Losses { target, scale: self.scale });
        self.squares.add(squares);
        self.has_below = self.has_below || squares > 0.0 || block.iter().any(|number| *number < target);
        self.has_above = self.has_above || !self.has_below && block.iter().any(|number| *number > target);
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
