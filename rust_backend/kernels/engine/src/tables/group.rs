//! A kernel over some series: column blocks, each as wide as the machine's vectors, advance tile by tile.

use super::buffer::{Buffers, Inputs, Prefetch};
use super::turns::{Tiles, Turns};
use super::{Blocks, ColumnBlocks};
use crate::lanes::Cache;
use crate::{Float, Layout, Rounded, Stored, Table, TableMut};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows of all inputs that one thread takes every column block through before the next ones: of 64 series, 8 KiB, which the
/// nearest cache holds with the results and what is fetched meanwhile.
const ROWS: usize = 16;

/// As many where the state is large, or goes through buffers: it is taken up and put away at every tile.
const ROWS_OF_LARGE: usize = 64;

/// Elements that the nearest cache holds, with as many that follow and the results.
const NEAREST: usize = 1024;

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
type Shared<R, const N: usize> = Turns<Option<Box<dyn ColumnBlocks<R, N>>>>;

/// What the workers share.
pub struct Group<'a, R, I, O, const N: usize> {
    blocks: &'a dyn Blocks<R, N>,
    bars: usize,
    inputs: Inputs<'a, I, N>,
    tiles: Tiles<'a, O>,
    sharing: Sharing<R, N>,
}

/// How threads share the tiles.
enum Sharing<R, const N: usize> {
    /// Each computes its tiles apart, from so many bars before them on.
    Apart { lookback: usize },
    /// A column block goes from tile to tile, whichever thread has it. Only as many threads as there are blocks can do
    /// something; the next tile of each probably begins so many bars after its last.
    InTurns { blocks: Vec<Shared<R, N>>, threads: AtomicUsize, ahead: usize },
}

impl<'a, R: Stored, I: Float, O: Rounded<R>, const N: usize> Group<'a, R, I, O, N> {
    /// For so many threads.
    pub fn new(blocks: &'a dyn Blocks<R, N>, tables: [Table<'a, I>; N], out: TableMut<'a, O>, threads: usize) -> Self {
        let Layout { bars, .. } = out.layout();
        let inputs = Inputs::new::<O>(tables, &out, blocks.width());
        let is_short = |lookback: &usize| *lookback <= bars / (WORTH * threads);
        let lookback = if threads == 1 { Some(0) } else { blocks.lookback().filter(is_short) };
        let (rows, sharing) = match lookback {
            Some(lookback) => (rows_apart(bars, threads, lookback), Sharing::Apart { lookback }),
            None => {
                let most = (TILE / (N + 1) / inputs.series).max(ROWS_PER_SCRATCH * blocks.scratch(bars));
                let rows = rows_in_turns(bars, threads, most);
                let states = (0..inputs.blocks()).map(|_| Turns::new(None)).collect();
                (rows, Sharing::InTurns { blocks: states, threads: AtomicUsize::new(0), ahead: threads * rows })
            }
        };
        Self { blocks, bars, inputs, tiles: Tiles::new(out, rows), sharing }
    }

    /// What each thread does: takes tiles while there are any.
    pub fn work(&self) {
        match &self.sharing {
            Sharing::Apart { lookback } => {
                while let Some((_, first, out)) = self.tiles.take() {
                    self.apart(first, *lookback, out);
                }
            }
            Sharing::InTurns { blocks, threads, ahead } => {
                if threads.fetch_add(1, Ordering::Relaxed) >= blocks.len() {
                    return;
                }
                let mut buffers = None;
                while let Some((tile, first, out)) = self.tiles.take() {
                    self.in_turns(blocks, [tile, first], out, (Prefetch::new(*ahead, Cache::Second), &mut buffers));
                }
            }
        }
    }

    /// A tile that begins at bar `first`, from the state on that the `lookback` bars before it lead to.
    fn apart(&self, first: usize, lookback: usize, mut out: TableMut<'_, O>) {
        let mut blocks = self.blocks.start(self.inputs.blocks(), self.bars);
        let mut bar = first.saturating_sub(lookback);
        let is_long = self.blocks.is_large() || self.inputs.needs_buffers();
        let rows = if is_long { ROWS_OF_LARGE } else { ROWS / N };
        let mut buffers = None;
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
            let mut prefetch = Prefetch::new(rows, cache);
            self.inputs.advance(blocks.as_mut(), 0..self.inputs.blocks(), bar, &mut now, (&mut prefetch, &mut buffers));
            bar += now.layout().bars;
        }
    }

    /// A tile that begins at bar `first`, each column block as soon as it has come there.
    fn in_turns(
        &self,
        blocks: &[Shared<R, N>],
        [tile, first]: [usize; 2],
        mut out: TableMut<'_, O>,
        (mut prefetch, buffers): (Prefetch, &mut Option<Box<Buffers<R, N>>>),
    ) {
        for (number, block) in blocks.iter().enumerate() {
            let mut turn = block.wait(tile);
            let block = turn.value.get_or_insert_with(|| self.blocks.start(1, self.bars));
            self.inputs.advance(block.as_mut(), number..number + 1, first, &mut out, (&mut prefetch, &mut *buffers));
        }
    }
}

/// How many bars a tile has that is computed apart.
fn rows_apart(bars: usize, threads: usize, lookback: usize) -> usize {
    if threads == 1 { bars } else { (bars / (TILES * threads)).max(WORTH * lookback).next_multiple_of(lookback) }
}

/// How many bars a tile has where threads take turns: at `most`, and so many that each thread has as many tiles.
fn rows_in_turns(bars: usize, threads: usize, most: usize) -> usize {
    let most = most.min(bars / (TILES * threads)).max(FEWEST_ROWS);
    bars.div_ceil(threads * bars.div_ceil(threads * most))
}
