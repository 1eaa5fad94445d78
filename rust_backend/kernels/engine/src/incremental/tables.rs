//! Incremental kernels on tables: each series by itself, block by block, some of them at a time on each worker.

use super::missing::{gather, scatter};
use super::series::{Bars, Real, Results, block_of, on_new_series, on_series};
use super::{Kind, State};
use crate::lanes::LANES;
use crate::transposed_columns::{read_columns, write_columns};
use crate::{Layout, Scratch, Sequential, Table, TableMut, Workers, column_stride};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Series that are copied out of rows together: two cache lines of each bar, and their blocks fit the second cache.
const SERIES: usize = 16;

/// Series of new tables that are taken together: most rows are then read whole. Of 50 series, 16 took 1.2 times as long.
const SERIES_OF_NEW: usize = 64;

/// An input on many series.
#[derive(Clone, Copy)]
pub enum Columns<'a, F> {
    Float(Table<'a, F>),
    Flag(Table<'a, u8>),
    Label(Table<'a, i64>),
}

impl<'a, F: Real> Columns<'a, F> {
    fn column(&self, series: usize) -> Option<Bars<'a, F>> {
        match self {
            Self::Float(table) => table.column(series).map(Bars::Float),
            Self::Flag(table) => table.column(series).map(Bars::Flag),
            Self::Label(table) => table.column(series).map(Bars::Label),
        }
    }

    /// Some series, where they are float64 and bars are rows.
    fn rows_of(&self, series: Range<usize>) -> Option<Table<'a, f64>> {
        let Self::Float(table) = self else { return None };
        let [table] = Table::all_float64(&[*table])?;
        table.layout().has_rows::<f64>().then(|| table.columns(series))
    }

    /// Copies a block of some series.
    fn read(&self, bars: Range<usize>, series: usize, stride: usize, columns: &mut [f64]) {
        match self {
            Self::Float(table) => read_columns(&table.rows(bars), series, stride, columns),
            Self::Flag(table) => read_columns(&table.rows(bars), series, stride, columns),
            Self::Label(table) => read_columns(&table.rows(bars), series, stride, columns),
        }
    }
}

/// A result on many series.
pub enum ResultColumns<'a, F> {
    Float(TableMut<'a, F>),
    Sign(TableMut<'a, i8>),
    Label(TableMut<'a, i64>),
}

impl<'a, F: Real> ResultColumns<'a, F> {
    pub fn layout(&self) -> Layout {
        match self {
            Self::Float(table) => table.layout(),
            Self::Sign(table) => table.layout(),
            Self::Label(table) => table.layout(),
        }
    }

    fn take_series(&mut self, series: usize) -> Option<Self> {
        match self {
            Self::Float(table) => table.take_series(series).map(Self::Float),
            Self::Sign(table) => table.take_series(series).map(Self::Sign),
            Self::Label(table) => table.take_series(series).map(Self::Label),
        }
    }

    fn column(&mut self, series: usize) -> Option<Results<'_, F>> {
        match self {
            Self::Float(table) => table.column(series).map(Results::Float),
            Self::Sign(table) => table.column(series).map(Results::Sign),
            Self::Label(table) => table.column(series).map(Results::Label),
        }
    }

    /// The same, where it is float64; bars may be anything, so that no result depends on where it is written.
    fn float64(&mut self) -> Option<TableMut<'_, f64>> {
        let Self::Float(table) = self else { return None };
        table.same::<f64>()
    }

    /// What is written where a bar is missing.
    fn nothing(&self) -> f64 {
        let kind = if matches!(self, Self::Label(_)) { Kind::Label } else { Kind::Float };
        kind.nothing()
    }

    /// Writes the next bars of all its series.
    fn write(&mut self, bars: usize, stride: usize, columns: &[f64]) {
        match self {
            Self::Float(table) => {
                table.take_bars(bars).iter_mut().for_each(|rows| write_columns(rows, stride, columns))
            }
            Self::Sign(table) => table.take_bars(bars).iter_mut().for_each(|rows| write_columns(rows, stride, columns)),
            Self::Label(table) => {
                table.take_bars(bars).iter_mut().for_each(|rows| write_columns(rows, stride, columns))
            }
        }
    }
}

/// Takes the states of many series, one each, over the bars of tables. A bar whose flag in `missing` is set leaves its
/// series as it was, and has NaN as its result.
pub fn on_table<F: Real>(
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    missing: Option<Columns<F>>,
    results: Vec<ResultColumns<F>>,
    workers: &dyn Workers,
) {
    on_table_as(on_series, SERIES, states, inputs, missing, results, workers);
}

/// The same by a function for a series whose bars are where they are, so many series at a time.
fn on_table_as<F: Real>(
    on_series: OnSeries<F>,
    most: usize,
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    missing: Option<Columns<F>>,
    mut results: Vec<ResultColumns<F>>,
    workers: &dyn Workers,
) {
    if states.is_empty() {
        return;
    }
    // Of what is in rows, threads would write to the same cache lines.
    let together = if has_columns(0, inputs, &mut results) { 1 } else { LANES };
    on_pieces(states, results, [together, most], workers, |first, states, results| {
        on_piece(first, states, inputs, missing, results, on_series);
    });
}

/// Calls with the first series, the states and the results of some series at a time, a multiple of those that should stay
/// together and at most so many, on all workers.
fn on_pieces<F: Real>(
    states: &mut [Box<dyn State>],
    results: Vec<ResultColumns<F>>,
    [together, most]: [usize; 2],
    workers: &dyn Workers,
    work: impl Fn(usize, &mut [Box<dyn State>], Vec<ResultColumns<F>>) + Sync,
) {
    let series = states.len();
    let width = most.min(series.div_ceil(workers.count())).next_multiple_of(together);
    // Threads that find nothing to do would be waited for.
    let workers = if series > width { workers } else { &Sequential };
    let left = Mutex::new((0, states.chunks_mut(width), results));
    let next = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, pieces, results) = &mut *left;
        let states = pieces.next()?;
        let results: Vec<_> = results.iter_mut().filter_map(|result| result.take_series(width)).collect();
        *first += states.len();
        Some((*first - states.len(), states, results))
    };
    workers.run(&|| {
        while let Some((first, states, results)) = next() {
            work(first, states, results);
        }
    });
}

/// The same of new states, which are of no more use then: where bars are rows, some kernels take series in lanes.
pub fn on_new_table<F: Real>(
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    mut results: Vec<ResultColumns<F>>,
    workers: &dyn Workers,
) {
    // Of a few series most lanes would be idle; of the table's, so that no result depends on how many workers there are.
    let is_worth = states.len() >= LANES / 2 && states[0].takes_rows();
    if !is_worth || has_columns(0, inputs, &mut results) {
        return on_table_as(on_new_series, SERIES_OF_NEW, states, inputs, None, results, workers);
    }
    on_pieces(states, results, [LANES, SERIES_OF_NEW], workers, |first, states, mut results| {
        if !on_whole_rows(first, states, inputs, &mut results) {
            on_piece(first, states, inputs, None, results, on_new_series);
        }
    });
}

/// Series in lanes; false where there is no way.
fn on_whole_rows<F: Real>(
    first: usize,
    states: &[Box<dyn State>],
    inputs: &[Columns<F>],
    results: &mut [ResultColumns<F>],
) -> bool {
    let some = first..first + states.len();
    let given: Vec<_> = inputs.iter().filter_map(|input| input.rows_of(some.clone())).collect();
    let fields = results.len();
    let found: Vec<_> = results.iter_mut().filter_map(ResultColumns::float64).collect();
    let is_all = given.len() == inputs.len() && found.len() == fields;
    is_all && states[0].on_rows(&given, found)
}

/// Takes a state over the bars of a series.
type OnSeries<F> = fn(&mut dyn State, &[Bars<F>], &mut [Results<F>]);

/// Whether all bars of a series are neighbours, in inputs and results.
fn has_columns<F: Real>(first: usize, inputs: &[Columns<F>], results: &mut [ResultColumns<F>]) -> bool {
    inputs.iter().all(|input| input.column(first).is_some())
        && results.iter_mut().all(|result| result.column(0).is_some())
}

fn on_piece<F: Real>(
    first: usize,
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    missing: Option<Columns<F>>,
    mut results: Vec<ResultColumns<F>>,
    on_series: OnSeries<F>,
) {
    if missing.is_some() || !has_columns(first, inputs, &mut results) {
        return on_rows(first, states, inputs, missing, results);
    }
    for (series, state) in states.iter_mut().enumerate() {
        let bars: Vec<_> = inputs.iter().filter_map(|input| input.column(first + series)).collect();
        let mut fields: Vec<_> = results.iter_mut().filter_map(|result| result.column(series)).collect();
        on_series(state.as_mut(), &bars, &mut fields);
    }
}

/// Rows: columns are copied out of them a block at a time, where bars without those that are missing have a place too.
fn on_rows<F: Real>(
    first: usize,
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    missing: Option<Columns<F>>,
    mut results: Vec<ResultColumns<F>>,
) {
    let bars = results.first().map_or(0, |result| result.layout().bars);
    if bars == 0 {
        return;
    }
    let block = block_of(states[0].reach(), bars);
    let stride = column_stride(block);
    let size = states.len() * stride;
    let read: Vec<Columns<F>> = inputs.iter().copied().chain(missing).collect();
    let nothing: Vec<f64> = results.iter().map(ResultColumns::nothing).collect();
    let mut numbers = Scratch::apart((read.len() + results.len()) * size);
    for from in (0..bars).step_by(block) {
        let range = from..bars.min(from + block);
        let (given, found) = numbers.split_at_mut(read.len() * size);
        for (input, columns) in read.iter().zip(given.chunks_exact_mut(size)) {
            input.read(range.clone(), first, stride, columns);
        }
        let (given, missing) = given.split_at_mut(inputs.len() * size);
        for (series, state) in states.iter_mut().enumerate() {
            let column = series * stride..series * stride + range.len();
            let mut inputs: Vec<_> = given.chunks_exact_mut(size).map(|columns| &mut columns[column.clone()]).collect();
            let mut fields: Vec<_> = found.chunks_exact_mut(size).map(|columns| &mut columns[column.clone()]).collect();
            on_column(state.as_mut(), &mut inputs, missing.get(column.clone()), &mut fields, &nothing);
        }
        for (result, columns) in results.iter_mut().zip(found.chunks_exact(size)) {
            result.write(range.len(), stride, columns);
        }
    }
}

/// Takes a state over a block of one series, whose inputs are lost.
fn on_column(
    state: &mut dyn State,
    inputs: &mut [&mut [f64]],
    missing: Option<&[f64]>,
    fields: &mut [&mut [f64]],
    nothing: &[f64],
) {
    let Some(missing) = missing.filter(|missing| missing.contains(&1.0)) else {
        let inputs: Vec<&[f64]> = inputs.iter().map(|input| &**input).collect();
        return state.advance(&inputs, fields, 0..inputs[0].len());
    };
    let inputs: Vec<&[f64]> = inputs.iter_mut().map(|input| gather(missing, input)).collect();
    let count = inputs[0].len();
    if count > 0 {
        state.advance(&inputs, fields, 0..count);
    }
    fields.iter_mut().zip(nothing).for_each(|(field, nothing)| scatter(missing, count, field, *nothing));
}
