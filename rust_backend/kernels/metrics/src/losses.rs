//! How much is lost in the worst bars.

use atc_engine::lanes::Row;
use atc_engine::sums::{Terms, sums};
use atc_engine::{Machine, Scratch};

/// From this many returns on, a sample says between which two the quantile lies, but for bad luck.
const MANY: usize = 1 << 14;
const SAMPLE: usize = 1024;

/// Ranks of the sample on either side: four standard deviations at the median, more elsewhere.
const MARGIN: usize = 64;

#[inline(always)]
pub fn lower_quantile<M: Machine>(_: M, returns: &[f64], level: f64) -> f64 {
    if returns.len() >= MANY
        && let Some([low, high]) = sampled_bounds(returns, level)
        && let Some(quantile) = quantile_between(returns, level, low, high)
    {
        return quantile;
    }
    quantile_between(returns, level, f64::NEG_INFINITY, f64::INFINITY).unwrap_or(f64::NAN)
}

/// Two returns between which the quantile is expected; none where most are NaN.
#[inline(never)]
fn sampled_bounds(returns: &[f64], level: f64) -> Option<[f64; 2]> {
    let drawn = returns.iter().step_by(returns.len() / SAMPLE);
    let mut sample: Vec<f64> = drawn.copied().filter(|number| !number.is_nan()).collect();
    if sample.len() < SAMPLE / 2 {
        return None;
    }
    sample.sort_unstable_by(f64::total_cmp);
    let middle = place(sample.len(), level);
    let low = middle.checked_sub(MARGIN).map_or(f64::NEG_INFINITY, |rank| sample[rank]);
    Some([low, sample.get(middle + MARGIN).copied().unwrap_or(f64::INFINITY)])
}

/// The quantile by selection among the returns between two, if it is one of them.
#[inline(always)]
fn quantile_between(returns: &[f64], level: f64, low: f64, high: f64) -> Option<f64> {
    let mut kept = Scratch::new(returns.len());
    let (mut below, mut between, mut above) = (0, 0, 0);
    for number in returns {
        // Written always, counted where it is wanted: no branch. NaN is nowhere.
        kept[between] = *number;
        below += usize::from(*number < low);
        above += usize::from(*number > high);
        between += usize::from((low <= *number) & (*number <= high));
    }
    let count = below + between + above;
    let rank = place(count, level).checked_sub(below).filter(|rank| *rank < between)?;
    Some(*kept[..between].select_nth_unstable_by(rank, f64::total_cmp).1)
}

/// Where the quantile is among so many in ascending order.
#[inline(always)]
fn place(count: usize, level: f64) -> usize {
    (count.saturating_sub(1) as f64 * level) as usize
}

#[inline(always)]
pub fn mean_to_quantile<M: Machine>(machine: M, returns: &[f64], level: f64) -> f64 {
    let [sum, count] = sums(machine, returns, &UpTo(lower_quantile(machine, returns, level)));
    sum / count
}

/// Numbers up to a limit, and how many they are.
struct UpTo(f64);

impl Terms<2> for UpTo {
    #[inline(always)]
    fn of<M: Machine>(&self, machine: M, numbers: Row<M>) -> [Row<M>; 2] {
        let (limit, zero) = (Row::splat(machine, self.0), Row::splat(machine, 0.0));
        let own = numbers.if_number(limit.if_less(numbers, zero, numbers), zero);
        let one = limit.if_less(numbers, zero, Row::splat(machine, 1.0));
        [own, numbers.if_number(one, zero)]
    }
}
