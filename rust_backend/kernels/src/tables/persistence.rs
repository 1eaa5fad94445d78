//! Signals that hold their last state, on bytes.

use super::{Table, TableMut, Team};
use crate::dispatch::{Machine, dispatched};

/// Series per strip: a cache line of bytes.
const WIDTH: usize = 64;

/// 1 since `up` last held, -1 since `down` last held, 0 before; `up` wins where both do. Any nonzero byte holds. It is at
/// memory speed on one thread of a team.
pub fn signal_persistence(up: Table<u8>, down: Table<u8>, mut out: TableMut<i8>, _: &dyn Team) {
    let layout = out.layout();
    for input in [up.layout(), down.layout()] {
        assert!(input.bars == layout.bars && input.series == layout.series, "tables must have one shape");
    }
    for first in (0..layout.series).step_by(WIDTH) {
        let Some(now) = out.take_series(WIDTH) else { return };
        let columns = first..first + now.layout().series;
        strip(up.columns(columns.clone()), down.columns(columns), now);
    }
}

fn strip(up: Table<u8>, down: Table<u8>, mut out: TableMut<i8>) {
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
    if out.layout().series == WIDTH { hold::<true>(up, down, out) } else { hold::<false>(up, down, out) }
}

/// A FULL strip's length is known when this is compiled.
#[inline(always)]
fn hold<const FULL: bool>(up: Table<u8>, down: Table<u8>, mut out: TableMut<i8>) {
    let layout = out.layout();
    let count = if FULL { WIDTH } else { layout.series };
    let mut states = [0; WIDTH];
    let [mut ups, mut downs] = [[0; WIDTH]; 2];
    for bar in 0..layout.bars {
        up.read(bar, 0, &mut ups[..count], |event| event);
        down.read(bar, 0, &mut downs[..count], |event| event);
        for (state, (up, down)) in states.iter_mut().zip(ups.iter().zip(&downs)) {
            let held = if *down != 0 { -1 } else { *state };
            *state = if *up != 0 { 1 } else { held };
        }
        out.write(bar, 0, &states[..count], |state| state);
    }
}
