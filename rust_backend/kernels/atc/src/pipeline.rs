//! The machine itself: takes the state of eight series over a tile of bars.

use super::RESULTS;
use super::plan::{FAMILIES, Plan};
use super::tile::{self, ROWS, Rows, Tile};
use super::trading::{FAMILY, SharedInputs, TRADER, average_signal};
use atc_engine::lanes::Cell;
use atc_engine::{Arithmetic, Part, each_part};
use atc_engine::{Machine, dispatched};

/// Everything between the state and the results; no bigger for longer series.
pub struct Work {
    pub tile: Tile,
    pub shared: SharedInputs,
    pub results: [Rows; RESULTS],
    /// Sums over the families.
    all: [Rows; 2],
}

impl Work {
    pub fn new(plan: &Plan) -> Box<Self> {
        let rows = [Cell::ZERO; ROWS];
        Box::new(Self {
            tile: Tile::new(),
            shared: SharedInputs::new(plan.decay),
            results: [rows; RESULTS],
            all: [rows; 2],
        })
    }
}

dispatched! {
    /// Takes the state in `cells` over the bars of `work.tile` and writes `work.results`.
    pub fn advance(plan: &Plan, cells: &mut [Cell], work: &mut Work) = advance_body;
}

#[inline(always)]
fn advance_body<M: Machine>(machine: M, plan: &Plan, cells: &mut [Cell], work: &mut Work) {
    let (own, families) = cells.split_at_mut(tile::CELLS);
    work.tile.prepare(machine, own, plan.longest);
    each_part!(machine, part => advance_part(part, plan, families, work));
}

#[inline(always)]
fn advance_part<M: Machine>(part: Part<M>, plan: &Plan, cells: &mut [Cell], work: &mut Work) {
    let Work { tile, shared, results, all } = work;
    let count = tile.count;
    shared.open(part, tile);
    for sums in all.iter_mut().flat_map(|rows| &mut rows[..count]) {
        part.store(part.splat(0.0), sums);
    }
    let (signals, rest) = results.split_at_mut(FAMILIES);
    let (equities, last) = rest.split_at_mut(FAMILIES);
    let mut rest = cells;
    let families = plan.families.iter().zip(plan.waits);
    for (((family, wait), signals), equities) in families.zip(signals).zip(equities) {
        shared.clear(part, count);
        for average in family {
            let (state, later) = rest.split_at_mut(average.cells);
            let (trader, later) = later.split_at_mut(TRADER);
            average.run(part, state, tile);
            shared.trade(part, trader, tile);
            rest = later;
        }
        let (own, later) = rest.split_at_mut(FAMILY);
        part.store(part.machine.add_f64s(part.load(tile.first()), part.splat(wait)), &mut shared.starts);
        shared.finish_family(part, plan.rules, own, count, [signals, equities], all);
        rest = later;
    }
    average_signal(part, all, count, &mut last[0]);
}
