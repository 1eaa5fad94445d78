//! Moving averages of eight series, whose states go on from tile to tile.

use super::tile::Tile;
use atc_engine::lanes::Cell;
use atc_engine::tables::RUN;
use atc_engine::{Arithmetic, Machine, Part};
use atc_moving_averages::lanes::{
    Adaptive, Double, Hull, Linear, Recurrence, Single, Smoothing, Speeds, Sum, Weights, kept, start_ring, windows,
};

/// Cells of eight series.
type Eight = Part<atc_engine::pulp::Scalar256b>;

/// A moving average with its length; its state is in cells of its own: totals or averages, and then rings.
pub struct Average {
    pub kind: Kind,
    pub length: usize,
    /// How many bars the series have at most.
    bars: usize,
    /// Its windows, where these have weights: those of `Hma`, of which the second is that of `Wma`, or one, three times.
    weights: [Weights; 3],
    /// What a sum is multiplied by, or what an exponential average keeps of itself.
    factor: f64,
    /// How many cells its state takes.
    pub cells: usize,
}

#[derive(Clone, Copy)]
pub enum Kind {
    Sma,
    Ema,
    Wma,
    Dema,
    Lsma,
    /// The line's value at the bar before the newest.
    LsmaOneBack,
    Hma,
    Kama(Speeds),
}

/// Stores what a step makes of each bar of a tile. No closure, since its body might not become vector code.
macro_rules! each_bar {
    ($part:ident, $tile:ident, |$bar:ident, $row:ident| $step:expr) => {
        for $row in 0..$tile.count {
            let $bar = $part.load(&$tile.prices[$row + 1]);
            $part.store($step, &mut $tile.average[$row]);
        }
    };
}

/// Takes up a state, stores its steps, and saves it.
macro_rules! slide {
    ($part:ident, $tile:ident, $cells:ident, $state:ty, ($($option:expr),*), |$now:ident, $rings:ident, $bar:ident| $step:expr) => {
        let (own, $rings) = $cells.split_at_mut(<$state>::ROWS);
        let mut $now = <$state>::load($part, $($option,)* $tile.bar, own);
        each_bar!($part, $tile, |$bar, row| $step);
        $now.save(own);
    };
}

impl Average {
    /// Of length 1, a line is the series itself.
    pub fn new(kind: Kind, length: usize, bars: usize) -> Self {
        let is_line = matches!(kind, Kind::Lsma | Kind::LsmaOneBack);
        let kind = if is_line && length == 1 { Kind::Wma } else { kind };
        let weights = match kind {
            Kind::Lsma => [Weights::line(length); 3],
            Kind::LsmaOneBack => [Weights::line_one_back(length); 3],
            _ => windows(length),
        };
        let factor = if matches!(kind, Kind::Sma) { 1.0 / length as f64 } else { kept(length) };
        let mut average = Self { kind, length, bars, weights, factor, cells: 0 };
        average.cells = average.own() + average.rings().iter().map(|length| length.min(&bars)).sum::<usize>();
        average
    }

    /// How many cells its totals or averages take, which come first.
    fn own(&self) -> usize {
        match self.kind {
            Kind::Sma => Sum::<Eight, false>::ROWS,
            Kind::Ema => Single::<Eight>::ROWS,
            Kind::Dema => Double::<Eight>::ROWS,
            Kind::Wma | Kind::Lsma | Kind::LsmaOneBack => Linear::<Eight, false, true>::ROWS,
            Kind::Hma => Hull::<Eight, false>::ROWS,
            Kind::Kama(_) => Adaptive::<Eight, false>::ROWS,
        }
    }

    /// The lengths of its rings.
    fn rings(&self) -> Vec<usize> {
        match self.kind {
            Kind::Ema | Kind::Dema => Vec::new(),
            Kind::Kama(_) => vec![self.length; 2],
            Kind::Hma => self.weights.map(|weights| weights.length).into(),
            _ => vec![self.length],
        }
    }

    /// How many bars it sums up before it begins; 0 where it does not.
    pub fn seed(&self) -> usize {
        if matches!(self.kind, Kind::Ema | Kind::Dema | Kind::Kama(_)) { self.length } else { 0 }
    }

    /// The cells before the first bar.
    pub fn start(&self, cells: &mut [Cell]) {
        let (own, mut rest) = cells.split_at_mut(self.own());
        own.fill(Cell::ZERO);
        match self.kind {
            Kind::Ema | Kind::Dema => own.fill(Cell::UNKNOWN),
            Kind::Kama(_) => own[0] = Cell::UNKNOWN,
            _ => {}
        }
        for length in self.rings() {
            let (ring, later) = rest.split_at_mut(length.min(self.bars));
            start_ring(ring, length, [Cell::UNKNOWN, Cell::ZERO]);
            rest = later;
        }
    }

    /// Writes the averages of the tile's bars into `tile.average`.
    #[inline(always)]
    pub fn run<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        match self.kind {
            Kind::Ema => smooth::<M, Single<Part<M>>>(part, self, cells, tile),
            Kind::Dema => smooth::<M, Double<Part<M>>>(part, self, cells, tile),
            _ if self.length <= RUN => self.slide::<M, false>(part, cells, tile),
            _ => self.slide::<M, true>(part, cells, tile),
        }
    }

    #[inline(always)]
    fn slide<M: Machine, const LONG: bool>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        let Self { length, bars, weights: all @ [_, weights, _], factor, .. } = *self;
        match self.kind {
            Kind::Sma => {
                let factor = part.splat(factor);
                slide!(part, tile, cells, Sum<Part<M>, LONG>, (length), |sum, ring, bar| part
                    .mul(sum.step(ring, bar), factor));
            }
            Kind::Wma => {
                slide!(part, tile, cells, Linear<Part<M>, LONG, true>, (weights), |window, ring, bar| window
                    .step(ring, bar));
            }
            Kind::Lsma | Kind::LsmaOneBack => {
                slide!(part, tile, cells, Linear<Part<M>, LONG, false>, (weights), |window, ring, bar| window
                    .line(ring, bar));
            }
            Kind::Hma => {
                slide!(part, tile, cells, Hull<Part<M>, LONG>, (all, bars), |hull, rings, bar| hull.step(rings, bar));
            }
            Kind::Kama(speeds) => adapt::<M, LONG>(part, length, speeds, cells, tile),
            Kind::Ema | Kind::Dema => unreachable!("no windows"),
        }
    }
}

#[inline(always)]
fn smooth<M: Machine, R: Recurrence<Part<M>>>(part: Part<M>, average: &Average, cells: &mut [Cell], tile: &mut Tile) {
    let length = average.length;
    let mut state = R::load(Smoothing::keeping(part, average.factor), cells);
    if tile.is_running(length) {
        each_bar!(part, tile, |bar, row| state.step(bar));
    } else {
        let length = length as f64;
        each_bar!(part, tile, |bar, row| {
            let seed = part.div(part.load(&tile.sums[row]), part.splat(length));
            state.begin(&tile.phase(part, row, length - 1.0), seed, bar)
        });
    }
    if tile.ends_block() {
        state.flush();
    }
    state.save(cells);
}

#[inline(always)]
fn adapt<M: Machine, const LONG: bool>(
    part: Part<M>,
    length: usize,
    speeds: Speeds,
    cells: &mut [Cell],
    tile: &mut Tile,
) {
    let (own, rings) = cells.split_at_mut(Adaptive::<Part<M>, LONG>::ROWS);
    let mut kama = Adaptive::<_, LONG>::load(part, length, speeds, tile.bar, own);
    if tile.is_running(length) {
        each_bar!(part, tile, |bar, row| kama.step(rings, bar, part.load(&tile.moves[row])));
    } else {
        each_bar!(part, tile, |bar, row| {
            let phase = tile.phase(part, row, length as f64);
            kama.begin(&phase, rings, bar, part.load(&tile.moves[row]))
        });
    }
    if tile.ends_block() {
        kama.flush();
    }
    kama.save(own);
}
