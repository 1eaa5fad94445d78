//! Filling what is missing in a series; infinities count as missing.

use crate::order::median_of;
use atc_engine::incremental::Advance;
use atc_engine::tables::{Kernel, Lane, Started, run};
use atc_engine::{Arithmetic, Machine, Slot, Table, TableMut, VectorRow as Row, Vectors, Workers, plain};

/// The series with its missing values filled, by a word of the declaration's; of a longer run only `limit` bars.
pub fn fill_missing(x: &[f64], [time]: [usize; 1], method: &str, limit: Option<usize>, out: &mut [f64]) {
    let run = limit.unwrap_or(time);
    match method {
        "forward" => Forward::new(limit).fill(x.iter().zip(out)),
        "backward" => Forward::new(limit).fill(x.iter().zip(out).rev()),
        "linear" => linear(x, run, out),
        _ => by_median(x, run, out),
    }
}

/// The same of each series of a table.
pub fn fill_table(x: Table<f64>, method: &str, limit: Option<usize>, out: TableMut<f64>, workers: &dyn Workers) {
    let column = |[x]: [&[f64]; 1], out: &mut [f64]| fill_missing(x, [x.len()], method, limit, out);
    let newest = Newest { limit: limit.map_or(f64::INFINITY, |limit| limit as f64) };
    match method {
        "forward" => run(newest, &column, [x], out, workers),
        // Rows are read from the last one on: no column is copied.
        "backward" if x.layout().has_rows::<f64>() => run(newest, &column, [x.reversed()], out.reversed(), workers),
        _ => plain::on_table(&column, &column, [x], out, workers),
    }
}

/// The newest valid value of each series, if it is not older than `limit` bars.
#[derive(Clone, Copy)]
struct Newest {
    limit: f64,
}

#[derive(Clone, Copy)]
struct Carried<M: Machine> {
    vectors: Vectors<M>,
    limit: Row<M>,
    newest: Row<M>,
    age: Row<M>,
}

impl Kernel<1> for Newest {
    type Result = f64;
    type Lane<M: Machine> = Carried<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Carried<M>> {
        let [limit, newest, age] = [self.limit, f64::NAN, 0.0].map(|value| vectors.splat(value));
        Started { lane: Carried { vectors, limit, newest, age }, scratch: Vec::new() }
    }
}

impl<M: Machine> Lane<M, 1> for Carried<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let vectors = self.vectors;
        let [zero, one, nan, most] = [0.0, 1.0, f64::NAN, f64::INFINITY].map(|value| vectors.splat(value));
        let is_valid = vectors.less(vectors.abs(bar), most);
        self.newest = vectors.select(is_valid, bar, self.newest);
        self.age = vectors.select(is_valid, zero, vectors.add(self.age, one));
        vectors.select(vectors.less_or_equal(self.age, self.limit), self.newest, nan)
    }
}

atc_engine::state! {
    /// The newest valid value, and how many bars ago it was.
    Forward(limit: Option<usize>) {
        newest: f64 = f64::NAN,
        age: u64 = 0,
    }
}

atc_engine::incremental! {
    windowed {
        fill_missing(x; limit: Option<usize>) -> (out) = Forward::new;
    }
}

impl Forward {
    /// Writes the valid value before each missing one.
    fn fill<'a>(&mut self, bars: impl Iterator<Item = (&'a f64, &'a mut f64)>) {
        let limit = self.limit.map_or(u64::MAX, |limit| limit as u64);
        let (mut newest, mut age) = (self.newest, self.age);
        for (bar, out) in bars {
            (newest, age) = if bar.is_finite() { (*bar, 0) } else { (newest, age.saturating_add(1)) };
            *out = if age <= limit { newest } else { f64::NAN };
        }
        (self.newest, self.age) = (newest, age);
    }
}

impl Advance<1, 1> for Forward {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        self.fill(x.iter().zip(out));
    }
}

/// Calls with the bounds of each run of missing values; valid ones are copied.
fn each_run(x: &[f64], out: &mut [f64], mut fill: impl FnMut(usize, usize, &mut [f64])) {
    out.copy_from_slice(x);
    let mut from = 0;
    while let Some(first) = x[from..].iter().position(|bar| !bar.is_finite()) {
        let first = from + first;
        let count = x[first..].iter().position(|bar| bar.is_finite()).unwrap_or(x.len() - first);
        from = first + count;
        out[first..from].fill(f64::NAN);
        fill(first, from, &mut out[first..from]);
    }
}

/// The line between the valid neighbours.
fn linear(x: &[f64], limit: usize, out: &mut [f64]) {
    each_run(x, out, |first, end, run| {
        if first == 0 || end == x.len() {
            return;
        }
        let (left, right, steps) = (x[first - 1], x[end], (end - first + 1) as f64);
        for (step, out) in (1..).zip(run.iter_mut().take(limit)) {
            *out = left + (right - left) * (f64::from(step) / steps);
        }
    });
}

/// The median of all valid values.
fn by_median(x: &[f64], limit: usize, out: &mut [f64]) {
    let mut valid: Vec<f64> = x.iter().copied().filter(|bar| bar.is_finite()).collect();
    let value = if valid.is_empty() { f64::NAN } else { median_of(&mut valid) };
    each_run(x, out, |_, _, run| run.iter_mut().take(limit).for_each(|out| *out = value));
}
