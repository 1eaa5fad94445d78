//! Kernels whose arrays name their axes.

/// Kernels of other shapes: arrays name their axes, and a result says its element type and its axes, or sizes that follow
/// from axes and options. Of `found` results the kernel makes a plan, which has their `shape` and can `fill` them; `made`
/// ones it gives as they are; a `number` is one a series, `numbers` are several; of options that C cannot pass, a `python`
/// result has no function of C; nor has a `series`, which is as long as the arrays, or a table like these, nor several
/// `tables` like them. Results of several `fields` are shared among threads; so are those of a `model`, the fields of which
/// are arrays like others, and which C cannot pass.
///
/// Their functions take the arrays, the sizes of the axes that are listed first, the options, the threads, and the result.
macro_rules! shaped {
    ($($(#[$doc:meta])* $name:ident {$($axes:tt)*} ($($inputs:tt)*) -> $kind:tt $([$($of:tt)*])? $({$($fields:tt)*})?;)*) => {
        use super::*;

        $(shaped! { @$kind $(#[$doc])* $name [$($axes)*] ($($inputs)*) $([$($of)*])? $({$($fields)*})? })*

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            Ok(())
        }

        /// Their names, and of which kind they are.
        pub const KERNELS: &[(&str, &str)] = &[$((stringify!($name), stringify!($kind))),*];
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
    (@numbers $(#[$doc:meta])* $name:ident [$axis:ident]
        ($series:ident: [$element:ty; $of:ident]; $($option:ident: $kind:ty $(= $default:tt)?),*) { $($field:ident),+ }
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py, $series: Input<'_, $element>; $($option: $kind $(= $default)?),*; out) {
                numbers_of_each(py, &$series, out, |series, workers, fields: [_; [$(stringify!($field)),+].len()]| {
                    kernels::$name(series, $($option.into(),)* workers, fields);
                })
            }
        }
    };
    (@tables $(#[$doc:meta])* $name:ident [$axis:ident]
        ($series:ident: [$element:ty; $of:ident], $($number:ident: [f64;]),+;) { $($field:ident),+ }
    ) => {
        python_function! {
            $(#[$doc])*
            $name(py, $series: Input<'_, $element> $(, $number: Array<'_, f64>)+;; out) {
                tables_of_each(py, &$series, [$(&$number),+], out, |series, numbers, workers, fields| {
                    kernels::$name(series, numbers, workers, fields);
                })
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
                $(let mut $field = Output::<$result>::new(py, None, &plan.shape(), &inputs)?;)+
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
