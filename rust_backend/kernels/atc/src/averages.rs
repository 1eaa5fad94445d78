//! Moving averages of eight series as states that go on from tile to tile.

use super::cells::{Cell, Part};
use super::tile::Tile;
use super::windows::{Linear, Sum, Weights};
use atc_engine::dispatch::{Machine, Vector};

/// A moving average with its length; its state is in cells of its own.
pub enum Average {
    Sma(Sum),
    Ema(Smoothing),
    Wma(Linear),
    Dema(Smoothing),
    /// NaN where the window holds an infinity, whichever sign its weight has.
    Lsma(Linear),
    LsmaOneBack(Linear),
    Hma(Hull),
    Kama(Adaptive),
}

/// `keep * average + take * bar`. The two add up to exactly 1: otherwise a slow average would be off by their error
/// times its length.
pub struct Smoothing {
    pub length: usize,
    keep: f64,
    take: f64,
}

pub struct Hull {
    near: Linear,
    pub far: Linear,
    pub smooth: Linear,
}

/// Its cells are the average, a ring of bars, and those of the noise.
pub struct Adaptive {
    pub length: usize,
    pub speeds: Speeds,
    noise: Sum,
    ring: usize,
    range: f64,
}

/// How Kaufman's average goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speeds {
    pub fast: f64,
    pub slow: f64,
    /// Whether it starts as 0 and follows at once, and not as the first bar, held until there is a noise.
    pub is_from_zero: bool,
}

impl Speeds {
    /// Kaufman's own.
    pub const USUAL: Self = Self { fast: 0.666, slow: 0.064, is_from_zero: false };
}

impl Average {
    pub fn sma(length: usize, bars: usize) -> Self {
        Self::Sma(Sum::new(length, 1.0 / length as f64, bars))
    }

    pub fn ema(length: usize) -> Self {
        Self::Ema(Smoothing::new(length))
    }

    pub fn wma(length: usize, bars: usize) -> Self {
        Self::Wma(Linear::new(length, Weights::falling(length), bars))
    }

    pub fn dema(length: usize) -> Self {
        Self::Dema(Smoothing::new(length))
    }

    pub fn lsma(length: usize, bars: usize) -> Self {
        if length == 1 { Self::wma(1, bars) } else { Self::Lsma(Linear::new(length, Weights::line(length), bars)) }
    }

    /// The line's value at the bar before the newest.
    pub fn lsma_one_back(length: usize, bars: usize) -> Self {
        let weights = Weights::line_one_back(length);
        if length == 1 { Self::wma(1, bars) } else { Self::LsmaOneBack(Linear::new(length, weights, bars)) }
    }

    pub fn hma(length: usize, bars: usize) -> Self {
        let window = |length| Linear::new(length, Weights::falling(length), bars);
        Self::Hma(Hull { near: window((length / 2).max(1)), far: window(length), smooth: window(length.isqrt()) })
    }

    pub fn kama(length: usize, speeds: Speeds, bars: usize) -> Self {
        Self::Kama(Adaptive {
            length,
            speeds,
            noise: Sum::new(length, 1.0, bars),
            ring: length.min(bars),
            range: speeds.fast - speeds.slow,
        })
    }

    /// How many cells its state takes.
    pub fn cells(&self) -> usize {
        match self {
            Self::Sma(sum) => sum.cells(),
            Self::Ema(_) => 1,
            Self::Dema(_) => 2,
            Self::Wma(window) | Self::Lsma(window) | Self::LsmaOneBack(window) => window.cells(),
            Self::Hma(hull) => hull.near.cells() + hull.far.cells() + hull.smooth.cells(),
            Self::Kama(kama) => 1 + kama.ring + kama.noise.cells(),
        }
    }

    /// How many bars it sums up before it begins; 0 where it does not.
    pub fn seed(&self) -> usize {
        match self {
            Self::Ema(smoothing) | Self::Dema(smoothing) => smoothing.length,
            Self::Kama(kama) => kama.length,
            _ => 0,
        }
    }

    /// The cells before the first bar.
    pub fn start(&self, cells: &mut [Cell]) {
        match self {
            Self::Sma(sum) => sum.start(cells),
            Self::Ema(_) | Self::Dema(_) => cells.fill(Cell::UNKNOWN),
            Self::Wma(window) | Self::Lsma(window) | Self::LsmaOneBack(window) => window.start(cells),
            Self::Hma(hull) => {
                let (near, far, smooth) = hull.split(cells);
                hull.near.start(near);
                hull.far.start(far);
                hull.smooth.start(smooth);
            }
            Self::Kama(kama) => {
                let (own, noise) = cells.split_at_mut(1 + kama.ring);
                own.fill(Cell::UNKNOWN);
                kama.noise.start(noise);
            }
        }
    }

    /// Writes the averages of the tile's bars into `tile.average`.
    #[inline(always)]
    pub fn run<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        let Tile { bar, count, .. } = *tile;
        match self {
            Self::Sma(sum) => sum.run(part, cells, bar, &tile.prices[1..=count], &mut tile.average),
            Self::Ema(smoothing) => smoothing.single(part, cells, tile),
            Self::Dema(smoothing) => smoothing.double(part, cells, tile),
            Self::Wma(window) => window.run(part, cells, bar, &tile.prices[1..=count], &mut tile.average),
            Self::Lsma(window) | Self::LsmaOneBack(window) => {
                window.run(part, cells, bar, &tile.prices[1..=count], &mut tile.average);
                refuse_infinities(part, &mut tile.average[..count]);
            }
            Self::Hma(hull) => hull.run(part, cells, tile),
            Self::Kama(kama) => kama.run(part, cells, tile),
        }
    }
}

#[inline(always)]
fn refuse_infinities<M: Machine>(part: Part<M>, averages: &mut [Cell]) {
    for cell in averages {
        let value = part.load(cell);
        part.store(part.machine.add_f64s(value, part.machine.sub_f64s(value, value)), cell);
    }
}

impl Smoothing {
    fn new(length: usize) -> Self {
        let keep = 1.0 - 2.0 / (length as f64 + 1.0);
        Self { length, keep, take: 1.0 - keep }
    }

    #[inline(always)]
    fn next<M: Machine>(&self, part: Part<M>, average: Vector<M>, bar: Vector<M>) -> Vector<M> {
        let taken = part.machine.mul_f64s(part.splat(self.take), bar);
        part.machine.fused(part.splat(self.keep), average, taken)
    }

    /// The average after this row: its seed where it begins, NaN before that.
    #[inline(always)]
    fn begin<M: Machine>(&self, part: Part<M>, tile: &Tile, row: usize, average: Vector<M>) -> Vector<M> {
        let machine = part.machine;
        let (since, last) = (tile.since(part, row), part.splat(self.length as f64 - 1.0));
        let seed = machine.div_f64s(part.load(&tile.sums[row]), part.splat(self.length as f64));
        let held = machine.select_f64s(machine.equal_f64s(since, last), seed, average);
        let next = self.next(part, average, part.load(&tile.prices[row + 1]));
        machine.select_f64s(machine.less_than_f64s(last, since), next, held)
    }

    #[inline(always)]
    fn single<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        let mut average = part.load(&cells[0]);
        if tile.is_running(self.length) {
            for (price, result) in tile.prices[1..].iter().zip(&mut tile.average).take(tile.count) {
                average = self.next(part, average, part.load(price));
                part.store(average, result);
            }
        } else {
            for row in 0..tile.count {
                average = self.begin(part, tile, row, average);
                part.store(average, &mut tile.average[row]);
            }
        }
        part.store(average, &mut cells[0]);
    }

    #[inline(always)]
    fn double<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        let machine = part.machine;
        let [mut once, mut twice] = [0, 1].map(|cell: usize| part.load(&cells[cell]));
        let ahead = |once, twice| machine.sub_f64s(machine.add_f64s(once, once), twice);
        if tile.is_running(self.length) {
            for (price, result) in tile.prices[1..].iter().zip(&mut tile.average).take(tile.count) {
                once = self.next(part, once, part.load(price));
                twice = self.next(part, twice, once);
                part.store(ahead(once, twice), result);
            }
        } else {
            for row in 0..tile.count {
                once = self.begin(part, tile, row, once);
                let begins = machine.equal_f64s(tile.since(part, row), part.splat(self.length as f64 - 1.0));
                twice = machine.select_f64s(begins, once, self.next(part, twice, once));
                part.store(ahead(once, twice), &mut tile.average[row]);
            }
        }
        part.store(once, &mut cells[0]);
        part.store(twice, &mut cells[1]);
    }
}

impl Hull {
    #[inline(always)]
    fn split<'a>(&self, cells: &'a mut [Cell]) -> (&'a mut [Cell], &'a mut [Cell], &'a mut [Cell]) {
        let (near, rest) = cells.split_at_mut(self.near.cells());
        let (far, smooth) = rest.split_at_mut(self.far.cells());
        (near, far, smooth)
    }

    #[inline(always)]
    fn run<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        let machine = part.machine;
        let (near, far, smooth) = self.split(cells);
        let (bar, count) = (tile.bar, tile.count);
        let prices = &tile.prices[1..=count];
        self.near.run(part, near, bar, prices, &mut tile.scratch);
        self.far.run(part, far, bar, prices, &mut tile.average);
        for (lead, far) in tile.scratch.iter_mut().zip(&tile.average).take(count) {
            let near = part.load(lead);
            part.store(machine.sub_f64s(machine.add_f64s(near, near), part.load(far)), lead);
        }
        self.smooth.run(part, smooth, bar, &tile.scratch[..count], &mut tile.average);
    }
}

impl Adaptive {
    #[inline(always)]
    fn run<M: Machine>(&self, part: Part<M>, cells: &mut [Cell], tile: &mut Tile) {
        let (own, noise) = cells.split_at_mut(1 + self.ring);
        let (average_cell, ring) = own.split_at_mut(1);
        self.noise.run(part, noise, tile.bar, &tile.moves[..tile.count], &mut tile.scratch);
        let is_running = tile.is_running(self.length);
        let mut average = part.load(&average_cell[0]);
        let mut position = self.noise.position(tile.bar);
        for row in 0..tile.count {
            let (noise, bar) = (part.load(&tile.scratch[row]), part.load(&tile.prices[row + 1]));
            let ratio = self.ratio(part, noise, bar, part.load(&ring[position]));
            part.store(bar, &mut ring[position]);
            average = if is_running {
                self.follow(part, ratio, bar, average)
            } else {
                self.begin(part, tile.since(part, row), ratio, bar, average)
            };
            part.store(average, &mut tile.average[row]);
            position = if position + 1 == self.length { 0 } else { position + 1 };
        }
        part.store(average, &mut average_cell[0]);
    }

    /// How much of the noise is trend.
    #[inline(always)]
    fn ratio<M: Machine>(&self, part: Part<M>, noise: Vector<M>, bar: Vector<M>, old: Vector<M>) -> Vector<M> {
        let machine = part.machine;
        let ratio = machine.div_f64s(machine.magnitude(machine.sub_f64s(bar, old)), noise);
        let zero = part.splat(0.0);
        machine.select_f64s(machine.equal_f64s(noise, zero), zero, ratio)
    }

    #[inline(always)]
    fn follow<M: Machine>(&self, part: Part<M>, ratio: Vector<M>, bar: Vector<M>, average: Vector<M>) -> Vector<M> {
        let machine = part.machine;
        let speed = machine.fused(ratio, part.splat(self.range), part.splat(self.speeds.slow));
        machine.fused(machine.mul_f64s(speed, speed), machine.sub_f64s(bar, average), average)
    }

    /// The same where some series may not have a window of noise yet.
    #[inline(always)]
    fn begin<M: Machine>(
        &self,
        part: Part<M>,
        since: Vector<M>,
        ratio: Vector<M>,
        bar: Vector<M>,
        average: Vector<M>,
    ) -> Vector<M> {
        let (machine, zero) = (part.machine, part.splat(0.0));
        let is_first = machine.equal_f64s(since, zero);
        let has_noise = machine.less_than_or_equal_f64s(part.splat(self.length as f64), since);
        if self.speeds.is_from_zero {
            let ratio = machine.select_f64s(has_noise, ratio, zero);
            return self.follow(part, ratio, bar, machine.select_f64s(is_first, zero, average));
        }
        let held = machine.select_f64s(is_first, bar, average);
        machine.select_f64s(has_noise, self.follow(part, ratio, bar, average), held)
    }
}
