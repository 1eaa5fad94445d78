//! A kernel over some series: strips of them, each as wide as the machine's vectors, advance tile by tile.

use super::run::{Kernel, Started};
use super::tile::{Ahead, Inputs, MOST, advance};
use super::turns::{Tiles, Turns};
use super::wide::{Row, Wide};
use super::{Float, Layout, Stored, Table, TableMut};
use crate::dispatch::Machine;
use crate::lanes::Cache;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bars that one thread takes every strip through before the next ones, which the nearest cache holds meanwhile.
const ROWS: usize = 8;

/// As many where a strip has more state than so many rows, which is put away and taken up again.
const ROWS_OF_LARGE: usize = 64;
const LARGE: usize = 8;

/// Elements that the nearest cache holds, with as many that follow and the results.
const NEAREST: usize = 512;

/// Elements of all tables per tile that several threads take in turns: the second cache holds them, and as many that are
/// fetched for the next tile.
const TILE: usize = 3 << 14;

/// Bars per tile for every row of scratch, which moves from processor to processor with every tile.
const ROWS_PER_SCRATCH: usize = 4;

/// Bars per tile at least.
const FEWEST_ROWS: usize = 64;

/// Tiles for each of several threads, if they are large enough, so that all end together.
const TILES: usize = 8;

/// A tile that is computed apart is so many times as long as what must be computed before it.
const WORTH: usize = 8;

/// What threads advance in turns; the first makes what is before the first bar.
type Strip<M, L> = Turns<Option<Started<M, L>>>;

/// What the threads of a team share.
pub struct Group<'a, M: Machine, K: Kernel<N>, I, O, const N: usize> {
    machine: M,
    kernel: K,
    bars: usize,
    inputs: Inputs<'a, I, N>,
    tiles: Tiles<'a, O>,
    way: Way<M, K::Lane<M>>,
}

/// How threads share the tiles.
enum Way<M: Machine, L> {
    /// Each computes its tiles apart, from so many bars before them on.
    Apart { reach: usize },
    /// A strip goes from tile to tile, whoever has it. Only as many threads as there are strips can do something; the next
    /// tile of each probably begins so many bars after its last.
    InTurns { strips: Vec<Strip<M, L>>, threads: AtomicUsize, ahead: usize },
}

impl<'a, M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize> Group<'a, M, K, I, O, N> {
    /// For so many threads.
    pub fn new(machine: M, kernel: K, tables: [Table<'a, I>; N], out: TableMut<'a, O>, threads: usize) -> Self {
        let Layout { bars, .. } = out.layout();
        let inputs = Inputs::new::<M, O>(tables, &out);
        let is_short = |reach: &usize| *reach <= bars / (WORTH * threads);
        let reach = if threads == 1 { Some(0) } else { kernel.reach().filter(is_short) };
        let (rows, way) = match reach {
            Some(reach) => (rows_apart(bars, threads, reach), Way::Apart { reach }),
            None => {
                let scratch = kernel.lane(Wide(machine), bars).scratch.len();
                let most = (TILE / (N + 1) / inputs.series).max(ROWS_PER_SCRATCH * scratch);
                let rows = rows_in_turns(bars, threads, most);
                let strips = (0..inputs.strips()).map(|_| Turns::new(None)).collect();
                (rows, Way::InTurns { strips, threads: AtomicUsize::new(0), ahead: threads * rows })
            }
        };
        Self { machine, kernel, bars, inputs, tiles: Tiles::new(out, rows), way }
    }

    /// Takes tiles while there are any.
    #[inline(always)]
    fn share<const WIDTH: usize, const BESIDE: bool>(&self) {
        match &self.way {
            Way::Apart { reach } => {
                while let Some((_, first, out)) = self.tiles.take() {
                    self.apart::<WIDTH, BESIDE>(first, *reach, out);
                }
            }
            Way::InTurns { strips, threads, ahead } => {
                if threads.fetch_add(1, Ordering::Relaxed) >= strips.len() {
                    return;
                }
                while let Some((tile, first, out)) = self.tiles.take() {
                    self.in_turns::<WIDTH, BESIDE>(strips, [tile, first], out, Ahead::new(*ahead, Cache::Second));
                }
            }
        }
    }

    /// A tile that begins at bar `first`, from the state on that the `reach` bars before it lead to.
    #[inline(always)]
    fn apart<const WIDTH: usize, const BESIDE: bool>(&self, first: usize, reach: usize, mut out: TableMut<'_, O>) {
        let wide = Wide(self.machine);
        let mut strips: Vec<_> = (0..self.inputs.strips()).map(|_| self.kernel.lane(wide, self.bars)).collect();
        let mut bar = first.saturating_sub(reach);
        let is_large = size_of::<K::Lane<M>>() > LARGE * size_of::<Row<M>>();
        let rows = if is_large { ROWS_OF_LARGE } else { ROWS };
        let mut unused = vec![O::zeroed(); (first - bar).min(rows) * self.inputs.series];
        let cache = if rows * self.inputs.series <= NEAREST { Cache::First } else { Cache::Second };
        loop {
            let before = (first - bar.min(first)).min(rows);
            let mut now = if before > 0 {
                TableMut::within(&mut unused, 0, Layout::rows::<O>(before, self.inputs.series))
            } else if let Some(now) = out.take_bars(rows) {
                now
            } else {
                return;
            };
            let mut ahead = Ahead::new(rows, cache);
            for (i, strip) in strips.iter_mut().enumerate() {
                let at = [bar, self.inputs.first_series(i)];
                advance::<_, _, _, _, N, WIDTH, BESIDE>(wide, strip, &self.inputs, at, &mut now, &mut ahead);
            }
            bar += now.layout().bars;
        }
    }

    /// A tile that begins at bar `first`, each strip as soon as it has come there.
    #[inline(always)]
    fn in_turns<const WIDTH: usize, const BESIDE: bool>(
        &self,
        strips: &[Strip<M, K::Lane<M>>],
        [tile, first]: [usize; 2],
        mut out: TableMut<'_, O>,
        mut ahead: Ahead,
    ) {
        let wide = Wide(self.machine);
        for (i, strip) in strips.iter().enumerate() {
            let mut turn = strip.wait(tile);
            if turn.value.is_none() {
                *turn.value = Some(self.kernel.lane(wide, self.bars));
            }
            let Some(strip) = turn.value.as_mut() else { return };
            let at = [first, self.inputs.first_series(i)];
            advance::<_, _, _, _, N, WIDTH, BESIDE>(wide, strip, &self.inputs, at, &mut out, &mut ahead);
        }
    }
}

/// How many bars a tile has that is computed apart.
fn rows_apart(bars: usize, threads: usize, reach: usize) -> usize {
    if threads == 1 { bars } else { (bars / (TILES * threads)).max(WORTH * reach).next_multiple_of(reach) }
}

/// How many bars a tile has where threads take turns: at `most`, and so many that each thread has as many tiles.
fn rows_in_turns(bars: usize, threads: usize, most: usize) -> usize {
    let most = most.min(bars / (TILES * threads)).max(FEWEST_ROWS);
    bars.div_ceil(threads * bars.div_ceil(threads * most))
}

/// What each thread does. A struct and not a closure, for the reason that `dispatched!` gives.
impl<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize> pulp::NullaryFnOnce for &Group<'_, M, K, I, O, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        match (self.inputs.width, self.inputs.beside) {
            (width, true) if width == Wide::<M>::WIDTH => self.share::<MOST, true>(),
            (width, false) if width == Wide::<M>::WIDTH => self.share::<MOST, false>(),
            (8, true) => self.share::<8, true>(),
            (4, true) => self.share::<4, true>(),
            (2, true) => self.share::<2, true>(),
            _ => self.share::<0, false>(),
        }
    }
}
