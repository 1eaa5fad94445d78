//! The binding to Python and to C: one macro, one line a kernel.

mod arrays;
mod atc;
mod c_abi;
mod thread_pool;
mod threads;

use arrays::{Input, Span, call, call_on_tables};
use atc_kernels::tables::TableMut;
use c_abi::{Passed, code, input, output};
use pyo3::prelude::*;
use std::num::NonZeroUsize;

/// The kernels by the names Python gives them; NumPy's booleans are bytes.
mod kernels {
    pub use atc_kernels::signal_persistence_bytes as signal_persistence;
    pub use atc_kernels::*;
}

/// Functions for Python and for C: those on float64, some of which take float32 too.
macro_rules! bind {
    (in both { $($both:tt)* } in float64 { $($float64:tt)* }) => {
        mod float64 {
            use super::kernels;
            type Float = f64;
            functions! { "" $($both)* $($float64)* }
        }

        mod float32 {
            use atc_kernels::float32 as kernels;
            type Float = f32;
            functions! { "_float32" $($both)* }
        }
    };
}

macro_rules! functions {
    ($suffix:literal $(
        $(#[$doc:meta])*
        $name:ident($($series:ident: [$element:ty]),*; $($option:ident: $kind:ty $(= $default:tt)?),*) -> [$result:ty];
    )*) => {
        use super::*;

        $(
            $(#[$doc])*
            #[pyfunction]
            #[pyo3(signature = ($($series,)* $($option $(= $default)?,)* *, out=None))]
            fn $name<'py>(
                py: Python<'py>,
                $($series: Input<'_, $element>,)*
                $($option: $kind,)*
                out: Option<Bound<'py, PyAny>>,
            ) -> PyResult<Bound<'py, PyAny>> {
                if [$($series.is_table()),*].contains(&true) {
                    $(let $series = $series.shaped()?;)*
                    return call_on_tables(py, &[$($series.place()),*], out, &|columns, result: TableMut<'_, $result>, workers| {
                        $(let $series = $series.table.columns(columns.clone());)*
                        kernels::tables::$name($($series,)* $($option.into(),)* result, workers);
                    });
                }
                let inputs = [$($series.span()),*];
                call(py, &inputs, out, |result: &mut [$result]| {
                    kernels::$name($($series.elements(),)* $($option.into(),)* result);
                })
            }
        )*

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            module.add("KERNELS", [$(stringify!($name)),*])
        }

        mod c_functions {
            use super::*;

            $(
                $(#[$doc])*
                ///
                /// # Safety
                /// As `atc_kernels.h` says.
                #[unsafe(export_name = concat!("atc_", stringify!($name), $suffix))]
                pub unsafe extern "C" fn $name(
                    $($series: *const $element,)*
                    n: usize,
                    $($option: <$kind as Passed>::C,)*
                    out: *mut $result,
                ) -> i32 {
                    code(|| {
                        $(let $option = <$kind>::read($option)?;)*
                        // SAFETY: the caller keeps to the header.
                        $(let $series = unsafe { input($series, n) }?;)*
                        // SAFETY: the caller keeps to the header.
                        let out = unsafe { output(out, n, &[$(Span::of($series)),*]) }?;
                        kernels::$name($($series,)* $($option.into(),)* out);
                        Ok(())
                    })
                }
            )*
        }
    };
}

bind! {
    in both {
        /// Simple moving average of the last `length` bars.
        sma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Exponential moving average, seeded with the mean of the first `length` bars.
        ema(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Linearly weighted moving average of the last `length` bars.
        wma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Double exponential moving average.
        dema(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Value at the newest bar of the least-squares line through the last `length` bars.
        lsma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Hull moving average.
        hma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants.
        kama(x: [Float]; length: NonZeroUsize, fast: f64 = 0.666, slow: f64 = 0.064) -> [Float];
        /// Equity of trading the signal on the returns, never below 0.25.
        equity(
            r_values: [Float],
            sig_prev: [Float];
            starting_equity: f64 = 1.0,
            decay_multiplier: f64 = 0.9997,
            cutout: usize = 0
        ) -> [Float];
    }
    in float64 {
        /// Change of each price relative to the previous one.
        rate_of_change(prices: [f64];) -> [f64];
        /// 1 since prices last crossed above the average, -1 since they crossed below, 0 before.
        crossover_signal(prices: [f64], average: [f64];) -> [i8];
        /// 1 since `up` last held, -1 since `down` last held, 0 before.
        signal_persistence(up: [u8], down: [u8];) -> [i8];
    }
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("BUILD", env!("ATC_BUILD"))?;
    module.add("DEBUG", cfg!(debug_assertions))?;
    module.add_function(wrap_pyfunction!(threads::threads, module)?)?;
    atc::register(module)?;
    let float32 = PyModule::new(module.py(), "float32")?;
    float32::register(&float32)?;
    module.add_submodule(&float32)?;
    float64::register(module)
}
