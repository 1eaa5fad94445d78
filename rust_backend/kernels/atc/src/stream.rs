//! Bar by bar, at a cost that does not grow with the history: the same states and steps as for whole series.

use super::RESULTS;
use super::averages::{Average, Kind};
use super::groups::{Groups, cell};
use super::pipeline::{Work, advance, advance_average};
use super::plan::{Compat, Plan, Robustness, Settings, WarmUp};
use super::tile::{self, Tile};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::trading::{earned, floored, known};
use atc_engine::{One, pulp};
use atc_moving_averages::lanes::Speeds;

/// Which stream a state is of; `atc_engine::stream` has kind 4.
const CLASSIFICATION: u16 = 1;
const AVERAGE: u16 = 2;
const EQUITY: u16 = 3;

/// An update of equity takes one number at a time.
const ONE: One<pulp::Scalar256b> = One(pulp::Scalar256b);

/// A classification that goes on.
pub struct Stream {
    settings: Settings,
    plan: Plan,
    bar: u64,
    groups: Groups,
    work: Box<Work>,
}

impl Stream {
    pub fn new(settings: Settings, series: usize) -> Self {
        Self::of(settings, Plan::new(&settings, usize::MAX), series)
    }

    fn of(settings: Settings, plan: Plan, series: usize) -> Self {
        let groups = Groups::new(series, plan.cells(), |cells| plan.start(cells));
        let work = Work::new(&plan);
        Self { settings, plan, bar: 0, groups, work }
    }

    pub fn series(&self) -> usize {
        self.groups.series()
    }

    /// How many bars it has seen.
    pub fn bars(&self) -> u64 {
        self.bar
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes the next bar's price of each series and writes the results: the first of all series, then the second …
    pub fn update(&mut self, prices: &[f64], out: &mut [f64]) {
        let series = self.groups.series();
        assert!(prices.len() == series && out.len() == RESULTS * series, "one price and thirteen results a series");
        self.work.shared.set_bars(self.bar, 1, self.plan.growth, self.plan.cutout);
        for (range, state) in self.groups.each() {
            self.work.tile.fill(self.bar, 1, |rows| rows[0] = cell(&prices[range.clone()]));
            advance(&self.plan, state, &mut self.work);
            for (result, rows) in out.chunks_exact_mut(series).zip(&self.work.results) {
                result[range.clone()].copy_from_slice(&rows[0].0[..range.len()]);
            }
        }
        self.bar += 1;
    }

    /// A stream of some of its series that goes on from here.
    pub fn select(&self, places: &[usize]) -> Self {
        let mut selected = Self::new(self.settings, places.len());
        selected.bar = self.bar;
        selected.groups = self.groups.select(places);
        selected
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(CLASSIFICATION, self.groups.values());
        self.settings.save(&mut writer);
        writer.count(self.groups.series());
        writer.count(self.bar);
        self.groups.save(&mut writer);
        writer.finish()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes, CLASSIFICATION)?;
        let settings = Settings::load(&mut reader)?;
        let (series, bar) = (reader.size()?, reader.count()?);
        let plan = Plan::new(&settings, usize::MAX);
        reader.expect(plan.cells(), series)?;
        let mut stream = Self { bar, ..Self::of(settings, plan, series) };
        stream.groups.load(&mut reader)?;
        Ok(stream)
    }
}

impl Settings {
    fn save(&self, writer: &mut Writer) {
        self.lengths.iter().for_each(|length| writer.count(*length));
        self.weights.iter().for_each(|weight| writer.value(*weight));
        writer.count(self.robustness as u8);
        writer.value(self.la);
        writer.value(self.de);
        writer.count(self.cutout);
        writer.value(self.long_threshold);
        writer.value(self.short_threshold);
        writer.count(self.compat as u8);
        writer.count(self.warm_up as u8);
    }

    fn load(reader: &mut Reader) -> Result<Self, Refusal> {
        let mut settings = Self::default();
        for length in &mut settings.lengths {
            *length = reader.size()?;
        }
        for weight in &mut settings.weights {
            *weight = reader.value()?;
        }
        settings.robustness = *Robustness::ALL.get(reader.count::<usize>()?).ok_or(Refusal::Damaged)?;
        settings.la = reader.value()?;
        settings.de = reader.value()?;
        settings.cutout = reader.count()?;
        settings.long_threshold = reader.value()?;
        settings.short_threshold = reader.value()?;
        settings.compat = *Compat::ALL.get(reader.count::<usize>()?).ok_or(Refusal::Damaged)?;
        settings.warm_up = *WarmUp::ALL.get(reader.count::<usize>()?).ok_or(Refusal::Damaged)?;
        let least = 1 + settings.robustness.offsets()[3];
        if settings.lengths.iter().any(|length| *length < least) { Err(Refusal::Damaged) } else { Ok(settings) }
    }
}

/// Which moving average a stream gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Mean {
    Sma,
    Ema,
    Wma,
    Dema,
    Lsma,
    Hma,
    Kama,
}

impl Mean {
    pub const ALL: [Self; 7] = [Self::Sma, Self::Ema, Self::Wma, Self::Dema, Self::Lsma, Self::Hma, Self::Kama];

    /// The one that its kernel's name says.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mean| mean.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Sma => "sma",
            Self::Ema => "ema",
            Self::Wma => "wma",
            Self::Dema => "dema",
            Self::Lsma => "lsma",
            Self::Hma => "hma",
            Self::Kama => "kama",
        }
    }

    /// Whether its state grows with its length.
    pub fn has_window(self) -> bool {
        !matches!(self, Self::Ema | Self::Dema)
    }

    fn average(self, length: usize, speeds: [f64; 2]) -> Average {
        let [fast, slow] = speeds;
        let kind = match self {
            Self::Sma => Kind::Sma,
            Self::Ema => Kind::Ema,
            Self::Wma => Kind::Wma,
            Self::Dema => Kind::Dema,
            Self::Lsma => Kind::Lsma,
            Self::Hma => Kind::Hma,
            Self::Kama => Kind::Kama(Speeds { fast, slow, is_from_zero: false }),
        };
        Average::new(kind, length, usize::MAX)
    }
}

/// A moving average that goes on.
pub struct AverageStream {
    mean: Mean,
    length: usize,
    /// The fast and the slow smoothing constant; only `kama` reads them.
    speeds: [f64; 2],
    average: Average,
    bar: u64,
    groups: Groups,
    tile: Box<Tile>,
}

impl AverageStream {
    pub fn new(mean: Mean, length: usize, speeds: [f64; 2], series: usize) -> Self {
        Self::of(mean, length, speeds, mean.average(length, speeds), series)
    }

    fn of(mean: Mean, length: usize, speeds: [f64; 2], average: Average, series: usize) -> Self {
        let groups = Groups::new(series, tile::CELLS + average.cells, |cells| {
            let (own, rest) = cells.split_at_mut(tile::CELLS);
            own.copy_from_slice(&tile::START);
            average.start(rest);
        });
        Self { mean, length, speeds, average, bar: 0, groups, tile: Box::new(Tile::new()) }
    }

    pub fn mean(&self) -> Mean {
        self.mean
    }

    pub fn series(&self) -> usize {
        self.groups.series()
    }

    /// How many bars it has seen.
    pub fn bars(&self) -> u64 {
        self.bar
    }

    /// Takes the next bar of each series and writes the averages.
    pub fn update(&mut self, bars: &[f64], out: &mut [f64]) {
        assert!(bars.len() == self.groups.series() && out.len() == bars.len(), "one bar and one result a series");
        for (range, state) in self.groups.each() {
            self.tile.fill(self.bar, 1, |rows| rows[0] = cell(&bars[range.clone()]));
            advance_average(&self.average, state, &mut self.tile);
            out[range.clone()].copy_from_slice(&self.tile.average[0].0[..range.len()]);
        }
        self.bar += 1;
    }

    /// A stream of some of its series that goes on from here.
    pub fn select(&self, places: &[usize]) -> Self {
        let mut selected = Self::new(self.mean, self.length, self.speeds, places.len());
        selected.bar = self.bar;
        selected.groups = self.groups.select(places);
        selected
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(AVERAGE, self.groups.values());
        writer.count(self.mean as u8);
        writer.count(self.length);
        self.speeds.iter().for_each(|speed| writer.value(*speed));
        writer.count(self.groups.series());
        writer.count(self.bar);
        self.groups.save(&mut writer);
        writer.finish()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes, AVERAGE)?;
        let mean = *Mean::ALL.get(reader.count::<usize>()?).ok_or(Refusal::Damaged)?;
        let length = if mean.has_window() { reader.size()? } else { reader.count::<usize>()?.max(1) };
        let speeds = [reader.value()?, reader.value()?];
        let (series, bar) = (reader.size()?, reader.count()?);
        let average = mean.average(length, speeds);
        reader.expect(tile::CELLS + average.cells, series)?;
        let mut stream = Self { bar, ..Self::of(mean, length, speeds, average, series) };
        stream.groups.load(&mut reader)?;
        Ok(stream)
    }
}

/// An equity that goes on.
#[derive(Clone, Debug)]
pub struct EquityStream {
    starting_equity: f64,
    decay_multiplier: f64,
    cutout: u64,
    bar: u64,
    equities: Vec<f64>,
}

impl EquityStream {
    pub fn new(starting_equity: f64, decay_multiplier: f64, cutout: u64, series: usize) -> Self {
        Self { starting_equity, decay_multiplier, cutout, bar: 0, equities: vec![f64::NAN; series] }
    }

    pub fn series(&self) -> usize {
        self.equities.len()
    }

    /// How many bars it has seen.
    pub fn bars(&self) -> u64 {
        self.bar
    }

    /// Takes the next bar's return and the signal of the bar before it, of each series, and writes the equities.
    pub fn update(&mut self, returns: &[f64], signals: &[f64], out: &mut [f64]) {
        assert!(returns.len() == self.series() && signals.len() == self.series() && out.len() == self.series());
        if self.bar >= self.cutout {
            for (equity, (gain, signal)) in self.equities.iter_mut().zip(returns.iter().zip(signals)) {
                let earned = known(ONE, earned(ONE, *gain, *signal, 0.0));
                let grown = *equity * self.decay_multiplier * (1.0 + earned);
                let value = if self.bar == self.cutout { self.starting_equity } else { grown };
                *equity = floored(ONE, value);
            }
        }
        out.copy_from_slice(&self.equities);
        self.bar += 1;
    }

    /// A stream of some of its series that goes on from here.
    pub fn select(&self, places: &[usize]) -> Self {
        Self { equities: places.iter().map(|place| self.equities[*place]).collect(), ..*self }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(EQUITY, self.equities.len());
        writer.value(self.starting_equity);
        writer.value(self.decay_multiplier);
        writer.count(self.cutout);
        writer.count(self.bar);
        self.equities.iter().for_each(|equity| writer.value(*equity));
        writer.finish()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes, EQUITY)?;
        let (starting_equity, decay_multiplier) = (reader.value()?, reader.value()?);
        let (cutout, bar) = (reader.count()?, reader.count()?);
        let equities = (0..reader.left()).map(|_| reader.value()).collect::<Result<_, _>>()?;
        Ok(Self { starting_equity, decay_multiplier, cutout, bar, equities })
    }
}
