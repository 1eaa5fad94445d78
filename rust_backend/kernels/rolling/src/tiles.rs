//! Tables in C order, a tile of eight series at a time.

use crate::side_by_side::{Bars, MISSING, write_rows};
use atc_engine::lanes::LANES;
use atc_engine::{Layout, TableMut};

/// Bars of a tile at least: of an input and a result these are 32 KiB, the nearest cache.
const BARS: usize = 256;

/// Tiles of longer windows would not fit it.
const LONGEST: usize = 1024;

/// Some bars of up to eight series.
#[derive(Clone, Copy)]
pub struct Tile {
    pub bar: usize,
    pub series: usize,
    pub length: usize,
}

impl Tile {
    /// Whether tiles are worth what is read again before each.
    pub fn is_worth(window: usize) -> bool {
        (1..=LONGEST).contains(&window)
    }

    /// The tiles of a table, and how many bars most have: a multiple of a window.
    pub fn all(layout: Layout, window: usize) -> (usize, impl Iterator<Item = Self>) {
        let Layout { bars, series, .. } = layout;
        let most = BARS.next_multiple_of(window).min(bars);
        let places = (0..bars).step_by(most).flat_map(move |bar| (0..series).step_by(LANES).map(move |at| (bar, at)));
        // The last eight, some of which are taken again: whole rows cost less than parts of them.
        let tile = move |(bar, at): (usize, usize)| Self {
            bar,
            series: at.min(series.saturating_sub(LANES)),
            length: most.min(bars - bar),
        };
        (most, places.map(tile))
    }

    /// Reads its bars and those before them, as many as there are rows more, by a function of the first bar and series;
    /// what is before all bars is missing.
    pub fn read(self, rows: &mut [Bars], read: impl FnOnce([usize; 2], &mut [Bars])) {
        let lookback = rows.len() - self.length;
        let missing = lookback.saturating_sub(self.bar);
        rows[..missing].fill([MISSING; LANES]);
        read([self.bar + missing - lookback, self.series], &mut rows[missing..]);
    }

    pub fn write(self, rows: &[Bars], out: TableMut<f64>) {
        write_rows(rows, out, [self.bar, self.series]);
    }
}
