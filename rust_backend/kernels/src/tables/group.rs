//! A kernel over some series: strips of them, each as wide as the machine's vectors, advance tile by tile.

use super::run::{Kernel, Lane, Started};
use super::turns::{Tiles, Turns};
use super::wide::Wide;
use super::{Float, Stored, Table, TableMut};
use crate::dispatch::Machine;
use crate::lanes::Line;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bars per tile of one thread: what the next strip needs of them is then still in the nearest cache.
const ROWS: usize = 16;

/// Bars per tile of several threads, whose tiles should lie apart.
const FEWEST_ROWS: usize = 64;
const MOST_ROWS: usize = 128;

/// More bars per tile for every row of scratch, which moves from processor to processor with every tile.
const ROWS_PER_SCRATCH: usize = 8;

/// Tiles for each of several threads, if they are large enough, so that all end together.
const TILES: usize = 8;

/// How many bars ahead memory is fetched: processors foresee no strides as long as a row.
const AHEAD: usize = 16;

/// Series in the widest strip.
const MOST: usize = 2 * 8;

/// What threads advance in turns; the first makes what is before the first bar.
type Strip<M, L> = Turns<Option<Started<M, L>>>;

/// What the threads of a team share.
pub struct Group<'a, M: Machine, K: Kernel<N>, I, O, const N: usize> {
    machine: M,
    kernel: K,
    bars: usize,
    inputs: [Table<'a, I>; N],
    /// Whether the series of a bar are neighbours everywhere.
    beside: bool,
    tiles: Tiles<'a, O>,
    strips: Vec<Strip<M, K::Lane<M>>>,
    /// How many threads there are so far; only as many as strips can do something.
    threads: AtomicUsize,
    together: bool,
}

impl<'a, M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize> Group<'a, M, K, I, O, N> {
    /// For so many threads.
    pub fn new(machine: M, kernel: K, inputs: [Table<'a, I>; N], out: TableMut<'a, O>, threads: usize) -> Self {
        let (bars, series) = (out.layout().bars, out.layout().series);
        let together = threads > 1;
        let rows = if together {
            let scratch = kernel.lane(Wide(machine), bars).scratch.len();
            (bars / (TILES * threads)).clamp(FEWEST_ROWS, MOST_ROWS + ROWS_PER_SCRATCH * scratch)
        } else {
            ROWS
        };
        let beside = are_beside(&inputs, &out);
        let tiles = Tiles::new(out, rows);
        let strips = (0..series.div_ceil(Wide::<M>::WIDTH)).map(|_| Turns::new(None)).collect();
        Self { machine, kernel, bars, inputs, beside, tiles, strips, threads: AtomicUsize::new(0), together }
    }
}

fn are_beside<I: Float, O: Stored>(inputs: &[Table<I>], out: &TableMut<O>) -> bool {
    inputs.iter().all(|input| input.layout().has_rows::<I>()) && out.layout().has_rows::<O>()
}

/// What each thread does. A struct and not a closure, for the reason that `dispatched!` gives.
impl<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize> pulp::NullaryFnOnce for &Group<'_, M, K, I, O, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        if self.threads.fetch_add(1, Ordering::Relaxed) >= self.strips.len() {
            return;
        }
        // A copy of their own: what is behind a reference would be read again after everything that is written.
        let (wide, inputs) = (Wide(self.machine), self.inputs);
        while let Some((tile, first, mut out)) = self.tiles.take() {
            for (strip, series) in self.strips.iter().zip((0..).step_by(Wide::<M>::WIDTH)) {
                let mut turn = strip.wait(tile);
                if turn.value.is_none() {
                    *turn.value = Some(self.kernel.lane(wide, self.bars));
                }
                let Some(strip) = turn.value.as_mut() else { return };
                let full = out.layout().series - series >= Wide::<M>::WIDTH;
                let now = Now { first, series, together: self.together };
                match (full, self.beside) {
                    (true, true) => advance::<M, _, I, O, N, true, true>(wide, strip, &inputs, &mut out, now),
                    (true, false) => advance::<M, _, I, O, N, true, false>(wide, strip, &inputs, &mut out, now),
                    _ => advance::<M, _, I, O, N, false, false>(wide, strip, &inputs, &mut out, now),
                }
            }
        }
    }
}

/// Where a strip is: a tile's first bar and its own first series; and whether other threads are at other tiles.
struct Now {
    first: usize,
    series: usize,
    together: bool,
}

/// A tile's bars of a strip: of as many series as a FULL one has, or those that are left. They are BESIDE each other, or
/// anywhere.
#[inline(always)]
fn advance<M: Machine, L: Lane<M, N>, I: Float, O: Stored, const N: usize, const FULL: bool, const BESIDE: bool>(
    wide: Wide<M>,
    strip: &mut Started<M, L>,
    inputs: &[Table<I>; N],
    out: &mut TableMut<O>,
    Now { first, series, together }: Now,
) {
    assert!(!BESIDE || are_beside(inputs, out));
    let count = if FULL { Wide::<M>::WIDTH } else { out.layout().series - series };
    // Alone, the next strip fetches the line that the two share; and a tile that follows is not another thread's, which
    // would lose its lines.
    let [fetched, reach] = if together { [count + 1, out.layout().bars] } else { [count, usize::MAX] };
    let mut lane = strip.lane;
    for bar in 0..out.layout().bars {
        if BESIDE {
            inputs.iter().for_each(|input| input.fetch(first + bar + AHEAD, series, fetched));
        }
        if BESIDE && bar + AHEAD < reach {
            out.fetch(bar + AHEAD, series, fetched);
        }
        let mut rows = [wide.splat(0.0); N];
        for (row, input) in rows.iter_mut().zip(inputs) {
            let mut line = Line(*row);
            input.read(first + bar, series, &mut bytemuck::cast_slice_mut(&mut line.0)[..count], I::widen);
            *row = line.0;
        }
        let result = lane.step(&mut strip.scratch, rows);
        let mut stored = Line([O::zeroed(); MOST]);
        for (stored, value) in stored.0.iter_mut().zip(bytemuck::cast_slice::<_, f64>(&result)) {
            *stored = O::store(*value);
        }
        out.write(bar, series, &stored.0[..count], |stored| stored);
    }
    strip.lane = lane;
}
