//! The plain way: a kernel is a loop over slices of float64, compiled for each instruction set, and one line in `plain!`.
//!
//! From that come float32 (widened, run, every result rounded once), tables (columns transposed in blocks of eight, or used
//! in place where they are contiguous) and sharing among threads. On tables in C order it costs the copies besides,
//! about 0.6 ns a value at (1000, 500) and more beyond the caches.

use crate::transposed_columns::{read_columns, write_columns};
use crate::{Element, Float, Scratch, Sequential, Table, TableMut, Workers, column_stride, tables};
use std::sync::{Mutex, PoisonError};

/// Numbers of scratch memory of a column block, inputs and result together: half of a second cache.
const BLOCK: usize = 1 << 16;

/// Series of a column block.
const LEAST: usize = 8;
const MOST: usize = 64;

/// A kernel on one series, its options included.
pub type Loop<'a, R, const N: usize> = dyn Fn([&[f64]; N], &mut [R]) + Sync + 'a;

/// Runs a kernel on float32: widened, and every result rounded once.
pub fn on_float32<const N: usize>(kernel: &Loop<f64, N>, inputs: [&[f32]; N], out: &mut [f32]) {
    let bars = out.len();
    let mut numbers = Scratch::new((N + 1) * bars);
    let (result, columns) = numbers.split_at_mut(bars);
    for (column, input) in columns.chunks_exact_mut(bars.max(1)).zip(inputs) {
        for (wide, bar) in column.iter_mut().zip(input) {
            *wide = bar.widen();
        }
    }
    kernel(slices(columns, bars, bars), result);
    for (out, result) in out.iter_mut().zip(result) {
        *out = *result as f32;
    }
}

/// Runs a kernel on every series of a table; `column` is the kernel on columns as they are.
pub fn on_table<I: Float, O: crate::Stored, const N: usize>(
    kernel: &Loop<f64, N>,
    column: &tables::Column<I, O, N>,
    inputs: [Table<I>; N],
    out: TableMut<O>,
    workers: &dyn Workers,
) {
    let Some(out) = tables::by_column(column, &inputs, out) else { return };
    let bars = out.layout().bars;
    let width = (BLOCK / (N + 1) / bars / LEAST * LEAST).clamp(LEAST, MOST);
    each_block(out, width, workers, &|first, mut out| {
        let (stride, series) = (column_stride(bars), out.layout().series);
        let mut numbers = Scratch::new((N + 1) * series * stride);
        let (results, columns) = numbers.split_at_mut(series * stride);
        for (columns, input) in columns.chunks_exact_mut(series * stride).zip(&inputs) {
            read_columns(input, first, stride, columns);
        }
        for (i, result) in results.chunks_exact_mut(stride).enumerate() {
            kernel(slices(&columns[i * stride..], series * stride, bars), &mut result[..bars]);
        }
        write_columns(&mut out, stride, results);
    });
}

/// A kernel on one series that gives numbers, its options included.
pub type Reduction<'a, const N: usize, const FIELDS: usize> = dyn Fn([&[f64]; N]) -> [f64; FIELDS] + Sync + 'a;

/// Runs a kernel that gives numbers on every series of a table; `out` has as many bars as there are numbers.
pub fn numbers_of_table<const N: usize, const FIELDS: usize>(
    kernel: &Reduction<N, FIELDS>,
    inputs: [Table<f64>; N],
    out: TableMut<f64>,
    workers: &dyn Workers,
) {
    let bars = inputs[0].layout().bars;
    let width = (BLOCK / N / bars.max(1) / LEAST * LEAST).clamp(LEAST, MOST);
    each_block(out, width, workers, &|first, mut out| {
        let (stride, series) = (column_stride(bars), out.layout().series);
        let mut columns = Scratch::new(N * series * stride);
        let direct = |series| inputs.each_ref().map(|input| input.column(series));
        let is_direct = (first..first + series).all(|series| direct(series).iter().all(Option::is_some));
        if !is_direct {
            for (columns, input) in columns.chunks_exact_mut(series * stride).zip(&inputs) {
                read_columns(input, first, stride, columns);
            }
        }
        for i in 0..series {
            let numbers = if is_direct {
                kernel(direct(first + i).map(Option::unwrap_or_default))
            } else {
                kernel(slices(&columns[i * stride..], series * stride, bars))
            };
            for (field, number) in numbers.into_iter().enumerate() {
                out.write(field, i, &[number], |number| number);
            }
        }
    });
}

/// The columns that begin at every `stride`.
fn slices<const N: usize>(columns: &[f64], stride: usize, bars: usize) -> [&[f64]; N] {
    std::array::from_fn(|input| &columns[input * stride..][..bars])
}

/// Calls with the first series and the results of `width` series at a time, on all workers.
pub fn each_block<O: Element>(
    out: TableMut<O>,
    width: usize,
    workers: &dyn Workers,
    work: &(dyn Fn(usize, TableMut<O>) + Sync),
) {
    let is_shared = out.layout().series > width;
    let left = Mutex::new((0, out));
    let next = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, rest) = &mut *left;
        let now = rest.take_series(width)?;
        let at = *first;
        *first += now.layout().series;
        Some((at, now))
    };
    let run = || {
        while let Some((first, out)) = next() {
            work(first, out);
        }
    };
    let workers = if is_shared { workers } else { &Sequential };
    workers.run(&run);
}

/// Kernels from loops over slices: functions on one series, on tables, and both on float32.
///
/// A body is `fn(x: &[f64], …, options…, out: &mut [f64])`, inlined always.
#[macro_export]
macro_rules! plain {
    ($(
        $(#[$doc:meta])*
        $name:ident($($input:ident),+; $($option:ident: $kind:ty),*) = $body:path;
    )*) => {
        $crate::dispatched! {$(
            $(#[$doc])*
            pub fn $name($($input: &[f64],)+ $($option: $kind,)* out: &mut [f64]) = plain_bodies::$name;
        )*}

        mod plain_bodies {
            use super::*;

            $(
                #[inline(always)]
                pub fn $name<M: $crate::Machine>(_: M, $($input: &[f64],)+ $($option: $kind,)* out: &mut [f64]) {
                    $body($($input,)+ $($option,)* out);
                }
            )*
        }

        /// The kernels of this crate on float64, with usual options.
        #[allow(unused_variables)]
        pub const CASES: &[$crate::case::Case] = &[$(
            $crate::case::Case {
                name: stringify!($name),
                float64: |inputs, length, out| {
                    let mut inputs = inputs.into_iter();
                    $(let Some($input) = inputs.next() else { return };)+
                    $name($($input,)+ $(<$kind as $crate::case::Usual>::usual(length),)* out);
                },
                tables: |inputs, length, out, workers| {
                    let mut inputs = inputs.into_iter();
                    $(let Some($input) = inputs.next() else { return };)+
                    tables::$name($($input,)+ $(<$kind as $crate::case::Usual>::usual(length),)* out, workers);
                },
                float32: Some(|inputs, length, out| {
                    let mut inputs = inputs.into_iter();
                    $(let Some($input) = inputs.next() else { return };)+
                    float32::$name($($input,)+ $(<$kind as $crate::case::Usual>::usual(length),)* out);
                }),
                float32_tables: Some(|inputs, length, out, workers| {
                    let mut inputs = inputs.into_iter();
                    $(let Some($input) = inputs.next() else { return };)+
                    float32::tables::$name($($input,)+ $(<$kind as $crate::case::Usual>::usual(length),)* out, workers);
                }),
            }
        ),*];

        /// The same kernels on tables of shape `(time, series)`: each series by itself.
        pub mod tables {
            $(
                $(#[$doc])*
                pub fn $name(
                    $($input: $crate::Table<f64>,)+
                    $($option: $kind,)*
                    out: $crate::TableMut<f64>,
                    workers: &dyn $crate::Workers,
                ) {
                    let kernel = |[$($input),+]: [&[f64]; { $crate::count!($($input)+) }], out: &mut [f64]| {
                        super::$name($($input,)+ $($option,)* out);
                    };
                    $crate::plain::on_table(&kernel, &kernel, [$($input),+], out, workers);
                }
            )*
        }

        /// The same kernels on float32: every result is rounded once.
        pub mod float32 {
            $(
                $(#[$doc])*
                pub fn $name($($input: &[f32],)+ $($option: $kind,)* out: &mut [f32]) {
                    let kernel = |[$($input),+]: [&[f64]; { $crate::count!($($input)+) }], out: &mut [f64]| {
                        super::$name($($input,)+ $($option,)* out);
                    };
                    $crate::plain::on_float32(&kernel, [$($input),+], out);
                }
            )*

            /// Tables of float32.
            pub mod tables {
                $(
                    $(#[$doc])*
                    pub fn $name(
                        $($input: $crate::Table<f32>,)+
                        $($option: $kind,)*
                        out: $crate::TableMut<f32>,
                        workers: &dyn $crate::Workers,
                    ) {
                        let kernel = |[$($input),+]: [&[f64]; { $crate::count!($($input)+) }], out: &mut [f64]| {
                            super::super::$name($($input,)+ $($option,)* out);
                        };
                        let column = |[$($input),+]: [&[f32]; { $crate::count!($($input)+) }], out: &mut [f32]| {
                            super::$name($($input,)+ $($option,)* out);
                        };
                        $crate::plain::on_table(&kernel, &column, [$($input),+], out, workers);
                    }
                )*
            }
        }
    };
}

/// Kernels that give a number, from functions of slices: on one series, and on tables one for each.
///
/// A body is `fn(machine, x: &[f64], …, options…) -> f64`, inlined always.
#[macro_export]
macro_rules! plain_numbers {
    ($(
        $(#[$doc:meta])*
        $name:ident($($input:ident),+; $($option:ident: $kind:ty),*) = $body:path;
    )*) => {
        $(
            $(#[$doc])*
            pub fn $name($($input: &[f64],)+ $($option: $kind),*) -> f64 {
                let mut number = 0.0;
                number_bodies::dispatched::$name($($input,)+ $($option,)* &mut number);
                number
            }
        )*

        mod number_bodies {
            use super::*;

            $(
                #[inline(always)]
                fn $name<M: $crate::Machine>(machine: M, $($input: &[f64],)+ $($option: $kind,)* out: &mut f64) {
                    *out = $body(machine, $($input,)+ $($option),*);
                }
            )*

            pub mod dispatched {
                $crate::dispatched! {$(
                    pub fn $name($($input: &[f64],)+ $($option: $kind,)* out: &mut f64) = super::$name;
                )*}
            }
        }

        /// The same kernels on tables of shape `(time, series)`: one number a series, `out` being a table of one bar.
        pub mod tables {
            $(
                $(#[$doc])*
                pub fn $name(
                    $($input: $crate::Table<f64>,)+
                    $($option: $kind,)*
                    out: $crate::TableMut<f64>,
                    workers: &dyn $crate::Workers,
                ) {
                    let kernel = |[$($input),+]: [&[f64]; { $crate::count!($($input)+) }]| {
                        [super::$name($($input,)+ $($option),*)]
                    };
                    $crate::plain::numbers_of_table(&kernel, [$($input),+], out, workers);
                }
            )*
        }
    };
}

/// How many names there are.
#[macro_export]
macro_rules! count {
    () => { 0 };
    ($first:ident $($rest:ident)*) => { 1 + $crate::count!($($rest)*) };
}
