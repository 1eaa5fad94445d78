//! Kernels with usual options, for tests, benchmarks and the counter of instructions, which take their lists from these.

use crate::{Table, TableMut, Workers};

/// A kernel on one series.
pub type OnSeries<T> = fn([&[T]; 2], usize, &mut [T]);

/// A kernel on tables.
pub type OnTables<T> = fn([Table<T>; 2], usize, TableMut<T>, &dyn Workers);

/// A kernel that takes one series or two, and a length or the like.
#[derive(Clone, Copy)]
pub struct Case {
    pub name: &'static str,
    pub float64: OnSeries<f64>,
    pub tables: OnTables<f64>,
    /// The same on float32, if there is one.
    pub float32: Option<OnSeries<f32>>,
    pub float32_tables: Option<OnTables<f32>>,
}

/// A usual value for an option of a plain kernel.
pub trait Usual {
    fn usual(length: usize) -> Self;
}

impl Usual for usize {
    fn usual(length: usize) -> Self {
        length
    }
}

impl Usual for f64 {
    fn usual(_: usize) -> Self {
        0.5
    }
}

impl<T> Usual for Option<T> {
    fn usual(_: usize) -> Self {
        None
    }
}

/// The cases of a crate, `CASES`, whose functions are in it, in `tables`, `float32` and `float32::tables`.
#[allow(clippy::crate_in_macro_def)]
#[macro_export]
macro_rules! cases {
    (
        |$x:ident, $y:ident, $length:ident|
        in both { $($both:ident($($input:ident),+; $($value:expr),*);)* }
        in float64 { $($name:ident($($series:ident),+; $($option:expr),*);)* }
    ) => {
        /// The kernels of this crate on float64, with usual options.
        #[allow(unused_variables)]
        pub const CASES: &[$crate::case::Case] = &[
            $($crate::case::Case {
                name: stringify!($both),
                float64: |[$x, $y], $length, out| crate::$both($($input,)+ $($value,)* out),
                tables: |[$x, $y], $length, out, workers| crate::tables::$both($($input,)+ $($value,)* out, workers),
                float32: Some(|[$x, $y], $length, out| crate::float32::$both($($input,)+ $($value,)* out)),
                float32_tables: Some(|[$x, $y], $length, out, workers| {
                    crate::float32::tables::$both($($input,)+ $($value,)* out, workers);
                }),
            },)*
            $($crate::case::Case {
                name: stringify!($name),
                float64: |[$x, $y], $length, out| crate::$name($($series,)+ $($option,)* out),
                tables: |[$x, $y], $length, out, workers| crate::tables::$name($($series,)+ $($option,)* out, workers),
                float32: None,
                float32_tables: None,
            },)*
        ];
    };
}
