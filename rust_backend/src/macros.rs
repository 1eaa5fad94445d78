//! How kernels become functions of Python and of C: one line each in `lib.rs`.

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

/// Kernels of other shapes: arrays name their axes, and a result says its element type and its axes, or sizes that follow
/// from axes and options. Of `found` results the kernel makes a plan, which has their `count` and can `fill` them; `made` ones it gives as they are; a `number`
/// is one a series; of options that C cannot pass, a `python` result has no function of C; nor has a `series`, which is as
/// long as the arrays, or a table like these. Results of several `fields` are shared among threads; so are those of a
/// `model`, the fields of which are arrays like others, and which C cannot pass.
///
/// Their functions take the arrays, the sizes of the axes that are listed first, the options, the threads, and the result.
macro_rules! shaped {
    ($($(#[$doc:meta])* $name:ident {$($axes:tt)*} ($($inputs:tt)*) -> $kind:tt $([$($of:tt)*])? $({$($fields:tt)*})?;)*) => {
        use super::*;

        $(shaped! { @$kind $(#[$doc])* $name [$($axes)*] ($($inputs)*) $([$($of)*])? $({$($fields)*})? })*

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            module.add("SHAPED_KERNELS", [$((stringify!($name), stringify!($kind))),*])
        }
    };
    (@array $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        [$result:ty; $($size:expr),*]
    ) => {
        shaped! {
            @python $(#[$doc])* $name [$($axes),*]
            ($($array: [$element; $($axis),+]),+; $($option: $kind $(= $default)?),*) [$result; $($size),*]
        }

        c_function! {
            $(#[$doc])*
            $name, "", [$($axes),*] ($($array: [$element; $($axis),+]),+; $($option: $kind),*)
            -> out: [$result; $($size),*] {
                kernels::$name($($array,)* [$($axes),*], $($option.into(),)* out);
            }
        }
    };
    (@python $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        [$result:ty; $($size:expr),*]
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py $(, $array: Array<'_, $element>)*; $($option: $kind $(= $default)?),*; out) {
                let mut axes = Axes::new([$(stringify!($axes)),*]);
                $(axes.bind(stringify!($array), &[$(stringify!($axis)),+], $array.shape())?;)*
                #[allow(unused_variables)]
                let sizes @ [$($axes),*] = axes.sizes();
                let inputs = [$($array.span()),*];
                let mut output = Output::<$result>::new(py, out, &[$($size),*], &inputs)?;
                let result = output.elements();
                run(py, &inputs, || {
                    kernels::$name($($array.elements(),)* sizes, $($option.into(),)* result);
                })?;
                Ok(output.into_object(py))
            }
        }
    };
    (@series $(#[$doc:meta])* $name:ident [$axis:ident]
        ($($series:ident: [$element:ty; $($of:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*) [$result:ty]
    ) => {
        python_function! {
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
                    kernels::$name($($series.elements(),)* [result.len()], $($option.into(),)* result);
                })
            }
        }
    };
    (@fields $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        { $($field:ident: [$result:ty; $($size:expr),*]),+ }
    ) => {
        shaped! {
            @model $(#[$doc])* $name [$($axes),*]
            ($($array: [$element; $($axis),+]),+; $($option: $kind $(= $default)?),*)
            { $($field: [$result; $($size),*]),+ }
        }

        c_function! {
            $(#[$doc])*
            $name, "", [$($axes),*] ($($array: [$element; $($axis),+]),+; $($option: $kind),*)
            -> $($field: [$result; $($size),*]),+ {
                kernels::$name($($array,)* [$($axes),*], $($option.into(),)* &Sequential, $($field),+);
            }
        }
    };
    (@model $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),*]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        { $($field:ident: [$result:ty; $($size:expr),*]),+ }
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py $(, $array: Array<'_, $element>)*; $($option: $kind $(= $default)?),*; out) {
                let mut axes = Axes::new([$(stringify!($axes)),*]);
                $(axes.bind(stringify!($array), &[$(stringify!($axis)),*], $array.shape())?;)*
                #[allow(unused_variables)]
                let sizes @ [$($axes),*] = axes.sizes();
                let mut spans = vec![$($array.span()),*];
                let mut given = Places::of(out, [$(stringify!($field)),+].len())?;
                $(
                    let mut $field = Output::<$result>::new(py, given.next(), &[$($size),*], &spans)?;
                    spans.push($field.span());
                )+
                {
                    $(let $field = $field.elements();)+
                    let work = |workers: &dyn Workers| {
                        kernels::$name($($array.elements(),)* sizes, $($option.into(),)* workers, $($field),+);
                    };
                    run_on_threads(py, &spans, work)?;
                }
                as_result(py, vec![$($field.into_object(py)),+])
            }
        }
    };
    (@found $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        { $($field:ident: [$result:ty]),+ }
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py $(, $array: Array<'_, $element>)*; $($option: $kind $(= $default)?),*) {
                let mut axes = Axes::new([$(stringify!($axes)),*]);
                $(axes.bind(stringify!($array), &[$(stringify!($axis)),+], $array.shape())?;)*
                let (sizes, inputs, mut plan) = (axes.sizes(), [$($array.span()),*], None);
                let elements = inputs.iter().map(Span::length).sum();
                shared(py, elements, |workers| {
                    plan = Some(kernels::$name($($array.elements(),)* sizes, $($option.into(),)* workers));
                })?;
                let plan = plan.unwrap_or_else(|| unreachable!());
                $(let mut $field = Output::<$result>::new(py, None, &[plan.count()], &inputs)?;)+
                let results = ($($field.elements(),)+);
                shared(py, elements, |workers| plan.fill(results, workers))?;
                Ok(PyTuple::new(py, [$($field.into_object(py)),+])?.into_any())
            }
        }
    };
    (@made $(#[$doc:meta])* $name:ident [$($axes:ident),*]
        ($($array:ident: [$element:ty; $($axis:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
        { $($field:ident),+ }
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py $(, $array: Array<'_, $element>)*; $($option: $kind $(= $default)?),*) {
                let mut axes = Axes::new([$(stringify!($axes)),*]);
                $(axes.bind(stringify!($array), &[$(stringify!($axis)),+], $array.shape())?;)*
                let (sizes, inputs, mut made) = (axes.sizes(), [$($array.span()),*], None);
                run(py, &inputs, || {
                    made = Some(kernels::$name($($array.elements(),)* sizes, $($option.into(),)*));
                })?;
                let ($($field,)+) = made.unwrap_or_default();
                as_result(py, vec![$(Found::into_object($field, py)?),+])
            }
        }
    };
    (@number $(#[$doc:meta])* $name:ident [$axis:ident]
        ($($series:ident: [$element:ty; $($of:ident),+]),+; $($option:ident: $kind:ty $(= $default:tt)?),*)
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py $(, $series: Input<'_, $element>)*; $($option: $kind $(= $default)?),*; out) {
                if [$($series.is_table()),*].contains(&true) {
                    $(let $series = $series.shaped()?;)*
                    return numbers_of_tables(py, &[$($series.place()),*], out, |result, workers| {
                        kernels::tables::$name($($series.table,)* $($option.into(),)* result, workers);
                    });
                }
                let inputs = [$($series.span()),*];
                number_of(py, &inputs, out, || kernels::$name($($series.elements(),)* $($option.into(),)*))
            }
        }

        c_function! {
            $(#[$doc])*
            $name, "", [$axis] ($($series: [$element; $($of),+]),+; $($option: $kind),*) -> out: [f64;] {
                out[0] = kernels::$name($($series,)* $($option.into(),)*);
            }
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
