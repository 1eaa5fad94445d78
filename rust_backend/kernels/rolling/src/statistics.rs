//! Rolling statistics as kernels that go on.

use crate::bands::Bands;
use crate::in_lanes::InLanes;
use crate::medians::{self, Deviation, Median, Score};
use crate::one_window::{Window, each, each_of_table};
use crate::relations::{Correlation, Covariance, Slope, SlopeOf};
use crate::summed::{self, Kurtosis, Mean, Skewness, Spread};
use crate::windowed::{Windowed, nothing_more};
use crate::{means, moments};
use atc_engine::incremental::{Advance, Lag, Saved};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::{Table, TableMut, columns};

/// Kernels of a function in lanes and, for what that leaves, of a statistic of windows one by one.
macro_rules! kernels {
    ($($name:ident($($input:ident),+; $($option:ident: $kind:ty),*) -> ($($field:ident),+)
        = $lanes:ident($statistic:expr), |$values:pat_param, $places:pat_param| $results:expr;)*) => {$(
        pub fn $name(window: usize, min_periods: Option<usize> $(, $option: $kind)*)
            -> impl Advance<{ atc_engine::count!($($input)+) }, { atc_engine::count!($($field)+) }>
        {
            const INPUTS: usize = atc_engine::count!($($input)+);
            const FIELDS: usize = atc_engine::count!($($field)+);
            let options = [window, min_periods.unwrap_or(window)];
            let lanes =
                InLanes { rows: summed::of_rows::$lanes, takes_all: false, options, statistic: $statistic };
            let alone = move |Window { values: $values, places: $places }: &mut Window<INPUTS>| $results;
            let kernel = move |bars: [&[f64]; INPUTS], mut out: [&mut [f64]; FIELDS]| {
                let mut left = Vec::new();
                let fields = out.each_mut().map(|field| &mut **field);
                lanes.on_series(summed::of_blocks::$lanes, bars, fields, &mut left);
                each(bars, options, &left, &mut out, alone);
            };
            let on_rows = move |tables: [Table<f64>; INPUTS], mut out: [TableMut<f64>; FIELDS]| {
                let mut left = Vec::new();
                let is_done = lanes.on_rows(tables, &mut out, &mut left);
                if is_done {
                    each_of_table(tables, options, &left, &mut out, alone);
                }
                is_done
            };
            Windowed::new(kernel, nothing_more, on_rows, window)
        }
    )*};
}

kernels! {
    std(x; ddof: usize) -> (out) = spreads(Spread { ddof }), |[x], _| [moments::deviation(x, ddof)];
    mean_std(x; ddof: usize) -> (mean, std)
        = means_and_spreads(Spread { ddof }), |[x], _| [moments::mean(x), moments::deviation(x, ddof)];
    bands(x; multiplier: f64, ddof: usize) -> (upper, middle, lower) = bands(Bands { multiplier, ddof }), |[x], _| {
        let (mean, width) = (moments::mean(x), multiplier * moments::deviation(x, ddof));
        [mean + width, mean, mean - width]
    };
    skew(x;) -> (out) = skewnesses(Skewness), |[x], _| [moments::skewness(x)];
    kurt(x;) -> (out) = kurtoses(Kurtosis), |[x], _| [moments::excess_kurtosis(x)];
    slope(x;) -> (out) = slopes(Slope), |[x], places| [moments::slope(x, places)];
    corr(x, y;) -> (out) = correlations(Correlation), |[x, y], _| [moments::correlation([x, y])];
    covariance_root(x, y;) -> (out) = covariances(Covariance), |[x, y], _| [moments::covariance_root([x, y])];
    slope_of(x, y;) -> (out) = slopes_of(SlopeOf), |[x, y], _| [moments::slope_of([x, y])];
}

pub fn mean(window: usize, min_periods: Option<usize>) -> impl Advance<1, 1> {
    let options = [window, min_periods.unwrap_or(window)];
    let lanes = InLanes { rows: summed::of_rows::means, takes_all: false, options, statistic: Mean };
    let alone = move |Window { values: [x], .. }: &mut Window<1>| [moments::mean(x)];
    let kernel = move |[x]: [&[f64]; 1], [out]: [&mut [f64]; 1]| {
        if means::without_gaps(x, options, out) {
            return;
        }
        let mut left = Vec::new();
        lanes.on_series(summed::of_blocks::means, [x], [&mut *out], &mut left);
        each([x], options, &left, &mut [out], alone);
    };
    let on_rows = move |tables: [Table<f64>; 1], mut out: [TableMut<f64>; 1]| {
        let mut left = Vec::new();
        let is_done = lanes.on_rows(tables, &mut out, &mut left);
        if is_done {
            each_of_table(tables, options, &left, &mut out, alone);
        }
        is_done
    };
    let whole = move |[x]: [&[f64]; 1], [out]: [&mut [f64]; 1]| {
        means::whole(x, options, out, |x, out| kernel([x], [out]));
        true
    };
    Windowed::new(kernel, whole, on_rows, window)
}

/// Kernels of windows in order.
macro_rules! in_order {
    ($($name:ident($($option:ident: $kind:ty)?) = $function:ident($statistic:expr);)*) => {$(
        pub fn $name(window: usize, min_periods: Option<usize> $(, $option: $kind)?) -> impl Advance<1, 1> {
            let (options, statistic) = ([window, min_periods.unwrap_or(window)], $statistic);
            let lanes = InLanes { rows: medians::$function, takes_all: true, options, statistic };
            let kernel = move |[x]: [&[f64]; 1], [out]: [&mut [f64]; 1]| medians::on_series(lanes, x, out);
            let on_rows = move |[x]: [Table<f64>; 1], [out]: [TableMut<f64>; 1]| medians::on_rows(lanes, x, out);
            Windowed::new(kernel, nothing_more, on_rows, window)
        }
    )*};
}

in_order! {
    median() = medians(Median);
    mad(scale: f64) = deviations(Deviation { scale });
    zscore() = scores(Score);
}

/// A kernel of two series, the second some bars earlier.
#[derive(Clone)]
pub struct Lagged<S> {
    inner: S,
    earlier: Lag,
}

pub fn lagged_corr(window: usize, lag: usize, min_periods: Option<usize>) -> Lagged<impl Advance<2, 1>> {
    Lagged { inner: corr(window, min_periods), earlier: Lag::new(lag) }
}

impl<S: Advance<2, 1>> Advance<2, 1> for Lagged<S> {
    fn advance(&mut self, [x, y]: [&[f64]; 2], out: [&mut [f64]; 1]) {
        columns!(y.len() => earlier);
        self.earlier.run(y, earlier);
        self.inner.advance([x, earlier], out);
    }
}

impl<S: Saved> Saved for Lagged<S> {
    fn save(&self, writer: &mut Writer) {
        self.earlier.save(writer);
        self.inner.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.earlier.load(reader)?;
        self.inner.load(reader)
    }

    fn reach(&self) -> usize {
        self.inner.reach()
    }
}
