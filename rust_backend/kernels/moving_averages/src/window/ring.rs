//! The rows that a window goes back to.

use super::{FEW, TILE, has_registers};
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES};

/// Slots that need no heap, since an allocation costs as much as 32 bars; few, since they are cleared.
const SMALL: usize = 7;

/// A slot of CELLS for every row of a tile or a block; WHOLE of them where windows have no rest, since a long block should
/// fit the nearest cache. Windows borrow it: moved with them, it took as long as 16 bars.
pub struct Ring<const CELLS: usize, const WHOLE: usize> {
    small: [[Cell; CELLS]; SMALL],
    heap: Vec<[Cell; CELLS]>,
}

impl<const CELLS: usize, const WHOLE: usize> Ring<CELLS, WHOLE> {
    /// For the groups of a window over so many bars, and if they are few and not in registers for a tile.
    #[inline(always)]
    pub fn new<M: Machine>(length: usize, bars: usize) -> Self {
        let groups = length / LANES;
        let has_tile = groups <= FEW && !has_registers::<M>();
        let rows = groups + if has_tile { bars.div_ceil(LANES).min(TILE) } else { 0 };
        let cells = if groups > FEW && length.is_multiple_of(LANES) { WHOLE } else { CELLS };
        let (none, count) = ([Cell::ZERO; CELLS], (rows * cells).div_ceil(CELLS));
        Self { small: [none; SMALL], heap: if count > SMALL { vec![none; count] } else { Vec::new() } }
    }

    /// The ring, with as many cells as are used.
    #[inline(always)]
    pub fn all<const USED: usize>(&mut self) -> &mut [[Cell; USED]] {
        let ring = if self.heap.is_empty() { &mut self.small[..] } else { &mut self.heap };
        ring.as_flattened_mut().as_chunks_mut().0
    }

    /// Those of the first rows.
    #[inline(always)]
    pub fn first<const ROWS: usize>(&mut self) -> &mut [[Cell; CELLS]; ROWS] {
        self.all().first_chunk_mut().expect("ring for all groups")
    }
}
