//! The same of tables in C order, eight series side by side. Columns copied out of rows, and back, took twice as long.

use super::{bounces, changes, impacts};
use crate::extremes::largest_of_rows;
use crate::in_lanes::SUMS;
use crate::relations::Covariance;
use crate::side_by_side::{Bars, Kind, read_raw_rows, survey_rows};
use crate::summed::{Mean, of_rows};
use crate::tiles::Tile;
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Table, TableMut, columns};

/// False where windows are too long.
pub fn amihud([close, volume]: [Table<f64>; 2], mut out: TableMut<f64>, window: usize, needed: f64) -> bool {
    if !Tile::is_worth(window) || close.layout().bars == 0 {
        return false;
    }
    for tile in Tile::all(close.layout(), window).1 {
        let (length, height) = (tile.length * LANES, (tile.length + window - 1) * LANES);
        columns!(height + LANES => closes, volumes, ratios, flags);
        columns!(length => means, results);
        columns!(SUMS * window * LANES => scratch);
        let [volumes, ratios, flags] = [volumes, ratios, flags].map(|rows| rows_mut(&mut rows[..height]));
        tile.read(rows_mut(closes), |at, rows| read_raw_rows(close, at, rows));
        tile.read(volumes, |at, rows| read_raw_rows(volume, at, rows));
        impacts(&closes[LANES..], closes, volumes.as_flattened(), ratios.as_flattened_mut(), flags.as_flattened_mut());
        let (means, results) = (rows_mut(means), rows_mut(results));
        of_rows::means(ratios, true, [window, window], Mean, means, rows_mut(scratch), &mut Vec::new());
        means_of_few(means, flags, window, needed, results);
        let hidden = window.saturating_sub(tile.bar).min(tile.length);
        results[..hidden].fill([f64::NAN; LANES]);
        tile.write(results, out.reborrow());
    }
    true
}

atc_engine::dispatched! {
    /// The mean of those values that there are, from that of all, 0 where there is none, and flags of 1 of those; NaN of too few.
    fn means_of_few(means: &[Bars], flags: &[Bars], window: usize, needed: f64, out: &mut [Bars]) = means_of_few_body;
}

#[inline(always)]
fn means_of_few_body<M: Machine>(
    machine: M,
    means: &[Bars],
    flags: &[Bars],
    window: usize,
    needed: f64,
    out: &mut [Bars],
) {
    let [mut count, width, few, nothing] =
        [0.0, window as f64, needed - 0.5, f64::NAN].map(|value| Row::splat(machine, value));
    for flags in &flags[..window - 1] {
        count = count + Row::load(machine, flags, 0);
    }
    // Whole numbers do not drift.
    for (((out, mean), new), old) in out.iter_mut().zip(means).zip(&flags[window - 1..]).zip(flags) {
        count = count + Row::load(machine, new, 0);
        let mean = Row::load(machine, mean, 0) * width / count;
        few.if_less(count, mean, nothing).store(out);
        count = count - Row::load(machine, old, 0);
    }
}

/// Of so many changes; false where these are too many, or out of the ordinary.
pub fn roll_spread(close: Table<f64>, mut out: TableMut<f64>, count: usize) -> bool {
    let window = count - 1;
    if !Tile::is_worth(window) || close.layout().bars == 0 {
        return false;
    }
    for tile in Tile::all(close.layout(), window).1 {
        let (length, height) = (tile.length * LANES, (tile.length + window - 1) * LANES);
        columns!(height + 2 * LANES => closes, moves, sizes, room);
        columns!(2 * height => pairs);
        columns!(length => roots, largest, results);
        columns!(SUMS * window * LANES => scratch);
        let [moves, sizes, room] = [moves, sizes, room].map(|rows| &mut rows[..height + LANES]);
        tile.read(rows_mut(closes), |at, rows| read_raw_rows(close, at, rows));
        changes(&closes[LANES..], closes, moves, sizes);
        let mut kind = Kind::default();
        survey_rows(rows_mut(moves), &mut kind);
        if !kind.is_ordinary {
            return false;
        }
        pairs[..height].copy_from_slice(&moves[LANES..]);
        pairs[height..].copy_from_slice(&moves[..height]);
        let (pairs, roots_of) = (rows_mut(pairs), rows_mut(roots));
        // Nothing is left: an error of a covariance is as large as its values are.
        of_rows::covariances(
            pairs,
            kind.is_whole,
            [window; 2],
            Covariance,
            roots_of,
            rows_mut(scratch),
            &mut Vec::new(),
        );
        largest_of_rows(sizes, room, count, largest);
        bounces(roots, largest, results);
        tile.write(rows_mut(results), out.reborrow());
    }
    true
}

fn rows_mut(numbers: &mut [f64]) -> &mut [Bars] {
    numbers.as_chunks_mut().0
}
