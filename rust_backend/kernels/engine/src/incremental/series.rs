//! Incremental kernels on a series: block by block, so that what passes between two parts stays in the nearest cache.

use super::State;
use crate::Scratch;
use crate::element::{Float, Stored};
use std::ops::Range;

/// Bars of a block of one series: five columns of it fit the nearest cache, and columns side by side begin at places of
/// a page that are far apart.
const BLOCK: usize = 712;

/// A block is so many times as long as what is read again before it.
const WORTH: usize = 4;

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
    Label(&'a [i64]),
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
    fn float64(self) -> Option<&'a [f64]> {
        match self {
            Self::Float(bars) => F::as_float64(bars),
            Self::Flag(_) | Self::Label(_) => None,
        }
    }

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
            Self::Label(bars) => widen(&bars[range], room),
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
    Label(&'a mut [i64]),
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
            Self::Label(results) => results.len(),
        }
    }

    fn float64(&mut self) -> Option<&mut [f64]> {
        match self {
            Self::Float(results) => F::as_float64_mut(results),
            Self::Sign(_) | Self::Label(_) => None,
        }
    }

    /// Some bars to write to: `room` where they are no float64.
    fn block<'b>(&'b mut self, range: Range<usize>, room: &'b mut [f64]) -> &'b mut [f64] {
        match self {
            Self::Float(results) => F::as_float64_mut(&mut results[range]).unwrap_or(room),
            Self::Sign(_) | Self::Label(_) => room,
        }
    }

    /// Rounds what was written to `room`.
    fn round(&mut self, range: Range<usize>, room: &[f64]) {
        match self {
            Self::Float(results) if !F::IS_FLOAT64 => store(room, &mut results[range]),
            Self::Float(_) => (),
            Self::Sign(results) => store(room, &mut results[range]),
            Self::Label(results) => store(room, &mut results[range]),
        }
    }
}

fn store<T: Stored>(room: &[f64], results: &mut [T]) {
    for (result, value) in results.iter_mut().zip(room) {
        *result = T::store(*value);
    }
}

/// Bars of a block of what looks back so far; the same for series and tables, since results of other blocks may differ in their last digits.
pub fn block_of(reach: usize, bars: usize) -> usize {
    BLOCK.max(WORTH.saturating_mul(reach)).min(bars)
}

/// Takes a state over the bars of a series.
pub fn on_series<F: Real>(state: &mut dyn State, inputs: &[Bars<F>], results: &mut [Results<F>]) {
    let bars = results.first().map_or(0, Results::len);
    if bars == 0 {
        return;
    }
    let block = block_of(state.reach(), bars);
    let mut numbers = Scratch::apart((inputs.len() + results.len()) * block);
    let (given, found) = numbers.split_at_mut(inputs.len() * block);
    for from in (0..bars).step_by(block) {
        let range = from..bars.min(from + block);
        let rooms = given.chunks_exact_mut(block).map(|room| &mut room[..range.len()]);
        let inputs: Vec<&[f64]> =
            inputs.iter().zip(rooms).map(|(input, room)| input.block(range.clone(), room)).collect();
        let rooms = found.chunks_exact_mut(block).map(|room| &mut room[..range.len()]);
        let mut fields: Vec<&mut [f64]> =
            results.iter_mut().zip(rooms).map(|(result, room)| result.block(range.clone(), room)).collect();
        state.advance(&inputs, &mut fields, 0..range.len());
        for (result, room) in results.iter_mut().zip(found.chunks_exact(block)) {
            result.round(range.clone(), room);
        }
    }
}

/// The same of a new state, which is of no more use then: some kernels read bars where they are, whatever block they are of.
pub fn on_new_series<F: Real>(state: &mut dyn State, inputs: &[Bars<F>], results: &mut [Results<F>]) {
    let bars = results.first().map_or(0, Results::len);
    if block_of(state.reach(), bars) == bars || !at_once(state, inputs, results) {
        on_series(state, inputs, results);
    }
}

/// False where there is no such way, or the series need conversion.
fn at_once<F: Real>(state: &dyn State, inputs: &[Bars<F>], results: &mut [Results<F>]) -> bool {
    let given: Vec<&[f64]> = inputs.iter().filter_map(|input| input.float64()).collect();
    let fields = results.len();
    let mut found: Vec<&mut [f64]> = results.iter_mut().filter_map(Results::float64).collect();
    given.len() == inputs.len() && found.len() == fields && state.at_once(&given, &mut found)
}
