//! How kernels become functions of Python and of C: one line each in `lib.rs`.

#[macro_use]
mod shapes;

/// A function of Python: arrays, options, and `out` where the result's shape is known beforehand.
macro_rules! python_function {
    ($(#[$doc:meta])* $name:ident($py:ident
        $(, $array:ident: $given:ty)*; $($option:ident: $kind:ty $(= $default:tt)?),* $(; $out:ident)?
    ) $body:block) => {
        $(#[$doc])*
        #[pyfunction]
        #[pyo3(signature = ($($array,)* $($option $(= $default)?,)* $(*, $out = None)?))]
        #[allow(clippy::too_many_arguments)]
        fn $name<'py>(
            $py: Python<'py>,
            $($array: $given,)*
            $($option: $kind,)*
            $($out: Option<Bound<'py, PyAny>>,)?
        ) -> PyResult<Bound<'py, PyAny>> $body
    };
}

/// A function of C: the arrays' elements, the sizes of the axes, the options, and the place of the result.
macro_rules! c_function {
    ($(#[$doc:meta])* $name:ident, $suffix:literal, [$($axis:ident),*]
        ($($array:ident: [$element:ty; $($size:expr),*]),*; $($option:ident: $kind:ty),*)
        -> $($out:ident: [$result:ty; $($extent:expr),*]),+ $body:block
    ) => {
        const _: () = {
            $(#[$doc])*
            ///
            /// # Safety
            /// As `atc_kernels.h` says.
            #[unsafe(export_name = concat!("atc_", stringify!($name), $suffix))]
            #[allow(unused_variables)]
            pub unsafe extern "C" fn function(
                $($array: *const $element,)*
                $($axis: usize,)*
                $($option: <$kind as Passed>::C,)*
                $($out: *mut $result,)+
            ) -> i32 {
                code(|| {
                    $(let $option = <$kind>::read($option)?;)*
                    // SAFETY: the caller keeps to the header.
                    $(let $array = unsafe { input($array, product(&[$($size),*])?) }?;)*
                    let mut spans = vec![$(Span::of($array)),*];
                    $(
                        // SAFETY: the caller keeps to the header.
                        let $out = unsafe { output($out, product(&[$($extent),*])?, &spans) }?;
                        spans.push(Span::of($out));
                    )+
                    $body
                    Ok(())
                })
            }
        };
    };
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

        $(python_function! {
            $(#[$doc])*
            $name(py $(, $series: Input<'_, $element>)*; $($option: $kind $(= $default)?),*; out) {
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
        }

        c_function! {
            $(#[$doc])*
            $name, $suffix, [n] ($($series: [$element; n]),*; $($option: $kind),*) -> out: [$result; n] {
                kernels::$name($($series,)* $($option.into(),)* out);
            }
        })*

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            module.add("KERNELS", [$(stringify!($name)),*])
        }
    };
}

/// Functions of C from a list of incremental kernels, on float64 and float32.
macro_rules! c_incremental {
    ($($group:ident { $($list:tt)* })*) => { $(c_incremental! { @list $($list)* })* };
    (@list $(
        $name:ident($($input:ident $(: $is:ident)?),+; $($option:ident: $kind:ty),*)
            -> ($($field:ident $(: $holds:ident)?),+) = $state:path;
    )*) => {$(
        c_incremental! { @function $name, "", f64, ($($input $(: $is)?),+; $($option: $kind),*) -> ($($field $(: $holds)?),+) }
        c_incremental! { @function $name, "_float32", f32, ($($input $(: $is)?),+; $($option: $kind),*) -> ($($field $(: $holds)?),+) }
    )*};
    (@function $name:ident, $suffix:literal, $float:ty,
        ($($input:ident $(: $is:ident)?),+; $($option:ident: $kind:ty),*) -> ($($field:ident $(: $holds:ident)?),+)
    ) => {
        const _: () = {
            /// # Safety
            /// As `atc_kernels.h` says.
            #[unsafe(export_name = concat!("atc_", stringify!($name), $suffix))]
            pub unsafe extern "C" fn function(
                $($input: *const c_incremental!(@input [$($is)?] $float),)+
                n: usize,
                $($option: <$kind as Passed>::C,)*
                $($field: *mut c_incremental!(@field [$($holds)?] $float),)+
            ) -> i32 {
                code(|| {
                    let options = [$(Value::from(<$kind>::read($option)?)),*];
                    // SAFETY: the caller keeps to the header.
                    $(let $input = unsafe { input($input, n) }?;)+
                    let mut spans = vec![$(Span::of($input)),+];
                    $(
                        // SAFETY: the caller keeps to the header.
                        let $field = unsafe { output($field, n, &spans) }?;
                        spans.push(Span::of($field));
                    )+
                    let inputs = [$(Bars::<$float>::from($input)),+];
                    let mut results = [$(Results::<$float>::from($field)),+];
                    on_slices(stringify!($name), &options, &inputs, &mut results)
                })
            }
        };
    };
    (@input [] $float:ty) => { $float };
    (@input [Flag] $float:ty) => { u8 };
    (@field [] $float:ty) => { $float };
    (@field [Sign] $float:ty) => { i8 };
}
