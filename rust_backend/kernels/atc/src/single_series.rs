//! A series of its own: in place of eight series, eight of its averages are followed side by side.
//!
//! The averages come from the kernels for series, a stretch of bars at a time. Equities and sums are computed by the same
//! steps in the same order as for series side by side, so that they are the same to the last bit.

use super::RESULTS;
use super::plan::{FAMILIES, NINE, Plan};
use super::series::{State, Stretch};
use super::tile::{ROWS, Rows, Tile};
use super::trading::{FAMILY, SharedInputs, TRADER, TRADER_START, average_signal, family_start};
use atc_engine::each_part;
use atc_engine::lanes::{Cell, LANES as SERIES};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, dispatched};
use atc_engine::{Table, TableMut};

/// Averages of a series.
const AVERAGES: usize = FAMILIES * NINE;

/// Cells that have a lane for each of them.
const GROUPS: usize = AVERAGES.div_ceil(SERIES);

/// Bars of a stretch, and how many it has at least for each that an average reaches back.
const STRETCH: usize = 32 * ROWS;
const SHARE: usize = 4;

/// A number for every bar of a tile, in rows of eight.
type Column = [[f64; LANES]; ROWS / LANES];

const NOTHING: Column = [[0.0; LANES]; ROWS / LANES];

/// Writes the thirteen results of every series.
pub fn one_by_one(plan: &Plan, prices: Table<f64>, mut out: [TableMut<f64>; RESULTS]) {
    let layout = prices.layout();
    let mut averages = Averages::new(plan, layout.bars);
    for series in 0..layout.series {
        averages.known = 0;
        let mut state = TradingState::new(plan);
        for from in (0..layout.bars).step_by(averages.stretch) {
            let count = averages.stretch.min(layout.bars - from);
            averages.run(plan, from, count, |bars| prices.read_bars(from, series, bars));
            state.wait(plan, averages.first(from + count));
            for at in (0..count).step_by(ROWS) {
                state.open(plan, from + at, averages.prices(at, ROWS.min(count - at)));
                trade(plan, averages.rows(), averages.lead + at, &mut state);
                for (results, table) in state.results.iter().zip(&mut out) {
                    table.write_bars(from + at, series, &results.as_flattened()[..state.tile.count]);
                }
            }
        }
    }
}

/// All averages of a stretch.
struct Averages {
    /// How many bars a stretch has, and how many are kept of those before it.
    stretch: usize,
    lead: usize,
    bars: Vec<f64>,
    /// How many bars there were before the stretch since the first that is a number.
    known: usize,
    /// As many rows of `bars` as there are lanes in all groups, and one more.
    rows: Vec<f64>,
    states: [State; AVERAGES],
}

impl Averages {
    fn new(plan: &Plan, bars: usize) -> Self {
        let lookback = plan.families.iter().flatten().map(|average| average.lookback()).max().unwrap_or(0);
        let lead = lookback.min(bars).next_multiple_of(LANES);
        let stretch = STRETCH.max(SHARE * lead).min(bars).next_multiple_of(ROWS);
        let size = lead + stretch;
        let rows = vec![f64::NAN; (GROUPS * SERIES + 1) * size];
        Self { stretch, lead, bars: vec![0.0; size], known: 0, rows, states: [[0.0; 2]; AVERAGES] }
    }

    /// Goes on to the stretch of bars that begins with bar `from`.
    fn run(&mut self, plan: &Plan, from: usize, count: usize, read: impl Fn(&mut [f64])) {
        let size = self.bars.len();
        self.bars.copy_within(self.stretch.., 0);
        read(&mut self.bars[self.lead..self.lead + count]);
        let bars = &self.bars[..self.lead + count];
        let stretch = Stretch { bars, start: self.lead, before: from.min(self.lead), known: self.known };
        let (scratch, rows) = self.rows.split_at_mut(size);
        let averages = plan.families.iter().flatten().zip(&mut self.states);
        for ((average, state), row) in averages.zip(rows.chunks_exact_mut(size)) {
            average.follow(&stretch, state, &mut scratch[..bars.len()], &mut row[..bars.len()]);
        }
        let is_unknown = |bar: &&f64| self.known == 0 && bar.is_nan();
        self.known += count - bars[self.lead..].iter().take_while(is_unknown).count();
    }

    /// The first bar that is a number, infinite before that; `end` bars were read.
    fn first(&self, end: usize) -> f64 {
        if self.known > 0 { (end - self.known) as f64 } else { f64::INFINITY }
    }

    /// Some bars of the stretch.
    fn prices(&self, at: usize, count: usize) -> &[f64] {
        &self.bars[self.lead + at..][..count]
    }

    /// The averages, a row for each.
    fn rows(&self) -> AverageRows<'_> {
        let size = self.bars.len();
        AverageRows { rows: &self.rows[size..], size }
    }
}

#[derive(Clone, Copy)]
pub struct AverageRows<'a> {
    rows: &'a [f64],
    size: usize,
}

/// What a series' averages are traded with, a tile of bars at a time.
pub struct TradingState {
    tile: Tile,
    shared: SharedInputs,
    /// A lane for each average, and those of families.
    traders: [[Cell; TRADER]; GROUPS],
    families: [Cell; FAMILY],
    /// Families' signals and equities, and their sums.
    signals: Rows,
    equities: Rows,
    all: [Rows; 2],
    results: [Column; RESULTS],
}

impl TradingState {
    fn new(plan: &Plan) -> Box<Self> {
        let rows = [Cell::ZERO; ROWS];
        let mut families = family_start(1.0);
        for (lane, weight) in plan.weights.into_iter().enumerate() {
            for (cell, start) in families.iter_mut().zip(family_start(weight)) {
                cell.0[lane] = start.0[lane];
            }
        }
        Box::new(Self {
            tile: Tile::new(),
            shared: SharedInputs::new(plan.decay),
            traders: [TRADER_START; GROUPS],
            families,
            signals: rows,
            equities: rows,
            all: [rows; 2],
            results: [NOTHING; RESULTS],
        })
    }

    /// Says from which bar on each family counts.
    fn wait(&mut self, plan: &Plan, first: f64) {
        for (start, wait) in self.shared.starts.0.iter_mut().zip(plan.waits) {
            *start = first + wait;
        }
    }

    /// Goes on to a tile of prices, which all lanes trade.
    fn open(&mut self, plan: &Plan, bar: usize, prices: &[f64]) {
        self.tile.prices[0] = if bar == 0 { Cell::UNKNOWN } else { self.tile.prices[self.tile.count] };
        self.tile.fill(bar as u64, prices.len(), |cells| {
            for (cell, price) in cells.iter_mut().zip(prices) {
                *cell = Cell::splat(*price);
            }
        });
        self.shared.set_bars(bar as u64, prices.len(), plan.growth, plan.cutout);
    }
}

dispatched! {
    /// Trades all averages over the tile, whose first bar their rows have at `at`.
    pub fn trade(plan: &Plan, averages: AverageRows<'_>, at: usize, state: &mut TradingState) = trade_body;
}

#[inline(always)]
fn trade_body<M: Machine>(machine: M, plan: &Plan, averages: AverageRows, at: usize, state: &mut TradingState) {
    let TradingState { tile, shared, traders, families, signals, equities, all, results } = state;
    let count = tile.count;
    let mut sums = [[NOTHING; SERIES]; 2];
    each_part!(machine, part => shared.open(part, tile));
    for (group, trader) in traders.iter_mut().enumerate() {
        averages.put(machine, group, at, &mut tile.average);
        each_part!(machine, part => {
            shared.clear(part, count);
            shared.trade(part, trader, tile);
        });
        for (sums, cells) in sums.iter_mut().zip(shared.sums()) {
            add_to_families(machine, group, cells, sums);
        }
    }
    for (sums, cells) in sums.iter().zip(shared.sums()) {
        for (block, cells) in cells.as_chunks_mut().0.iter_mut().enumerate() {
            let mut rows = [Row::splat(machine, 0.0); LANES];
            for (row, sums) in rows.iter_mut().zip(sums) {
                *row = Row::load(machine, &sums[block], 0);
            }
            put(rows, cells);
        }
    }
    *all = [[Cell::ZERO; ROWS]; 2];
    each_part!(machine, part => shared.finish_family(part, plan.rules, families, count, [signals, equities], all));
    let (of_families, last) = results.split_at_mut(2 * FAMILIES);
    let (of_signals, of_equities) = of_families.split_at_mut(FAMILIES);
    split(machine, signals, of_signals);
    split(machine, equities, of_equities);
    add_up(machine, all);
    each_part!(machine, part => average_signal(part, all, ROWS / LANES, signals));
    for (result, cell) in last[0].iter_mut().zip(&*signals) {
        *result = cell.0;
    }
}

impl AverageRows<'_> {
    /// Puts eight bars of a group's averages after the other side by side.
    #[inline(always)]
    fn put<M: Machine>(self, machine: M, group: usize, at: usize, cells: &mut Rows) {
        let rows = &self.rows[group * SERIES * self.size..];
        for (block, cells) in cells.as_chunks_mut().0.iter_mut().enumerate() {
            let mut lanes = [Row::splat(machine, 0.0); LANES];
            for (lane, row) in lanes.iter_mut().zip(rows.chunks_exact(self.size)) {
                *lane = Row::load(machine, row, at + block * LANES);
            }
            put(lanes, cells);
        }
    }
}

/// Rows of eight bars as cells, one for each bar.
#[inline(always)]
fn put<M: Machine>(rows: [Row<M>; LANES], cells: &mut [Cell; LANES]) {
    for (cell, row) in cells.iter_mut().zip(Row::transposed(rows)) {
        row.store(&mut cell.0);
    }
}

/// Cells of eight bars as rows, one for each lane.
#[inline(always)]
fn taken<M: Machine>(machine: M, cells: &[Cell; LANES]) -> [Row<M>; LANES] {
    let mut rows = [Row::splat(machine, 0.0); LANES];
    for (row, cell) in rows.iter_mut().zip(cells) {
        *row = Row::load(machine, &cell.0, 0);
    }
    Row::transposed(rows)
}

/// Adds the numbers of a group's averages to those of their families, one after the other.
#[inline(always)]
fn add_to_families<M: Machine>(machine: M, group: usize, cells: &Rows, families: &mut [Column; SERIES]) {
    for (block, cells) in cells.as_chunks().0.iter().enumerate() {
        for (lane, row) in taken(machine, cells).into_iter().enumerate() {
            let average = group * SERIES + lane;
            if average < AVERAGES {
                let sum = &mut families[average / NINE][block];
                (Row::load(machine, sum, 0) + row).store(sum);
            }
        }
    }
}

/// A column for each family's lane.
#[inline(always)]
fn split<M: Machine>(machine: M, cells: &Rows, columns: &mut [Column]) {
    for (block, cells) in cells.as_chunks().0.iter().enumerate() {
        for (column, row) in columns.iter_mut().zip(taken(machine, cells)) {
            row.store(&mut column[block]);
        }
    }
}

/// The sums of all families' lanes, eight bars to a cell.
#[inline(always)]
fn add_up<M: Machine>(machine: M, all: &mut [Rows; 2]) {
    for rows in all {
        for block in 0..ROWS / LANES {
            let mut sum = Row::splat(machine, 0.0);
            for row in taken(machine, &rows.as_chunks().0[block]).into_iter().take(FAMILIES) {
                sum = sum + row;
            }
            sum.store(&mut rows[block].0);
        }
    }
}
