//! The middle of many values, without sorting them.

use atc_engine::lanes::LANES;

/// From this many values on, bounds of the middle are found by counting: a pass takes 0.1 ns a value, a selection 5.
const MANY: usize = 1024;
const SAMPLE: usize = 64;

/// Places of the sorted sample that the middle is farther from once in 100 000 times: 4.5 of its standard deviations, 4.
const MARGIN: usize = 18;

/// So few values between the bounds are selected from; of more, nearer bounds are tried, so many times at most.
const FEW: usize = 128;
const PASSES: usize = 4;

/// How far from the expected place of the middle nearer bounds are, in parts of what lies between the bounds so far.
const NEARER: f64 = 1.0 / 16.0;

/// The median; the mean of the two in the middle of an even number of values. Of none NaN. None may be NaN or infinite;
/// there must be room for as many.
#[inline(always)]
pub fn median(values: &[f64], room: &mut [f64]) -> f64 {
    let middle = [values.len().saturating_sub(1) / 2, values.len() / 2];
    let mut bounds = Bounds { from: f64::NEG_INFINITY, to: f64::INFINITY, below: 0, count: values.len() };
    if values.len() >= MANY {
        bounds.narrow(values, middle, sampled(values));
        for _ in 0..PASSES {
            let before = bounds.count;
            if before <= FEW || !bounds.is_finite() {
                break;
            }
            bounds.narrow(values, middle, bounds.near(middle[0]));
            if 2 * bounds.count > before {
                break;
            }
        }
    }
    let kept = bounds.keep(values, room);
    if values.is_empty() { f64::NAN } else { between(&mut room[..kept], middle.map(|rank| rank - bounds.below)) }
}

/// Two numbers around the middle of a sample.
#[inline(always)]
fn sampled(values: &[f64]) -> [f64; 2] {
    let mut sample = [0.0; SAMPLE];
    for (place, item) in sample.iter_mut().enumerate() {
        *item = values[place * values.len() / SAMPLE];
    }
    sample.sort_unstable_by(f64::total_cmp);
    [sample[SAMPLE / 2 - MARGIN], sample[SAMPLE / 2 + MARGIN]]
}

/// Between these are the values of the middle ranks: from the one on, below the other.
struct Bounds {
    from: f64,
    to: f64,
    /// How many values are below them, and between.
    below: usize,
    count: usize,
}

impl Bounds {
    fn is_finite(&self) -> bool {
        self.from.is_finite() && self.to.is_finite()
    }

    /// Two numbers around the place of a rank, were the values spread evenly.
    fn near(&self, rank: usize) -> [f64; 2] {
        let share = ((rank - self.below) as f64 + 0.5) / self.count as f64;
        let width = self.to - self.from;
        [share - NEARER, share + NEARER].map(|share| self.from + width * share)
    }

    /// Takes the numbers that are bounds of the middle ranks too, and nearer.
    #[inline(always)]
    fn narrow(&mut self, values: &[f64], middle: [usize; 2], tried: [f64; 2]) {
        let mut end = self.below + self.count;
        for (bound, below) in tried.into_iter().zip(counts_below(values, tried)) {
            if below <= middle[0] && bound > self.from {
                (self.from, self.below) = (bound, below);
            } else if below > middle[1] && bound < self.to {
                (self.to, end) = (bound, below);
            }
        }
        self.count = end - self.below;
    }

    /// Copies what is between; eight at a time are passed over where none is.
    #[inline(always)]
    fn keep(&self, values: &[f64], room: &mut [f64]) -> usize {
        let is_between = |value: f64| (self.from <= value) & (value < self.to);
        let mut count = 0;
        for values in values.chunks(LANES) {
            if values.iter().fold(false, |any, value| any | is_between(*value)) {
                for value in values {
                    room[count] = *value;
                    count += usize::from(is_between(*value));
                }
            }
        }
        count
    }
}

/// How many values are below each of two numbers.
#[inline(always)]
fn counts_below(values: &[f64], [low, high]: [f64; 2]) -> [usize; 2] {
    let mut counts = [[0_u64; LANES]; 2];
    let (eights, rest) = values.as_chunks::<LANES>();
    for eight in eights {
        for lane in 0..LANES {
            counts[0][lane] += u64::from(eight[lane] < low);
            counts[1][lane] += u64::from(eight[lane] < high);
        }
    }
    let left = [low, high].map(|bound| rest.iter().filter(|value| **value < bound).count());
    let [low, high] = counts.map(|lanes| lanes.iter().sum::<u64>() as usize);
    [low + left[0], high + left[1]]
}

/// The mean of the values of two ranks that are beside each other or the same.
#[inline(always)]
fn between(values: &mut [f64], [low, high]: [usize; 2]) -> f64 {
    let (below, value, _) = values.select_nth_unstable_by(high, f64::total_cmp);
    let value = *value;
    if low == high {
        return value;
    }
    let other = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (other + value) / 2.0
}
