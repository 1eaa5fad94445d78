//! A first-order autoregression of each series of a table.

mod scoring;

use crate::MOST;
use crate::middle::median;
use crate::sizes::{largest, unit};
use atc_engine::lanes::{LANES, Row};
use atc_engine::trading::TIE_BAND;
use atc_engine::{Layout, Machine, Table, TableMut, Workers, columns, plain};
pub use scoring::ar1_score;

/// Times the median absolute deviation it is the standard deviation of a normal distribution.
const NORMAL: f64 = 1.4826;

/// Of phi: beyond it a series does not return.
const STEEPEST: f64 = 0.999;
const LEAST_PAIRS: usize = 3;

/// Products that are added up before they are added to the rest: rounding grows with this and the number of blocks.
const BLOCK: usize = 512;

/// What each series returns to, how slowly, and the spread of the rest.
pub fn ar1_fit(x: Table<f64>, center: &str, workers: &dyn Workers, model: [&mut [f64]; 3]) {
    let (series, is_mean) = (x.layout().series, center == "mean");
    let mut numbers = vec![f64::NAN; model.len() * series];
    let fit = |[x]: [&[f64]; 1]| {
        let mut model = [f64::NAN; 3];
        fitted(x, is_mean, &mut model);
        model
    };
    let out = TableMut::within(&mut numbers, 0, Layout::rows::<f64>(model.len(), series));
    plain::numbers_of_table(&fit, [x], out, workers);
    for (field, numbers) in model.into_iter().zip(numbers.chunks_exact(series.max(1))) {
        field.copy_from_slice(numbers);
    }
}

atc_engine::dispatched! {
    fn fitted(x: &[f64], is_mean: bool, model: &mut [f64; 3]) = fit;
}

#[inline(always)]
fn centered(value: f64, mu: f64) -> f64 {
    if value.abs() <= MOST { value - mu } else { f64::NAN }
}

#[inline(always)]
fn fit<M: Machine>(machine: M, x: &[f64], is_mean: bool, model: &mut [f64; 3]) {
    columns!(x.len() => away, kept, sizes, room);
    let is_whole = x.iter().fold(true, |all, value| all & (value.abs() <= MOST));
    let values = if is_whole {
        x
    } else {
        let count = keep(x.iter().map(|value| if value.abs() <= MOST { *value } else { f64::NAN }), kept);
        &kept[..count]
    };
    if values.is_empty() {
        return;
    }
    let mu = if is_mean { mean(machine, values) } else { median(values, room) };
    for (away, value) in away.iter_mut().zip(x) {
        *away = centered(*value, mu);
    }
    let pairs = Pairs::of(away, is_whole);
    let phi = pairs.slope(machine);
    let errors = pairs.before.iter().zip(pairs.now).map(|(before, now)| now - phi * before);
    let count = if is_whole { put(errors, kept) } else { keep(errors, kept) };
    *model = [mu, phi, spread(machine, &kept[..count], away, pairs.most, sizes, room)];
}

/// Neighbours in time, and how large they are.
struct Pairs<'a> {
    before: &'a [f64],
    now: &'a [f64],
    count: usize,
    /// The largest magnitude of the earlier ones, and of the later ones, of those that are both there.
    sizes: [f64; 2],
    /// The largest magnitude of all.
    most: f64,
}

impl<'a> Pairs<'a> {
    #[inline(always)]
    fn of(away: &'a [f64], is_whole: bool) -> Self {
        let (before, now) = (&away[..away.len() - 1], &away[1..]);
        if let ([first, inner @ .., last], true) = (away, is_whole) {
            let inner = largest(inner, inner);
            let sizes = [first, last].map(|end| end.abs().max(inner));
            return Self { before, now, count: before.len(), sizes, most: sizes[0].max(sizes[1]) };
        }
        let count = before.iter().zip(now).filter(|(before, now)| !(*before + *now).is_nan()).count();
        let sizes = [largest(before, now), largest(now, before)];
        Self { before, now, count, sizes, most: largest(away, away) }
    }

    /// Phi.
    #[inline(always)]
    fn slope<M: Machine>(&self, machine: M) -> f64 {
        if self.count < LEAST_PAIRS || self.sizes[0] == 0.0 {
            return 0.0;
        }
        let units = self.sizes.map(unit);
        let [products, squares] = sums(machine, self.before, self.now, Products::new(machine, units));
        (products / squares * (units[0] / units[1])).clamp(-STEEPEST, STEEPEST)
    }
}

/// Writes to a place, and counts what it wrote.
#[inline(always)]
fn put(items: impl ExactSizeIterator<Item = f64>, place: &mut [f64]) -> usize {
    let count = items.len();
    for (place, item) in place.iter_mut().zip(items) {
        *place = item;
    }
    count
}

/// Moves what is no NaN to the front of a place, and counts it.
#[inline(always)]
fn keep(items: impl Iterator<Item = f64>, place: &mut [f64]) -> usize {
    let mut count = 0;
    for item in items {
        place[count] = item;
        count += usize::from(!item.is_nan());
    }
    count
}

/// The mean; what the values have beyond a first mean is averaged too.
#[inline(always)]
fn mean<M: Machine>(machine: M, values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let [first] = sums(machine, values, values, Away::new(machine, 0.0, 1.0 / count));
    let [rest] = sums(machine, values, values, Away::new(machine, first, 1.0));
    first + rest / count
}

/// What is summed of each pair of values. A trait: the body of a closure was not inlined, and its vectors went through memory.
trait Terms<M: Machine, const N: usize> {
    fn of(&self, a: Row<M>, b: Row<M>) -> [Row<M>; N];
}

/// How far each first value is from some number, in some unit.
struct Away<M: Machine> {
    from: Row<M>,
    unit: Row<M>,
}

impl<M: Machine> Away<M> {
    #[inline(always)]
    fn new(machine: M, from: f64, unit: f64) -> Self {
        Self { from: Row::splat(machine, from), unit: Row::splat(machine, unit) }
    }
}

impl<M: Machine> Terms<M, 1> for Away<M> {
    #[inline(always)]
    fn of(&self, a: Row<M>, _: Row<M>) -> [Row<M>; 1] {
        [(a - self.from) * self.unit]
    }
}

/// Products, and the squares of the first values, all in some units.
struct Products<M: Machine> {
    units: [Row<M>; 2],
    zero: Row<M>,
}

impl<M: Machine> Products<M> {
    #[inline(always)]
    fn new(machine: M, units: [f64; 2]) -> Self {
        Self { units: units.map(|unit| Row::splat(machine, unit)), zero: Row::splat(machine, 0.0) }
    }
}

impl<M: Machine> Terms<M, 2> for Products<M> {
    #[inline(always)]
    fn of(&self, a: Row<M>, b: Row<M>) -> [Row<M>; 2] {
        let scaled = a * self.units[0];
        // 0 times the other one: a value without its neighbour counts for nothing.
        [scaled * (b * self.units[1]), scaled * scaled + self.zero * b]
    }
}

/// The sums of some terms of each pair of values; NaN counts as 0.
#[inline(always)]
fn sums<M: Machine, const N: usize>(machine: M, a: &[f64], b: &[f64], terms: impl Terms<M, N>) -> [f64; N] {
    let (zero, mut totals) = (Row::splat(machine, 0.0), [0.0; N]);
    for (a, b) in a.chunks(BLOCK).zip(b.chunks(BLOCK)) {
        let mut sums = [zero; N];
        let ((eights, left), (others, right)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        for (a, b) in eights.iter().zip(others) {
            for (sum, term) in sums.iter_mut().zip(terms.of(Row::load(machine, a, 0), Row::load(machine, b, 0))) {
                *sum = *sum + term.if_number(term, zero);
            }
        }
        let rest = [left, right].map(|rest| Row::last(machine, rest, rest.len()));
        for ((total, sum), term) in totals.iter_mut().zip(sums).zip(terms.of(rest[0], rest[1])) {
            *total += (sum + term.if_number(term, zero)).array().iter().sum::<f64>();
        }
    }
    totals
}

/// Sigma: robust; of errors most of which are equal, as a quantised sensor's are, the root of their mean square.
#[inline(always)]
fn spread<M: Machine>(machine: M, errors: &[f64], away: &[f64], most: f64, sizes: &mut [f64], room: &mut [f64]) -> f64 {
    if errors.is_empty() {
        return f64::NAN;
    }
    let middle = median(errors, room);
    let count = put(errors.iter().map(|error| (error - middle).abs()), sizes);
    let robust = NORMAL * median(&sizes[..count], room);
    // Above a part of the largest it is above that of the middle one: a selection less.
    if robust > TIE_BAND * most {
        return robust;
    }
    let count = keep(away.iter().map(|away| away.abs()), sizes);
    let least = TIE_BAND * median(&sizes[..count], room);
    if robust > least {
        return robust;
    }
    let unit = unit(largest(errors, errors));
    let [squares, _] = sums(machine, errors, errors, Products::new(machine, [unit; 2]));
    let usual = (squares / errors.len() as f64).sqrt() / unit;
    if usual > least { usual } else { 0.0 }
}
