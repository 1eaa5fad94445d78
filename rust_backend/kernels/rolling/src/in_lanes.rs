//! How series and tables come into lanes, whatever is made of them there.

use crate::side_by_side::{
    Bars, Kind, MISSING, Stretches, read_rows, read_stretches, rows_in, write_rows, write_stretches,
};
use atc_engine::lanes::LANES;
use atc_engine::{Layout, Scratch, Table, TableMut};

/// Bars of a tile of tables at least: of an input and a result these are 32 KiB, the nearest cache.
const TILE: usize = 256;

/// Tiles of longer windows would not.
const LONGEST: usize = 1024;

/// Sums, five at most, and counts, three, of each bar of a window.
const SUMS: usize = 8;

/// Makes results of rows: of those of all inputs, whether they are whole, a window and how many valid values it needs, and a
/// statistic, it writes rows of all fields but for those lanes and rows that it adds to the last argument; the one before is
/// scratch memory.
type WriteRows<S> = fn(&mut [Bars], bool, [usize; 2], S, &mut [Bars], &mut [Bars], &mut Vec<usize>);

/// Writes the results of the last bars of a series, of a window and how many valid values it needs, and a statistic, but
/// those that it adds to the last argument.
type SumBlocks<S, const I: usize, const F: usize> = fn([&[f64]; I], [usize; 2], S, [&mut [f64]; F], &mut Vec<usize>);

/// A statistic of windows in lanes.
#[derive(Clone, Copy)]
pub struct InLanes<S> {
    pub rows: WriteRows<S>,
    /// Whether values may be out of the ordinary.
    pub takes_all: bool,
    /// The window, and how many valid values it needs.
    pub options: [usize; 2],
    pub statistic: S,
}

impl<S: Copy> InLanes<S> {
    /// Writes the results of the last bars of a series but those that it adds to `left`; of long windows by blocks.
    pub fn on_series<const I: usize, const F: usize>(
        self,
        blocks: SumBlocks<S, I, F>,
        bars: [&[f64]; I],
        out: [&mut [f64]; F],
        left: &mut Vec<usize>,
    ) {
        let (count, [window, needed]) = (out[0].len(), self.options);
        let window = window.min(bars[0].len());
        if needed > window {
            return out.into_iter().for_each(|out| out.fill(f64::NAN));
        }
        let stretches = Stretches::new(count, window.saturating_sub(1));
        if stretches.is_worth() {
            self.on_stretches(stretches, bars, out, left);
        } else if window.min(count) >= LANES {
            blocks(bars, [window, needed], self.statistic, out, left);
        } else {
            left.extend(0..count);
        }
    }

    /// The same of a series cut into stretches.
    pub fn on_stretches<const I: usize, const F: usize>(
        self,
        stretches: Stretches,
        bars: [&[f64]; I],
        out: [&mut [f64]; F],
        left: &mut Vec<usize>,
    ) {
        let ([window, needed], count) = (self.options, out[0].len());
        let window = window.min(bars[0].len());
        let (height, length) = (stretches.rows(), stretches.length);
        let mut numbers = Scratch::apart((I * height + F * length + SUMS * window) * LANES);
        let (rows, rest) = rows_in(&mut numbers).split_at_mut(I * height);
        let (results, scratch) = rest.split_at_mut(F * length);
        let mut kind = Kind::default();
        for (bars, rows) in bars.into_iter().zip(rows.chunks_exact_mut(height)) {
            read_stretches(stretches, bars, rows, &mut kind);
        }
        if !(self.takes_all || kind.is_ordinary) {
            return left.extend(0..count);
        }
        (self.rows)(rows, kind.is_whole, [window, needed], self.statistic, results, scratch, left);
        left.retain(|bar| *bar < count);
        for (out, rows) in out.into_iter().zip(results.chunks_exact(length)) {
            write_stretches(stretches, rows, out);
        }
    }

    /// Writes the results of all series of tables whose bars are rows, but those that it adds to `left` by series and bar;
    /// none, and false, where windows are too long, or values out of the ordinary.
    ///
    /// Columns copied out of rows, and these cut into stretches, took 1.5 times as long.
    pub fn on_rows<const I: usize, const F: usize>(
        self,
        inputs: [Table<f64>; I],
        out: &mut [TableMut<f64>; F],
        left: &mut Vec<[usize; 2]>,
    ) -> bool {
        let (Layout { bars, series, .. }, [window, needed]) = (inputs[0].layout(), self.options);
        let window = window.min(bars);
        if !(1..=LONGEST).contains(&window) || needed > window {
            return false;
        }
        let (lookback, most) = (window - 1, TILE.next_multiple_of(window).min(bars));
        let mut numbers = Scratch::apart((I * (lookback + most) + F * most + SUMS * window) * LANES);
        let mut places = Vec::new();
        for from in (0..bars).step_by(most) {
            let length = most.min(bars - from);
            let height = lookback + length;
            let (rows, rest) = rows_in(&mut numbers).split_at_mut(I * height);
            let (results, scratch) = rest.split_at_mut(F * length);
            for first in (0..series).step_by(LANES) {
                // The last eight, some of which are taken again: whole rows cost less than parts of them.
                let first = first.min(series.saturating_sub(LANES));
                let mut kind = Kind::default();
                let missing = lookback.saturating_sub(from);
                for (input, rows) in inputs.iter().zip(rows.chunks_exact_mut(height)) {
                    rows[..missing].fill([MISSING; LANES]);
                    read_rows(*input, [from + missing - lookback, first], &mut rows[missing..], &mut kind);
                }
                if !(self.takes_all || kind.is_ordinary) {
                    return false;
                }
                let is_whole = kind.is_whole && missing == 0;
                (self.rows)(rows, is_whole, [window, needed], self.statistic, results, scratch, &mut places);
                let place = |place: usize| [first + place / length, from + place % length];
                left.extend(places.drain(..).map(place).filter(|[place, _]| *place < series));
                for (out, rows) in out.iter_mut().zip(results.chunks_exact(length)) {
                    write_rows(rows, out.reborrow(), [from, first]);
                }
            }
        }
        true
    }
}
