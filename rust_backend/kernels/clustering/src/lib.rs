//! Clusters of rows, in exact operations: each rounded, none fused, in the written order, so that labels are the same on
//! every machine.

/// Values beyond this count as missing: their squares would overflow.
const MOST: f64 = 1e150;

/// Rows that are taken at once, a row to a lane: the sum over columns is a chain, which lanes run side by side.
const ROWS: usize = 8;

type Lanes = [f64; ROWS];

atc_engine::dispatched! {
    /// The nearest center of each row, the lowest number at a tie; -1 where a value is missing.
    pub fn kmeans_predict(x: &[f64], centers: &[f64], sizes: [usize; 3], out: &mut [i64]) = predict;
}

#[inline(always)]
fn predict<M: atc_engine::Machine>(_: M, x: &[f64], centers: &[f64], [_, columns, count]: [usize; 3], out: &mut [i64]) {
    if columns == 0 {
        return out.fill(if count == 0 { -1 } else { 0 });
    }
    let mut tile = atc_engine::Scratch::new(ROWS * columns);
    for (x, out) in x.chunks(ROWS * columns).zip(out.chunks_mut(ROWS)) {
        let complete = transpose(x, columns, &mut tile);
        let labels = nearest(&tile, centers, columns);
        for ((out, label), complete) in out.iter_mut().zip(labels).zip(complete) {
            *out = if complete { label } else { -1 };
        }
    }
}

/// Columns of rows side by side; says which rows are complete. Rows that are left over are 0.
#[inline(always)]
fn transpose(x: &[f64], columns: usize, tile: &mut [f64]) -> [bool; ROWS] {
    let mut complete = [true; ROWS];
    tile.fill(0.0);
    for (row, (values, complete)) in x.chunks_exact(columns).zip(&mut complete).enumerate() {
        for (column, value) in values.iter().enumerate() {
            tile[column * ROWS + row] = *value;
            *complete &= value.abs() <= MOST;
        }
    }
    complete
}

#[inline(always)]
fn nearest(tile: &[f64], centers: &[f64], columns: usize) -> [i64; ROWS] {
    let (mut least, mut labels) = ([f64::INFINITY; ROWS], [0; ROWS]);
    for (number, center) in (0_i64..).zip(centers.chunks_exact(columns)) {
        let distances = distances(tile, center);
        for ((least, label), distance) in least.iter_mut().zip(&mut labels).zip(distances) {
            let is_nearer = distance < *least;
            *least = if is_nearer { distance } else { *least };
            *label = if is_nearer { number } else { *label };
        }
    }
    labels
}

/// Squared distances of the rows to a center: the first column's term, then the others' added one after the other.
#[inline(always)]
fn distances(tile: &[f64], center: &[f64]) -> Lanes {
    let mut sums = [0.0; ROWS];
    for (column, (values, center)) in tile.as_chunks::<ROWS>().0.iter().zip(center).enumerate() {
        for (sum, value) in sums.iter_mut().zip(values) {
            let difference = value - center;
            let square = difference * difference;
            *sum = if column == 0 { square } else { *sum + square };
        }
    }
    sums
}
