//! Windows one by one: exact whatever the values are, and what a stream's next bar takes.

use atc_engine::{Table, TableMut};

/// The valid values of a window, of bars at which all series are valid.
pub struct Window<const INPUTS: usize> {
    pub values: [Vec<f64>; INPUTS],
    /// How many bars each is older than the newest of the window, as negative numbers.
    pub places: Vec<f64>,
}

impl<const INPUTS: usize> Window<INPUTS> {
    pub fn new() -> Self {
        Self { values: [const { Vec::new() }; INPUTS], places: Vec::new() }
    }

    /// Takes up the last `window` bars before `end`.
    pub fn take(&mut self, bars: [&[f64]; INPUTS], window: usize, end: usize) {
        self.values.iter_mut().for_each(Vec::clear);
        self.places.clear();
        let first = end.saturating_sub(window);
        self.values.iter_mut().chain([&mut self.places]).for_each(|values| values.reserve(end - first));
        for bar in first..end {
            if bars.iter().all(|series| series[bar].is_finite()) {
                for (values, series) in self.values.iter_mut().zip(bars) {
                    values.push(series[bar]);
                }
                self.places.push(-((end - 1 - bar) as f64));
            }
        }
    }

    pub fn count(&self) -> usize {
        self.places.len()
    }
}

/// What `statistic` gives of the windows of some of the last bars, those that are `left`; NaN where fewer than `needed` values are valid.
pub fn each<const INPUTS: usize, const FIELDS: usize>(
    bars: [&[f64]; INPUTS],
    [window, needed]: [usize; 2],
    left: &[usize],
    out: &mut [&mut [f64]; FIELDS],
    statistic: impl Fn(&mut Window<INPUTS>) -> [f64; FIELDS],
) {
    let before = bars[0].len() - out[0].len();
    let mut valid = Window::new();
    for &bar in left {
        valid.take(bars, window, before + bar + 1);
        let enough = valid.count() >= needed.max(1);
        let results = if enough { statistic(&mut valid) } else { [f64::NAN; FIELDS] };
        for (out, result) in out.iter_mut().zip(results) {
            out[bar] = result;
        }
    }
}

/// The same of windows of tables, by series and bar.
pub fn each_of_table<const INPUTS: usize, const FIELDS: usize>(
    tables: [Table<f64>; INPUTS],
    options @ [window, _]: [usize; 2],
    left: &[[usize; 2]],
    out: &mut [TableMut<f64>; FIELDS],
    statistic: impl Fn(&mut Window<INPUTS>) -> [f64; FIELDS] + Copy,
) {
    for &[series, bar] in left {
        let count = window.min(bar + 1);
        let columns = tables.map(|table| {
            let mut bars = vec![0.0; count];
            table.read_bars(bar + 1 - count, series, &mut bars);
            bars
        });
        let mut results = [[0.0]; FIELDS];
        let mut fields = results.each_mut().map(|field| &mut field[..]);
        each(columns.each_ref().map(|bars| &bars[..]), options, &[0], &mut fields, statistic);
        for (out, result) in out.iter_mut().zip(results) {
            out.write_bars(bar, series, &result);
        }
    }
}
