//! A few bars of eight series: what all averages are made of and trade.

use atc_engine::dispatch::{Machine, Vector};
use atc_engine::lanes::{Cell, LANES};
use atc_engine::tables::RUN;
use atc_engine::{Arithmetic, Part, each_part};
use atc_moving_averages::lanes::Phase;

/// Bars per tile at most.
pub const ROWS: usize = 32;

pub type Rows = [Cell; ROWS];

/// Cells of a state that belong to its prices: see `Tile::prepare`.
pub const CELLS: usize = 4;

/// Those cells before the first bar: the bar before, the first bar that is a number, and the sum since then in two parts.
pub const START: [Cell; CELLS] = [Cell::UNKNOWN, Cell::splat(f64::INFINITY), Cell::ZERO, Cell::ZERO];

pub struct Tile {
    /// The first bar's number in the series.
    pub bar: u64,
    /// How many bars there are.
    pub count: usize,
    /// The prices, after the one before them.
    pub prices: [Cell; ROWS + 1],
    /// How far each price is from the one before it.
    pub moves: Rows,
    /// The sum of the prices since the first that is a number; not kept up once all averages have begun.
    pub sums: Rows,
    /// Each series' first bar that is a number.
    first: Cell,
    /// The latest of those.
    latest: f64,
    /// The average at work.
    pub average: Rows,
}

impl Tile {
    pub fn new() -> Self {
        let rows = [Cell::ZERO; ROWS];
        Self {
            bar: 0,
            count: 0,
            prices: [Cell::ZERO; ROWS + 1],
            moves: rows,
            sums: rows,
            first: Cell::ZERO,
            latest: 0.0,
            average: rows,
        }
    }

    /// Moves on to the next bars, which `fill` writes.
    pub fn fill(&mut self, bar: u64, count: usize, fill: impl FnOnce(&mut [Cell])) {
        (self.bar, self.count) = (bar, count);
        fill(&mut self.prices[1..=count]);
    }

    /// Takes up the state's cells and makes what all averages need; `longest` is the longest that begins with a sum.
    #[inline(always)]
    pub fn prepare<M: Machine>(&mut self, machine: M, cells: &mut [Cell], longest: usize) {
        self.prices[0] = cells[0];
        self.first = cells[1];
        self.latest = latest(&self.first);
        let is_running = self.is_running(longest);
        each_part!(machine, part => {
            self.measure(part);
            if !is_running {
                self.begin(part, cells);
            }
        });
        self.first = cells[1];
        self.latest = latest(&self.first);
        cells[0] = self.prices[self.count];
    }

    #[inline(always)]
    fn measure<M: Machine>(&mut self, part: Part<M>) {
        let machine = part.machine;
        let mut before = part.load(&self.prices[0]);
        for (price, distance) in self.prices[1..].iter().zip(&mut self.moves).take(self.count) {
            let price = part.load(price);
            part.store(machine.magnitude(machine.sub_f64s(price, before)), distance);
            before = price;
        }
    }

    /// Finds the first bars that are numbers and sums up from there.
    #[inline(always)]
    fn begin<M: Machine>(&mut self, part: Part<M>, cells: &mut [Cell]) {
        let machine = part.machine;
        let (never, zero) = (part.splat(f64::INFINITY), part.splat(0.0));
        let mut first = part.load(&cells[1]);
        let [mut high, mut low] = [2, 3].map(|cell: usize| part.load(&cells[cell]));
        for row in 0..self.count {
            let bar = self.bar + row as u64;
            let price = part.load(&self.prices[row + 1]);
            let is_number = machine.equal_f64s(price, price);
            let begins = machine.and_m64s(is_number, machine.equal_f64s(first, never));
            first = machine.select_f64s(begins, part.splat(bar as f64), first);
            let known = machine.less_than_f64s(first, never);
            low = machine.add_f64s(low, machine.select_f64s(known, price, zero));
            part.store(machine.add_f64s(high, low), &mut self.sums[row]);
            if (bar + 1).is_multiple_of(RUN as u64) {
                (high, low) = (machine.add_f64s(high, low), zero);
            }
        }
        part.store(first, &mut cells[1]);
        part.store(high, &mut cells[2]);
        part.store(low, &mut cells[3]);
    }

    /// Whether every series had `bars` bars before this tile, not counting leading NaNs.
    #[inline(always)]
    pub fn is_running(&self, bars: usize) -> bool {
        self.latest + bars as f64 <= self.bar as f64
    }

    /// Each series' first bar that is a number, infinite before that.
    pub fn first(&self) -> &Cell {
        &self.first
    }

    /// Which series begin at a row's bar: each so many bars after its first that is a number.
    #[inline(always)]
    pub fn phase<M: Machine>(&self, part: Part<M>, row: usize, delay: f64) -> Phase<Part<M>> {
        let since: Vector<M> = part.sub(part.splat((self.bar + row as u64) as f64), part.load(&self.first));
        let delay = part.splat(delay);
        Phase {
            fresh: part.equal(since, part.splat(0.0)),
            beginning: part.equal(since, delay),
            running: part.less(delay, since),
        }
    }

    /// Whether it ends where tiles of whole series do: what is done there is done at the same bars of a stream.
    #[inline(always)]
    pub fn ends_block(&self) -> bool {
        (self.bar + self.count as u64).is_multiple_of(ROWS as u64)
    }
}

#[inline(always)]
fn latest(first: &Cell) -> f64 {
    let mut latest = first.0[0];
    for i in 1..LANES {
        latest = if first.0[i] > latest { first.0[i] } else { latest };
    }
    latest
}
