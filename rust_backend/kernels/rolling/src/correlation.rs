//! Pearson correlation of every two series, over the rows at which both are finite.

use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch};

/// Rows whose products are added up before they are added to the rest: rounding grows with this and the number of blocks.
const ROWS: usize = 256;

/// Series against series that are multiplied at once: eight sums in registers.
const LEFT: usize = 4;
const RIGHT: usize = 2 * LANES;

atc_engine::dispatched! {
    /// Correlations of all pairs of series: 1 on the diagonal, NaN where either is constant on the common rows or fewer
    /// than 2 rows are common.
    pub fn correlation_matrix(x: &[f64], sizes: [usize; 2], out: &mut [f64]) = correlate;
}

#[inline(always)]
fn correlate<M: Machine>(machine: M, x: &[f64], [time, series]: [usize; 2], out: &mut [f64]) {
    let width = series.next_multiple_of(RIGHT);
    let mut unit = Scratch::new(time * width);
    for (unit, row) in unit.chunks_exact_mut(width.max(1)).zip(x.chunks_exact(series.max(1))) {
        unit[..series].copy_from_slice(row);
        unit[series..].fill(0.0);
    }
    let kinds = Standardised::of(&mut unit, width, series);
    products(machine, &unit, width, series, out);
    finish(&kinds, series, out);
    if kinds.gaps.contains(&true) {
        pairs(x, [time, series], &kinds.gaps, out);
    }
}

/// What the series are like.
struct Standardised {
    /// Whether a value is missing; such series are 0.
    gaps: Vec<bool>,
    /// Whether there is no correlation.
    constant: Vec<bool>,
}

impl Standardised {
    /// Series without gaps are centred and scaled, so that their squares add up to 1.
    #[inline(always)]
    fn of(unit: &mut [f64], width: usize, series: usize) -> Self {
        let rows = unit.len() / width.max(1);
        let (mut low, mut high) = (vec![f64::INFINITY; width], vec![f64::NEG_INFINITY; width]);
        let mut broken = vec![0.0; width];
        for row in unit.chunks_exact(width.max(1)) {
            for (((low, high), broken), value) in low.iter_mut().zip(&mut high).zip(&mut broken).zip(row) {
                *low = if *value < *low { *value } else { *low };
                *high = if *value > *high { *value } else { *high };
                // 0 unless a value is not finite.
                *broken += 0.0 * value;
            }
        }
        let gaps: Vec<bool> = broken.iter().map(|broken| broken.is_nan()).collect();
        let constant: Vec<bool> = low.iter().zip(&high).map(|(low, high)| rows < 2 || low == high).collect();
        // Twice: the second takes off what rounding of the first mean left.
        for _ in 0..2 {
            let mean = column_sums(unit, width, |value| value);
            shift(unit, &mean, rows as f64);
        }
        let mut largest = vec![0.0; width];
        for row in unit.chunks_exact(width.max(1)) {
            for (largest, value) in largest.iter_mut().zip(row) {
                *largest = if value.abs() > *largest { value.abs() } else { *largest };
            }
        }
        // Of denormals the reciprocal is infinite; what is left is scaled below.
        let factors = largest.iter().map(|largest: &f64| 1.0 / largest.max(f64::MIN_POSITIVE));
        multiply(unit, &factors.collect::<Vec<_>>());
        let squares = column_sums(unit, width, |value| value * value);
        let mut factors: Vec<f64> = squares.iter().map(|squares| 1.0 / squares.sqrt()).collect();
        for (column, factor) in factors.iter_mut().enumerate() {
            if column >= series || gaps[column] || constant[column] {
                *factor = f64::NAN;
            }
        }
        multiply(unit, &factors);
        Self { gaps, constant }
    }
}

/// Sums of all columns, block by block.
#[inline(always)]
fn column_sums(unit: &[f64], width: usize, term: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; width];
    let mut block_sums = vec![0.0; width];
    for block in unit.chunks(ROWS * width.max(1)) {
        block_sums.fill(0.0);
        for row in block.chunks_exact(width.max(1)) {
            for (sum, value) in block_sums.iter_mut().zip(row) {
                *sum += term(*value);
            }
        }
        for (sum, block) in sums.iter_mut().zip(&block_sums) {
            *sum += block;
        }
    }
    sums
}

#[inline(always)]
fn shift(unit: &mut [f64], sums: &[f64], rows: f64) {
    for row in unit.chunks_exact_mut(sums.len().max(1)) {
        for (value, sum) in row.iter_mut().zip(sums) {
            *value -= sum / rows;
        }
    }
}

/// A factor that is no number makes a series 0.
#[inline(always)]
fn multiply(unit: &mut [f64], factors: &[f64]) {
    for row in unit.chunks_exact_mut(factors.len().max(1)) {
        for (value, factor) in row.iter_mut().zip(factors) {
            *value = if factor.is_nan() { 0.0 } else { *value * factor };
        }
    }
}

/// Products of all pairs of columns, those above the diagonal.
#[inline(always)]
fn products<M: Machine>(machine: M, unit: &[f64], width: usize, series: usize, out: &mut [f64]) {
    out.fill(0.0);
    for block in unit.chunks(ROWS * width.max(1)) {
        for left in (0..series).step_by(LEFT) {
            for right in (left / RIGHT * RIGHT..series).step_by(RIGHT) {
                let sums = tile(machine, block, width, left, right);
                for (a, sums) in (left..series).zip(&sums) {
                    for (b, sum) in (right..series).zip(sums) {
                        out[a * series + b] += sum;
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn tile<M: Machine>(machine: M, block: &[f64], width: usize, left: usize, right: usize) -> [[f64; RIGHT]; LEFT] {
    let mut sums = [[Row::splat(machine, 0.0); RIGHT / LANES]; LEFT];
    for row in block.chunks_exact(width) {
        let [low, high] = [right, right + LANES].map(|at| Row::load(machine, row, at));
        for (sums, a) in sums.iter_mut().zip(&row[left..left + LEFT]) {
            let a = Row::splat(machine, *a);
            sums[0] = low.fused(a, sums[0]);
            sums[1] = high.fused(a, sums[1]);
        }
    }
    let mut stored = [[0.0; RIGHT]; LEFT];
    for (stored, sums) in stored.iter_mut().zip(&sums) {
        for (stored, sums) in stored.as_chunks_mut().0.iter_mut().zip(sums) {
            sums.store(stored);
        }
    }
    stored
}

/// Both halves, the diagonal, and NaN.
fn finish(kinds: &Standardised, series: usize, out: &mut [f64]) {
    for a in 0..series {
        for b in a..series {
            let product = if a == b { 1.0 } else { out[a * series + b].clamp(-1.0, 1.0) };
            let r = if kinds.constant[a] || kinds.constant[b] { f64::NAN } else { product };
            (out[a * series + b], out[b * series + a]) = (r, r);
        }
    }
}

/// The same of each series with each other one 0 to `max_lag` bars earlier.
pub fn lagged_correlation(x: &[f64], sizes: [usize; 2], max_lag: usize, out: &mut [f64]) {
    let [time, series] = sizes;
    if series == 0 {
        return;
    }
    let columns = columns_of(x, sizes);
    let column = |series: usize| &columns[series * time..][..time];
    let mut common = [vec![0.0; time], vec![0.0; time]];
    for (lag, out) in (0..=max_lag).zip(out.chunks_exact_mut(series * series)) {
        if lag == 0 {
            correlation_matrix(x, sizes, out);
        } else if lag >= time {
            out.fill(f64::NAN);
        } else {
            for (place, out) in out.iter_mut().enumerate() {
                let (a, b) = (column(place / series), column(place % series));
                *out = pair(&a[lag..], &b[..time - lag], &mut common);
            }
        }
    }
}

/// The series one after the other.
fn columns_of(x: &[f64], [time, series]: [usize; 2]) -> Vec<f64> {
    let mut columns = vec![0.0; time * series];
    for (bar, row) in x.chunks_exact(series).enumerate() {
        for (column, value) in row.iter().enumerate() {
            columns[column * time + bar] = *value;
        }
    }
    columns
}

/// Pairs of which at least one has gaps.
#[cold]
fn pairs(x: &[f64], [time, series]: [usize; 2], gaps: &[bool], out: &mut [f64]) {
    let columns = columns_of(x, [time, series]);
    let column = |series: usize| &columns[series * time..][..time];
    let mut common = [vec![0.0; time], vec![0.0; time]];
    for a in 0..series {
        for b in (a..series).filter(|b| gaps[a] || gaps[*b]) {
            let r = pair(column(a), column(b), &mut common);
            let r = if a == b && !r.is_nan() { 1.0 } else { r };
            (out[a * series + b], out[b * series + a]) = (r, r);
        }
    }
}

fn pair(a: &[f64], b: &[f64], common: &mut [Vec<f64>; 2]) -> f64 {
    let mut count = 0;
    for (a, b) in a.iter().zip(b) {
        // Written always and kept only where both are finite: no branch to mispredict.
        (common[0][count], common[1][count]) = (*a, *b);
        count += usize::from(a.is_finite() && b.is_finite());
    }
    let [a, b] = common;
    let (a, b) = (&mut a[..count], &mut b[..count]);
    let is_constant = |x: &[f64]| x.iter().all(|value| *value == x[0]);
    if count < 2 || is_constant(a) || is_constant(b) {
        return f64::NAN;
    }
    for column in [&mut *a, &mut *b] {
        for _ in 0..2 {
            let mean = column_sums(column, 1, |value| value);
            shift(column, &mean, count as f64);
        }
        let largest = column.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        column.iter_mut().for_each(|value| *value /= largest);
    }
    let product = |a: &[f64], b: &[f64]| {
        let block = |(a, b): (&[f64], &[f64])| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        a.chunks(ROWS).zip(b.chunks(ROWS)).map(block).sum::<f64>()
    };
    (product(a, b) / (product(a, a).sqrt() * product(b, b).sqrt())).clamp(-1.0, 1.0)
}
