//! Where columns have their middle, and how wide they are.

use crate::sizes::unit;
use atc_engine::Machine;

/// Rows that are added up before they are added to the rest: rounding grows with this and the number of blocks.
const BLOCK: usize = 512;

/// What is taken off each column, and what it is divided by then.
pub struct Scaled {
    pub mean: Vec<f64>,
    pub scale: Vec<f64>,
}

/// Means and scales of some rows, at least two; a constant column has its value and 1.
pub fn scaled_by(x: &[f64], places: &[usize], columns: usize, kind: &str) -> Scaled {
    let mut sums = Sums::new(columns);
    first_sums(x, places, &mut sums);
    sums.take_means(places.len());
    second_sums(x, places, &mut sums);
    let count = places.len() as f64;
    let mut room = vec![0.0; if kind == "iqr" { places.len() } else { 0 }];
    let mut found = Scaled { mean: sums.middle.clone(), scale: vec![1.0; columns] };
    for (column, (mean, scale)) in found.mean.iter_mut().zip(&mut found.scale).enumerate() {
        if sums.least[column] == sums.most[column] {
            *mean = sums.least[column];
            continue;
        }
        let (rest, unit) = (sums.total[column] / count, sums.unit[column]);
        *mean += rest;
        if kind == "none" {
            continue;
        }
        for (away, place) in room.iter_mut().zip(places) {
            *away = x[place * columns + column] - *mean;
        }
        let between = if kind == "iqr" { quantile(&mut room, 3) - quantile(&mut room, 1) } else { 0.0 };
        let squares = sums.squares[column] - rest * unit * (rest * unit) * count;
        *scale = if between > 0.0 { between } else { (squares / (count - 1.0)).sqrt() / unit };
    }
    found
}

/// What is added up column by column.
struct Sums {
    least: Vec<f64>,
    most: Vec<f64>,
    /// First of the values, then of their distances from `middle`.
    total: Vec<f64>,
    middle: Vec<f64>,
    /// By which a distance is about 1.
    unit: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    fn new(columns: usize) -> Self {
        let [total, middle, unit, squares] = [(); 4].map(|()| vec![0.0; columns]);
        Self {
            least: vec![f64::INFINITY; columns],
            most: vec![f64::NEG_INFINITY; columns],
            total,
            middle,
            unit,
            squares,
        }
    }

    /// The means so far, from which distances are measured, and their size.
    fn take_means(&mut self, count: usize) {
        for (column, middle) in self.middle.iter_mut().enumerate() {
            *middle = std::mem::take(&mut self.total[column]) / count as f64;
            self.unit[column] = unit((self.most[column] - *middle).max(*middle - self.least[column]));
        }
    }
}

atc_engine::dispatched! {
    fn first_sums(x: &[f64], places: &[usize], sums: &mut Sums) = first_body;
    fn second_sums(x: &[f64], places: &[usize], sums: &mut Sums) = second_body;
}

#[inline(always)]
fn first_body<M: Machine>(_: M, x: &[f64], places: &[usize], sums: &mut Sums) {
    let columns = sums.total.len();
    let mut block = vec![0.0; columns];
    for places in places.chunks(BLOCK) {
        block.fill(0.0);
        for place in places {
            let row = &x[place * columns..][..columns];
            let bounds = sums.least.iter_mut().zip(&mut sums.most);
            for ((value, sum), (least, most)) in row.iter().zip(&mut block).zip(bounds) {
                *sum += value;
                *least = if value < least { *value } else { *least };
                *most = if value > most { *value } else { *most };
            }
        }
        add(&mut sums.total, &block);
    }
}

#[inline(always)]
fn second_body<M: Machine>(_: M, x: &[f64], places: &[usize], sums: &mut Sums) {
    let columns = sums.total.len();
    let (mut totals, mut squares) = (vec![0.0; columns], vec![0.0; columns]);
    for places in places.chunks(BLOCK) {
        totals.fill(0.0);
        squares.fill(0.0);
        for place in places {
            let row = x[place * columns..][..columns].iter().zip(sums.middle.iter().zip(&sums.unit));
            for ((value, (middle, unit)), (total, square)) in row.zip(totals.iter_mut().zip(&mut squares)) {
                let away = value - middle;
                *total += away;
                *square += (away * unit) * (away * unit);
            }
        }
        add(&mut sums.total, &totals);
        add(&mut sums.squares, &squares);
    }
}

#[inline(always)]
fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// So many quarters of the values are below it, interpolated between two; changes their order.
fn quantile(values: &mut [f64], quarters: usize) -> f64 {
    let (low, rest) = ((values.len() - 1) * quarters / 4, (values.len() - 1) * quarters % 4);
    let (_, value, above) = values.select_nth_unstable_by(low, f64::total_cmp);
    let value = *value;
    if rest == 0 {
        return value;
    }
    let next = above.iter().copied().fold(f64::INFINITY, f64::min);
    value + (next - value) * (rest as f64 / 4.0)
}
