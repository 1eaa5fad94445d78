//! How kernels become functions of Python and of C: one line each in `lib.rs`.

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

/// Kernels of other shapes: arrays name their axes, and every result says its element type and its axes, or sizes that
/// follow from axes and options. Of `found` results the size is known only afterwards; a `number` is one a series.
///
/// Their functions take the arrays, the sizes of the axes that are listed first, the options, and the results.
macro_rules! shaped {
    ($($(#[$doc:meta])* $name:ident {$($axes:tt)*} ($($inputs:tt)*) -> $kind:tt $([$($of:tt)*])? $({$($fields:tt)*})?;)*) => {
        use super::*;

        $(shaped! { @$kind $(#[$doc])* $name [$($axes)*] ($($inputs)*) $([$($of)*])? $({$($fields)*})? })*

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            module.add("SHAPED_KERNELS", [$((stringify!($name), stringify!($kind))),*])
        }
    };
    (@array $(#[$doc:meta])* $name:ident [$($axes:ident),*] ($($inputs:tt)*) [$result:ty; $($size:expr),*]) => {
        shaped! { @results true $(#[$doc])* $name [$($axes),*] ($($inputs)*) { out: [$result; $($size),*] } }
    };
    (@fields $(#[$doc:meta])* $name:ident [$($axes:ident),*] ($($inputs:tt)*) { $($fields:tt)* }) => {
        shaped! { @results false $(#[$doc])* $name [$($axes),*] ($($inputs)*) { $($fields)* } }
    };
    (@results $is_single:literal $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        { $($field:ident: [$result:ty; $($size:expr),*]),+ }
    ) => {
        $(#[$doc])*
        #[pyfunction]
        #[pyo3(signature = ($($array,)* $($option $(= $default)?,)* *, out=None))]
        #[allow(unused_variables)]
        fn $name<'py>(
            py: Python<'py>,
            $($array: Array<'_, $element>,)*
            $($option: $kind,)*
            out: Option<Bound<'py, PyAny>>,
        ) -> PyResult<Bound<'py, PyAny>> {
            let mut axes = Axes::new([$(stringify!($axes)),*]);
            $(axes.bind(stringify!($array), &[$(stringify!($axis)),+], $array.shape())?;)*
            let sizes @ [$($axes),*] = axes.sizes();
            let inputs = [$($array.span()),*];
            let mut given = Given::new(out, [$(stringify!($field)),*].len(), $is_single)?;
            $(let mut $field = given.next::<$result>(py, &[$($size),*], &inputs)?;)*
            check_apart(&[$($field.span()),*])?;
            {
                $(let $field = $field.elements();)*
                run(py, &inputs, move || {
                    kernels::$name($($array.elements(),)* sizes, $($option.into(),)* $($field),*);
                })?;
            }
            given.finish(py, vec![$($field.into_object(py)),*])
        }

        const _: () = {
            $(#[$doc])*
            ///
            /// # Safety
            /// As `atc_kernels.h` says.
            #[unsafe(export_name = concat!("atc_", stringify!($name)))]
            #[allow(unused_variables)]
            pub unsafe extern "C" fn function(
                $($array: *const $element,)*
                $($axes: usize,)*
                $($option: <$kind as Passed>::C,)*
                $($field: *mut $result,)*
            ) -> i32 {
                code(|| {
                    $(let $option = <$kind>::read($option)?;)*
                    // SAFETY: the caller keeps to the header.
                    $(let $array = unsafe { input($array, product(&[$($axis),+])?) }?;)*
                    let inputs = [$(Span::of($array)),*];
                    // SAFETY: the caller keeps to the header.
                    $(let $field = unsafe { output($field, product(&[$($size),*])?, &inputs) }?;)*
                    kernels::$name($($array,)* [$($axes),*], $($option.into(),)* $($field),*);
                    Ok(())
                })
            }
        };
    };
    (@found $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        { $($field:ident: [$result:ty]),+ }
    ) => {
        $(#[$doc])*
        #[pyfunction]
        #[pyo3(signature = ($($array,)* $($option $(= $default)?,)*))]
        #[allow(clippy::too_many_arguments)]
        fn $name<'py>(
            py: Python<'py>,
            $($array: Array<'_, $element>,)*
            $($option: $kind,)*
        ) -> PyResult<Bound<'py, PyAny>> {
            let mut axes = Axes::new([$(stringify!($axes)),*]);
            $(axes.bind(stringify!($array), &[$(stringify!($axis)),+], $array.shape())?;)*
            let (sizes, inputs, mut found) = (axes.sizes(), [$($array.span()),*], None);
            run(py, &inputs, || {
                found = Some(kernels::$name($($array.elements(),)* sizes, $($option.into(),)*));
            })?;
            let ($($field,)+) = found.unwrap_or_default();
            let arrays = [$(array_of::<$result>(py, &$field)?),+];
            Ok(PyTuple::new(py, arrays)?.into_any())
        }
    };
    (@number $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($series:ident: [$element:ty; $axis:ident]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
    ) => {
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
                return numbers_of_tables(py, &[$($series.place()),*], out, |result, workers| {
                    kernels::tables::$name($($series.table,)* $($option.into(),)* result, workers);
                });
            }
            let inputs = [$($series.span()),*];
            number_of(py, &inputs, out, || kernels::$name($($series.elements(),)* $($option.into(),)*))
        }

        const _: () = {
            $(#[$doc])*
            ///
            /// # Safety
            /// As `atc_kernels.h` says.
            #[unsafe(export_name = concat!("atc_", stringify!($name)))]
            pub unsafe extern "C" fn function(
                $($series: *const $element,)*
                n: usize,
                $($option: <$kind as Passed>::C,)*
                out: *mut f64,
            ) -> i32 {
                code(|| {
                    $(let $option = <$kind>::read($option)?;)*
                    // SAFETY: the caller keeps to the header.
                    $(let $series = unsafe { input($series, n) }?;)*
                    // SAFETY: the caller keeps to the header.
                    let out = unsafe { output(out, 1, &[$(Span::of($series)),*]) }?;
                    out[0] = kernels::$name($($series,)* $($option.into(),)*);
                    Ok(())
                })
            }
        };
    };
}
