//! Rolling statistics, each from the valid values of its windows.

use crate::medians::{Deviation, Median, Score, deviations, medians, scores};
use crate::moments;
use crate::one_window::{Window, each};
use crate::windowed::Windowed;
use atc_engine::incremental::{Advance, Past, Saved};
use atc_engine::saved::{Reader, Refusal, Writer};

/// The kernel that a statistic of one window makes.
fn rolling<const INPUTS: usize, const FIELDS: usize>(
    window: usize,
    min_periods: Option<usize>,
    statistic: impl Fn(&mut Window<INPUTS>) -> [f64; FIELDS] + Clone + Send + Sync + 'static,
) -> Windowed<impl Fn([&[f64]; INPUTS], [&mut [f64]; FIELDS]) + Clone + Send + Sync + 'static, INPUTS> {
    let options = [window, min_periods.unwrap_or(window)];
    Windowed::new(
        move |bars: [&[f64]; INPUTS], mut out: [&mut [f64]; FIELDS]| each(bars, options, &mut out, &statistic),
        window,
    )
}

pub fn mean(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    rolling(window, min_periods, |Window { values: [x], .. }| [moments::mean(x)])
}

pub fn std(window: usize, min_periods: Option<usize>, ddof: usize) -> impl Advance<1, 1> {
    rolling(window, min_periods, move |Window { values: [x], .. }| [moments::deviation(x, ddof)])
}

pub fn mean_std(window: usize, min_periods: Option<usize>, ddof: usize) -> impl Advance<1, 2> {
    rolling(window, min_periods, move |Window { values: [x], .. }| [moments::mean(x), moments::deviation(x, ddof)])
}

pub fn skew(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    rolling(window, min_periods, |Window { values: [x], .. }| [moments::skewness(x)])
}

pub fn kurt(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    rolling(window, min_periods, |Window { values: [x], .. }| [moments::excess_kurtosis(x)])
}

pub fn slope(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    rolling(window, min_periods, |Window { values: [x], places }| [moments::slope(x, places)])
}

pub fn corr(window: usize, min_periods: Option<usize>) -> impl Advance<2, 1> {
    rolling(window, min_periods, |Window { values: [x, y], .. }| [moments::correlation([x, y])])
}

pub fn median(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    let options = [window, min_periods.unwrap_or(window)];
    Windowed::new(move |[x]: [&[f64]; 1], [out]: [&mut [f64]; 1]| medians(x, options, Median, out), window)
}

pub fn mad(window: usize, min_periods: Option<usize>, scale: f64) -> impl Advance<1, 1> {
    let (options, deviation) = ([window, min_periods.unwrap_or(window)], Deviation { scale });
    Windowed::new(move |[x]: [&[f64]; 1], [out]: [&mut [f64]; 1]| deviations(x, options, deviation, out), window)
}

pub fn zscore(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    let options = [window, min_periods.unwrap_or(window)];
    Windowed::new(move |[x]: [&[f64]; 1], [out]: [&mut [f64]; 1]| scores(x, options, Score, out), window)
}

/// A kernel of two series, the second some bars earlier.
#[derive(Clone)]
pub struct Lagged<S> {
    inner: S,
    lag: usize,
    past: Past,
}

pub fn lagged_corr(window: usize, lag: usize, min_periods: Option<usize>) -> Lagged<impl Advance<2, 1>> {
    Lagged { inner: corr(window, min_periods), lag, past: Past::new(lag) }
}

impl<S: Advance<2, 1>> Advance<2, 1> for Lagged<S> {
    fn advance(&mut self, [x, y]: [&[f64]; 2], out: [&mut [f64]; 1]) {
        let mut earlier = vec![f64::NAN; y.len()];
        let bars = self.past.before(y);
        // As many bars as have a partner: those that are `lag` behind the newest.
        let count = bars.len().saturating_sub(self.lag).min(y.len());
        let from = y.len() - count;
        earlier[from..].copy_from_slice(&bars[..count]);
        self.past.keep(y);
        self.inner.advance([x, &earlier], out);
    }
}

impl<S: Saved> Saved for Lagged<S> {
    fn save(&self, writer: &mut Writer) {
        self.past.save(writer);
        self.inner.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.past.load(reader)?;
        self.inner.load(reader)
    }

    fn reach(&self) -> usize {
        self.inner.reach()
    }
}
