//! All bars of a table at once: groups of series side by side, tile after tile.

use super::RESULTS;
use super::pipeline::{Work, advance};
use super::plan::{Plan, Settings};
use super::single_series::one_by_one;
use super::tile::ROWS;
use atc_engine::lanes::{Cell, LANES as SERIES};
use atc_engine::{Table, TableMut};

/// Groups of eight series that are taken through a tile together: their results fill whole rows of cache lines.
pub const GROUPS: usize = 8;

/// Up to so many series are taken one after the other.
const FEW: usize = 3;

/// Writes the thirteen results of all series: see `RESULTS`.
///
/// # Panics
/// Where a table has another shape, or its elements coincide.
pub fn atc(prices: Table<f64>, settings: &Settings, out: [TableMut<f64>; RESULTS]) {
    let layout = prices.layout();
    for table in &out {
        let other = table.layout();
        assert!(other.bars == layout.bars && other.series == layout.series, "tables must have one shape");
    }
    if layout.is_empty() {
        return;
    }
    let plan = Plan::new(settings, layout.bars);
    if layout.series <= FEW {
        return one_by_one(&plan, prices, out);
    }
    let mut work = Work::new(&plan);
    let mut states = vec![Cell::ZERO; plan.cells() * GROUPS.min(layout.series.div_ceil(SERIES))];
    let mut rest = out;
    for first in (0..layout.series).step_by(GROUPS * SERIES) {
        let count = (GROUPS * SERIES).min(layout.series - first);
        let now = rest.each_mut().map(|table| table.take_series(count).unwrap_or_else(|| unreachable!("not the last")));
        states.chunks_exact_mut(plan.cells()).for_each(|state| plan.start(state));
        strip(&plan, 0, prices.columns(first..first + count), &mut states, &mut work, now);
    }
}

pub type Tables<'a> = [TableMut<'a, f64>; RESULTS];

/// Goes on with the states of up to `GROUPS` groups, which have seen `seen` bars.
pub fn strip(plan: &Plan, seen: u64, prices: Table<f64>, states: &mut [Cell], work: &mut Work, mut out: Tables) {
    let layout = prices.layout();
    let size = plan.cells();
    let mut bar = 0;
    while bar < layout.bars {
        let now = seen + bar as u64;
        // Tiles end at the same bars as those of whole series.
        let count = (ROWS - (now % ROWS as u64) as usize).min(layout.bars - bar);
        work.shared.set_bars(now, count, plan.growth, plan.cutout);
        for (first, state) in (0..layout.series).step_by(SERIES).zip(states.chunks_exact_mut(size)) {
            let series = SERIES.min(layout.series - first);
            work.tile.fill(now, count, |rows| read(&prices, bar, first, series, rows));
            advance(plan, state, work);
            write(work, [bar, first], [count, series], &mut out);
        }
        bar += count;
    }
}

/// Reads bars of up to eight series; lanes that are left over repeat the last one.
fn read(prices: &Table<f64>, bar: usize, first: usize, series: usize, rows: &mut [Cell]) {
    for (bar, Cell(row)) in (bar..).zip(rows) {
        if series == SERIES {
            prices.read(bar, first, row, |price| price);
        } else {
            prices.read(bar, first, &mut row[..series], |price| price);
            let last = row[series - 1];
            row[series..].fill(last);
        }
    }
}

fn write(work: &Work, [bar, first]: [usize; 2], [count, series]: [usize; 2], out: &mut Tables) {
    for (rows, table) in work.results.iter().zip(out) {
        for (bar, Cell(row)) in (bar..).zip(&rows[..count]) {
            if series == SERIES {
                table.write(bar, first, row, |value| value);
            } else {
                table.write(bar, first, &row[..series], |value| value);
            }
        }
    }
}
