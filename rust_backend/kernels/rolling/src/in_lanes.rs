//! How series and tables come into lanes, whatever is made of them there.

use crate::side_by_side::{Bars, Kind, Stretches, read_rows, read_stretches, rows_in, write_stretches};
use crate::tiles::Tile;
use atc_engine::lanes::LANES;
use atc_engine::{Scratch, Table, TableMut};

/// Sums, five at most, and counts, three, of each bar of a window.
pub const SUMS: usize = 8;

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
        let (layout, [window, needed]) = (inputs[0].layout(), self.options);
        let window = window.min(layout.bars);
        if !Tile::is_worth(window) || needed > window {
            return false;
        }
        let (lookback, (most, tiles)) = (window - 1, Tile::all(layout, window));
        let mut numbers = Scratch::apart((I * (lookback + most) + F * most + SUMS * window) * LANES);
        let mut places = Vec::new();
        for tile in tiles {
            let (length, height) = (tile.length, lookback + tile.length);
            let (rows, rest) = rows_in(&mut numbers).split_at_mut(I * height);
            let (results, scratch) = rest.split_at_mut(F * length);
            let mut kind = Kind::default();
            for (input, rows) in inputs.iter().zip(rows.chunks_exact_mut(height)) {
                tile.read(rows, |at, rows| read_rows(*input, at, rows, &mut kind));
            }
            if !(self.takes_all || kind.is_ordinary) {
                return false;
            }
            let is_whole = kind.is_whole && tile.bar >= lookback;
            (self.rows)(rows, is_whole, [window, needed], self.statistic, results, scratch, &mut places);
            let place = |place: usize| [tile.series + place / length, tile.bar + place % length];
            left.extend(places.drain(..).map(place).filter(|[place, _]| *place < layout.series));
            for (out, rows) in out.iter_mut().zip(results.chunks_exact(length)) {
                tile.write(rows, out.reborrow());
            }
        }
        true
    }
}
