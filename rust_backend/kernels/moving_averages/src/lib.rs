//! Moving averages: of one series, of tables, and what others go on from.

mod bar;
pub mod lanes;
mod series;
mod window;

pub use bar::{kama_step, weighted};
pub use series::{dema, ema, ema_on, hma, kama, kama_on, lsma, lsma_one_back, sma, wma};

macro_rules! tables {
    ($float:ty, $series:path) => {
        use crate::lanes::{Dema, Ema, Hma, Kama, Lsma, Sma, Wma};
        use atc_engine::tables::run;
        use atc_engine::{Table, TableMut, Workers, windowed};
        use $series as series;

        type In<'a> = Table<'a, $float>;
        type Out<'a> = TableMut<'a, $float>;

        /// Mean of the last `length` bars.
        pub fn sma(x: In, length: usize, out: Out, workers: &dyn Workers) {
            windowed!(Sma { length }, length, &|[x], out| series::sma(x, length, out), [x], out, workers);
        }

        /// Mean of the last `length` bars, the newest of which weighs `length` and the oldest 1.
        pub fn wma(x: In, length: usize, out: Out, workers: &dyn Workers) {
            windowed!(Wma { length }, length, &|[x], out| series::wma(x, length, out), [x], out, workers);
        }

        /// Value at the newest bar of the least-squares line through the last `length` bars.
        pub fn lsma(x: In, length: usize, out: Out, workers: &dyn Workers) {
            if length == 1 {
                return sma(x, length, out, workers);
            }
            windowed!(Lsma { length }, length, &|[x], out| series::lsma(x, length, out), [x], out, workers);
        }

        /// Hull moving average: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.
        pub fn hma(x: In, length: usize, out: Out, workers: &dyn Workers) {
            windowed!(Hma { length }, length, &|[x], out| series::hma(x, length, out), [x], out, workers);
        }

        /// Exponential moving average, seeded with the mean of the first `length` bars that follow leading NaNs.
        pub fn ema(x: In, length: usize, out: Out, workers: &dyn Workers) {
            run(Ema { length }, &|[x], out| series::ema(x, length, out), [x], out, workers);
        }

        /// Twice the exponential moving average minus that of it.
        pub fn dema(x: In, length: usize, out: Out, workers: &dyn Workers) {
            run(Dema { length }, &|[x], out| series::dema(x, length, out), [x], out, workers);
        }

        /// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants in (0, 1].
        pub fn kama(x: In, length: usize, fast: f64, slow: f64, out: Out, workers: &dyn Workers) {
            windowed!(
                Kama { length, fast, slow },
                length,
                &|[x], out| series::kama(x, length, fast, slow, out),
                [x],
                out,
                workers
            );
        }
    };
}

/// The same on tables of shape `(time, series)`: each series by itself.
pub mod tables {
    tables!(f64, crate::series);
}

/// The same on float32.
pub mod float32 {
    pub use crate::series::float32::*;

    pub mod tables {
        tables!(f32, crate::series::float32);
    }
}

atc_engine::cases! {
    |x, y, length|
    in both {
        sma(x; length);
        ema(x; length);
        wma(x; length);
        dema(x; length);
        lsma(x; length);
        hma(x; length);
        kama(x; length, 0.666, 0.064);
    }
    in float64 {}
}
