//! Bar by bar, at a cost that does not grow with the history: the same states and steps as for whole series.

use super::RESULTS;
use super::batch::{GROUPS, Tables, strip};
use super::groups::{Groups, cell};
use super::pipeline::{Work, advance};
use super::plan::{Compat, Plan, Robustness, Settings, WarmUp};
use atc_engine::Table;
use atc_engine::lanes::LANES as SERIES;
use atc_engine::saved::{Reader, Refusal, Writer};

/// How `saved` tells states of these streams from others; `atc_engine::stream` has another number.
const CLASSIFICATION: u16 = 1;

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

    /// Takes many bars of each series.
    ///
    /// # Panics
    /// Where a table has another shape.
    pub fn extend(&mut self, prices: Table<f64>, mut out: Tables) {
        let layout = prices.layout();
        assert!(layout.series == self.series(), "a column a series");
        let series = self.series();
        for (first, states) in (0..).step_by(GROUPS * SERIES).zip(self.groups.several(GROUPS)) {
            let count = (GROUPS * SERIES).min(series - first);
            let now =
                out.each_mut().map(|table| table.take_series(count).unwrap_or_else(|| unreachable!("not the last")));
            strip(&self.plan, self.bar, prices.columns(first..first + count), states, &mut self.work, now);
        }
        self.bar += layout.bars as u64;
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
