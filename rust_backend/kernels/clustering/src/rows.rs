//! The complete rows of a data set, and sums over them in a fixed order: in blocks, which threads may share.

/// Values beyond this count as missing: their squares would overflow.
const MOST: f64 = 1e150;

/// Complete rows that are summed alone from left to right: the answer cannot depend on the number of threads.
pub const BLOCK: usize = 1024;

/// Some rows of a data set.
pub struct Rows<'a> {
    x: &'a [f64],
    pub columns: usize,
    pub count: usize,
    /// Which rows of the data set these are, unless it is all.
    places: Option<Vec<usize>>,
}

impl<'a> Rows<'a> {
    pub fn all(x: &'a [f64], [rows, columns]: [usize; 2]) -> Self {
        Self { x, columns, count: rows, places: None }
    }

    /// Those in which nothing is missing.
    pub fn complete(x: &'a [f64], sizes: [usize; 2]) -> Self {
        let all = Self::all(x, sizes);
        let places: Vec<usize> = (0..all.count).filter(|row| is_complete(all.row(*row))).collect();
        if places.len() == all.count { all } else { Self { count: places.len(), places: Some(places), ..all } }
    }

    /// Which row of the data set one of these is.
    #[inline(always)]
    pub fn place(&self, row: usize) -> usize {
        self.places.as_ref().map_or(row, |places| places[row])
    }

    #[inline(always)]
    pub fn row(&self, row: usize) -> &'a [f64] {
        &self.x[self.place(row) * self.columns..][..self.columns]
    }
}

/// Whether nothing is missing.
#[inline(always)]
pub fn is_complete(row: &[f64]) -> bool {
    row.iter().all(|value| value.abs() <= MOST)
}

/// From left to right, from the first value on.
pub fn sum_in_order(values: impl Iterator<Item = f64>) -> f64 {
    // The first value is taken as it is, its sign included.
    values.fold(-0.0, |sum, value| sum + value)
}

/// The same in blocks, then over the blocks.
pub fn blocked_sum(values: &[f64]) -> f64 {
    sum_in_order(values.chunks(BLOCK).map(|block| sum_in_order(block.iter().copied())))
}

/// The blocked sum of each column of a function of the rows, which writes to the place that it is given.
pub fn column_sums(rows: &Rows<'_>, term: impl Fn(&[f64], &mut [f64])) -> Vec<f64> {
    let (mut totals, mut sums) = (vec![-0.0; rows.columns], vec![0.0; rows.columns]);
    let mut terms = sums.clone();
    for first in (0..rows.count).step_by(BLOCK) {
        sums.fill(-0.0);
        for row in first..rows.count.min(first + BLOCK) {
            term(rows.row(row), &mut terms);
            add(&mut sums, &terms);
        }
        add(&mut totals, &sums);
    }
    totals
}

#[inline(always)]
pub fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}
