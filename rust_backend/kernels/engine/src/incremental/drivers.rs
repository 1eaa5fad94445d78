//! Incremental kernels on whole series and on tables: block by block, so that what passes between two parts stays in the
//! nearest cache.

use super::State;
use crate::element::{Float, Stored};
use crate::transposed_columns::{read_columns, write_columns};
use crate::{Layout, Scratch, Table, TableMut, Workers, column_stride};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Bars of a block of one series: five columns of it fit the nearest cache, and columns side by side begin at places of
/// a page that are far apart.
const BLOCK: usize = 712;

/// A block is so many times as long as what is read again before it.
const WORTH: usize = 4;

/// Bars of a block of a table, and the series that are copied out of rows together: four cache lines of each bar.
const TABLE_BLOCK: usize = 128;
const SERIES: usize = 32;

/// A number that a state reads and writes as float64.
pub trait Real: Float + Stored {
    const IS_FLOAT64: bool;

    /// The same slice, if it needs no conversion.
    fn as_float64(slice: &[Self]) -> Option<&[f64]>;
    fn as_float64_mut(slice: &mut [Self]) -> Option<&mut [f64]>;
}

impl Real for f64 {
    const IS_FLOAT64: bool = true;

    fn as_float64(slice: &[Self]) -> Option<&[f64]> {
        Some(slice)
    }

    fn as_float64_mut(slice: &mut [Self]) -> Option<&mut [f64]> {
        Some(slice)
    }
}

impl Real for f32 {
    const IS_FLOAT64: bool = false;

    fn as_float64(_: &[Self]) -> Option<&[f64]> {
        None
    }

    fn as_float64_mut(_: &mut [Self]) -> Option<&mut [f64]> {
        None
    }
}

/// An input on one series.
#[derive(Clone, Copy)]
pub enum Bars<'a, F> {
    Float(&'a [F]),
    /// Booleans as bytes.
    Flag(&'a [u8]),
}

impl<'a, F: Real> From<&'a [F]> for Bars<'a, F> {
    fn from(bars: &'a [F]) -> Self {
        Self::Float(bars)
    }
}

impl<'a, F: Real> From<&'a [u8]> for Bars<'a, F> {
    fn from(bars: &'a [u8]) -> Self {
        Self::Flag(bars)
    }
}

impl<'a, F: Real> Bars<'a, F> {
    /// Some bars as float64, in `room` where they are something else.
    fn block<'b>(self, range: Range<usize>, room: &'b mut [f64]) -> &'b [f64]
    where
        'a: 'b,
    {
        match self {
            Self::Float(bars) => match F::as_float64(&bars[range.clone()]) {
                Some(block) => return block,
                None => widen(&bars[range], room),
            },
            Self::Flag(bars) => widen(&bars[range], room),
        }
        room
    }
}

fn widen<T: Float>(bars: &[T], room: &mut [f64]) {
    for (wide, bar) in room.iter_mut().zip(bars) {
        *wide = bar.widen();
    }
}

/// A result on one series.
pub enum Results<'a, F> {
    Float(&'a mut [F]),
    Sign(&'a mut [i8]),
}

impl<'a, F: Real> From<&'a mut [F]> for Results<'a, F> {
    fn from(results: &'a mut [F]) -> Self {
        Self::Float(results)
    }
}

impl<'a, F: Real> From<&'a mut [i8]> for Results<'a, F> {
    fn from(results: &'a mut [i8]) -> Self {
        Self::Sign(results)
    }
}

impl<F: Real> Results<'_, F> {
    fn len(&self) -> usize {
        match self {
            Self::Float(results) => results.len(),
            Self::Sign(results) => results.len(),
        }
    }

    /// Some bars to write to: `room` where they are no float64.
    fn block<'b>(&'b mut self, range: Range<usize>, room: &'b mut [f64]) -> &'b mut [f64] {
        match self {
            Self::Float(results) => F::as_float64_mut(&mut results[range]).unwrap_or(room),
            Self::Sign(_) => room,
        }
    }

    /// Rounds what was written to `room`.
    fn round(&mut self, range: Range<usize>, room: &[f64]) {
        match self {
            Self::Float(results) if !F::IS_FLOAT64 => store(room, &mut results[range]),
            Self::Float(_) => (),
            Self::Sign(results) => store(room, &mut results[range]),
        }
    }
}

fn store<T: Stored>(room: &[f64], results: &mut [T]) {
    for (result, value) in results.iter_mut().zip(room) {
        *result = T::store(*value);
    }
}

/// Takes a state over the bars of a series.
pub fn on_series<F: Real>(state: &mut dyn State, inputs: &[Bars<F>], results: &mut [Results<F>]) {
    let bars = results.first().map_or(0, Results::len);
    if bars == 0 {
        return;
    }
    let block = BLOCK.max(WORTH.saturating_mul(state.reach())).min(bars);
    let mut numbers = Scratch::new((inputs.len() + results.len()) * block);
    let (given, found) = numbers.split_at_mut(inputs.len() * block);
    for from in (0..bars).step_by(block) {
        let range = from..bars.min(from + block);
        let rooms = given.chunks_exact_mut(block).map(|room| &mut room[..range.len()]);
        let inputs: Vec<&[f64]> =
            inputs.iter().zip(rooms).map(|(input, room)| input.block(range.clone(), room)).collect();
        let rooms = found.chunks_exact_mut(block).map(|room| &mut room[..range.len()]);
        let mut fields: Vec<&mut [f64]> =
            results.iter_mut().zip(rooms).map(|(result, room)| result.block(range.clone(), room)).collect();
        state.advance(&inputs, &mut fields);
        for (result, room) in results.iter_mut().zip(found.chunks_exact(block)) {
            result.round(range.clone(), room);
        }
    }
}

/// An input on many series.
#[derive(Clone, Copy)]
pub enum Columns<'a, F> {
    Float(Table<'a, F>),
    Flag(Table<'a, u8>),
}

impl<'a, F: Real> Columns<'a, F> {
    fn column(&self, series: usize) -> Option<Bars<'a, F>> {
        match self {
            Self::Float(table) => table.column(series).map(Bars::Float),
            Self::Flag(table) => table.column(series).map(Bars::Flag),
        }
    }

    /// Copies a block of some series.
    fn read(&self, bars: Range<usize>, series: usize, stride: usize, columns: &mut [f64]) {
        match self {
            Self::Float(table) => read_columns(&table.rows(bars), series, stride, columns),
            Self::Flag(table) => read_columns(&table.rows(bars), series, stride, columns),
        }
    }
}

/// A result on many series.
pub enum ResultColumns<'a, F> {
    Float(TableMut<'a, F>),
    Sign(TableMut<'a, i8>),
}

impl<'a, F: Real> ResultColumns<'a, F> {
    pub fn layout(&self) -> Layout {
        match self {
            Self::Float(table) => table.layout(),
            Self::Sign(table) => table.layout(),
        }
    }

    fn take_series(&mut self, series: usize) -> Option<Self> {
        match self {
            Self::Float(table) => table.take_series(series).map(Self::Float),
            Self::Sign(table) => table.take_series(series).map(Self::Sign),
        }
    }

    fn column(&mut self, series: usize) -> Option<Results<'_, F>> {
        match self {
            Self::Float(table) => table.column(series).map(Results::Float),
            Self::Sign(table) => table.column(series).map(Results::Sign),
        }
    }

    /// Writes the next bars of all its series.
    fn write(&mut self, bars: usize, stride: usize, columns: &[f64]) {
        match self {
            Self::Float(table) => {
                table.take_bars(bars).iter_mut().for_each(|rows| write_columns(rows, stride, columns))
            }
            Self::Sign(table) => table.take_bars(bars).iter_mut().for_each(|rows| write_columns(rows, stride, columns)),
        }
    }
}

/// Takes the states of many series, one each, over the bars of tables.
pub fn on_table<F: Real>(
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    results: Vec<ResultColumns<F>>,
    workers: &dyn Workers,
) {
    let series = states.len();
    if series == 0 {
        return;
    }
    let width = SERIES.min(series.div_ceil(workers.count())).next_multiple_of(8);
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
            on_piece(first, states, inputs, results);
        }
    });
}

fn on_piece<F: Real>(
    first: usize,
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    mut results: Vec<ResultColumns<F>>,
) {
    let has_columns = inputs.iter().all(|input| input.column(first).is_some());
    if !has_columns || results.iter_mut().any(|result| result.column(0).is_none()) {
        return on_rows(first, states, inputs, results);
    }
    for (series, state) in states.iter_mut().enumerate() {
        let bars: Vec<_> = inputs.iter().filter_map(|input| input.column(first + series)).collect();
        let mut fields: Vec<_> = results.iter_mut().filter_map(|result| result.column(series)).collect();
        on_series(state.as_mut(), &bars, &mut fields);
    }
}

/// Rows: columns are copied out of them a block at a time.
fn on_rows<F: Real>(
    first: usize,
    states: &mut [Box<dyn State>],
    inputs: &[Columns<F>],
    mut results: Vec<ResultColumns<F>>,
) {
    let bars = results.first().map_or(0, |result| result.layout().bars);
    if bars == 0 {
        return;
    }
    let reach = states.iter().map(|state| state.reach()).max().unwrap_or(0);
    let block = TABLE_BLOCK.max(WORTH.saturating_mul(reach)).min(bars);
    let stride = column_stride(block);
    let size = states.len() * stride;
    let mut numbers = Scratch::new((inputs.len() + results.len()) * size);
    for from in (0..bars).step_by(block) {
        let range = from..bars.min(from + block);
        let (given, found) = numbers.split_at_mut(inputs.len() * size);
        for (input, columns) in inputs.iter().zip(given.chunks_exact_mut(size)) {
            input.read(range.clone(), first, stride, columns);
        }
        for (series, state) in states.iter_mut().enumerate() {
            let column = series * stride..series * stride + range.len();
            let inputs: Vec<&[f64]> = given.chunks_exact(size).map(|columns| &columns[column.clone()]).collect();
            let mut fields: Vec<&mut [f64]> =
                found.chunks_exact_mut(size).map(|columns| &mut columns[column.clone()]).collect();
            state.advance(&inputs, &mut fields);
        }
        for (result, columns) in results.iter_mut().zip(found.chunks_exact(size)) {
            result.write(range.len(), stride, columns);
        }
    }
}
