//! Signals that hold their last state, on bytes.

use atc_engine::lanes::Line;
use atc_engine::{Machine, dispatched};
use atc_engine::{Table, TableMut, Workers};

/// Series per column block: a cache line of bytes.
const WIDTH: usize = 64;

/// 1 since `up` last held, -1 since `down` last held, 0 before; `up` wins where both do. Any nonzero byte holds. It is at
/// memory speed on one thread.
pub fn signal_persistence(up: Table<u8>, down: Table<u8>, mut out: TableMut<i8>, _: &dyn Workers) {
    let layout = out.layout();
    for input in [up.layout(), down.layout()] {
        assert!(input.bars == layout.bars && input.series == layout.series, "tables must have one shape");
    }
    for first in (0..layout.series).step_by(WIDTH) {
        let Some(now) = out.take_series(WIDTH) else { return };
        let columns = first..first + now.layout().series;
        column_block(up.columns(columns.clone()), down.columns(columns), now);
    }
}

fn column_block(up: Table<u8>, down: Table<u8>, mut out: TableMut<i8>) {
    let layout = out.layout();
    if layout.series > 1 && layout.has_rows::<i8>() {
        return in_lanes(up, down, out);
    }
    for series in 0..layout.series {
        let (Some(up), Some(down), Some(out)) = (up.column(series), down.column(series), out.column(series)) else {
            return in_lanes(up, down, out);
        };
        crate::signal_persistence_bytes(up, down, out);
    }
}

dispatched! {
    /// Up to `WIDTH` series at once.
    pub fn in_lanes(up: Table<'_, u8>, down: Table<'_, u8>, out: TableMut<'_, i8>) = in_lanes_body;
}

#[inline(always)]
fn in_lanes_body<M: Machine>(_: M, up: Table<u8>, down: Table<u8>, out: TableMut<i8>) {
    if is_whole(&up, &down, &out) { hold::<true>(up, down, out) } else { hold::<false>(up, down, out) }
}

/// Whether there are as many series as fit a block, beside each other everywhere.
fn is_whole(up: &Table<u8>, down: &Table<u8>, out: &TableMut<i8>) -> bool {
    let [up, down, out] = [up.layout(), down.layout(), out.layout()];
    out.series == WIDTH && out.has_rows::<i8>() && up.has_rows::<u8>() && down.has_rows::<u8>()
}

/// What a WHOLE block is like is known when this is compiled.
#[inline(always)]
fn hold<const WHOLE: bool>(up: Table<u8>, down: Table<u8>, mut out: TableMut<i8>) {
    assert!(!WHOLE || is_whole(&up, &down, &out));
    let layout = out.layout();
    let count = if WHOLE { WIDTH } else { layout.series };
    let Line(states) = &mut Line([0; WIDTH]);
    let [Line(ups), Line(downs)] = &mut [Line([0; WIDTH]), Line([0; WIDTH])];
    for bar in 0..layout.bars {
        up.read(bar, 0, &mut ups[..count], |event| event);
        down.read(bar, 0, &mut downs[..count], |event| event);
        for (state, (up, down)) in states.iter_mut().zip(ups.iter().zip(&*downs)) {
            let held = if *down != 0 { -1 } else { *state };
            *state = if *up != 0 { 1 } else { held };
        }
        out.write(bar, 0, &states[..count], |state| state);
    }
}
