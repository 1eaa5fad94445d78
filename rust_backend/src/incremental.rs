//! Incremental kernels on arrays: one class for all of them.

mod fields;

use crate::arrays::{Element, Input, Place, Span, common_length, common_shape, guarded};
use crate::c_abi::Failure;
use crate::threads::Threads;
use atc_kernels::incremental::{
    Bars, Columns, Incremental, Kind, Real, ResultColumns, Results, Symbols, Value, alone, on_new_series, on_new_table,
};
use atc_kernels::tables::{Sequential, Workers};
use fields::{SeriesField, TablesField};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyTuple};

/// The kernels that have no other form, by name.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    for kernel in alone() {
        module.add(kernel.name, IncrementalKernel { kernel, is_float32: false })?;
        module.add(format!("{}_float32", kernel.name), IncrementalKernel { kernel, is_float32: true })?;
    }
    module.add("INCREMENTAL_KERNELS", alone().map(|kernel| kernel.name).collect::<Vec<_>>())
}

/// A kernel on one series or many: called with tuples of arrays and of options, and an array or a tuple of them as `out`.
#[pyclass(frozen, module = "atc_rust._native")]
pub struct IncrementalKernel {
    kernel: &'static Incremental,
    is_float32: bool,
}

#[pymethods]
impl IncrementalKernel {
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        arrays: &Bound<'py, PyTuple>,
        options: &Bound<'py, PyTuple>,
        out: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let name = self.kernel.name;
        let options: Vec<Value> = options.iter_borrowed().map(|item| option(name, item)).collect::<PyResult<_>>()?;
        let given = out.clone();
        let result = if self.is_float32 {
            run::<f32>(py, self.kernel, arrays, &options, out)
        } else {
            run::<f64>(py, self.kernel, arrays, &options, out)
        };
        result.map(|result| given.unwrap_or(result))
    }
}

/// A kernel on one series in C's memory.
pub fn on_slices<F: Real>(
    name: &str,
    options: &[Value],
    inputs: &[Bars<F>],
    results: &mut [Results<F>],
) -> Result<(), Failure> {
    let kernel = alone().find(|kernel| kernel.name == name).ok_or(Failure::Failed)?;
    let mut state = (kernel.start)(options).ok_or(Failure::Option)?;
    on_new_series(state.as_mut(), inputs, results);
    Ok(())
}

/// An option of any type.
pub fn option(name: &str, object: Borrowed<'_, '_, PyAny>) -> PyResult<Value> {
    if object.is_none() {
        return Ok(Value::None);
    }
    if object.is_instance_of::<PyFloat>() {
        return object.extract().map(Value::Number);
    }
    let wrong = |_| PyTypeError::new_err(format!("{name}: an option must be a number, was {object:?}"));
    if object.is_instance_of::<PyBool>() {
        return object.extract::<bool>().map(|flag| Value::Integer(flag.into()));
    }
    object.extract().map(Value::Integer).or_else(|_| object.extract().map(Value::Number)).map_err(wrong)
}

/// An input as its kernel takes it.
enum Given<'a, F> {
    Float(Input<'a, F>),
    Flag(Input<'a, u8>),
    Label(Input<'a, i64>),
}

impl<'a, F: Element + Real> Given<'a, F> {
    fn new(kind: Kind, object: Borrowed<'a, '_, PyAny>) -> PyResult<Self> {
        Ok(match kind {
            Kind::Flag => Self::Flag(object.extract()?),
            Kind::Label => Self::Label(object.extract()?),
            _ => Self::Float(object.extract()?),
        })
    }

    fn is_table(&self) -> bool {
        match self {
            Self::Float(input) => input.is_table(),
            Self::Flag(input) => input.is_table(),
            Self::Label(input) => input.is_table(),
        }
    }

    fn span(&self) -> Span {
        match self {
            Self::Float(input) => input.span(),
            Self::Flag(input) => input.span(),
            Self::Label(input) => input.span(),
        }
    }

    fn bars(&self) -> Bars<'_, F> {
        match self {
            Self::Float(input) => Bars::Float(input.elements()),
            Self::Flag(input) => Bars::Flag(input.elements()),
            Self::Label(input) => Bars::Label(input.elements()),
        }
    }

    fn columns(&self) -> PyResult<(Columns<'a, F>, Place)> {
        Ok(match self {
            Self::Float(input) => {
                let shaped = input.shaped()?;
                (Columns::Float(shaped.table), shaped.place())
            }
            Self::Flag(input) => {
                let shaped = input.shaped()?;
                (Columns::Flag(shaped.table), shaped.place())
            }
            Self::Label(input) => {
                let shaped = input.shaped()?;
                (Columns::Label(shaped.table), shaped.place())
            }
        })
    }
}

fn run<'py, F: Element + Real>(
    py: Python<'py>,
    kernel: &Incremental,
    arrays: &Bound<'py, PyTuple>,
    options: &[Value],
    out: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    if arrays.len() != kernel.inputs.len() {
        let (wanted, had) = (kernel.inputs.len(), arrays.len());
        return Err(PyTypeError::new_err(format!("{}: takes {wanted} arrays, had {had}", kernel.name)));
    }
    let given = |(kind, object): (&Kind, _)| Given::<F>::new(*kind, object);
    let inputs: Vec<_> = kernel.inputs.iter().zip(arrays.iter_borrowed()).map(given).collect::<PyResult<_>>()?;
    if inputs.iter().any(Given::is_table) {
        call_on_tables(py, kernel, &inputs, options, out)
    } else {
        call_on_series(py, kernel, &inputs, options, out)
    }
}

/// The states of so many symbols; refused where an option has another type than the kernel's.
pub fn states(kernel: &Incremental, options: &[Value], symbols: usize) -> PyResult<Symbols> {
    let wrong = || PyTypeError::new_err(format!("{}: an option is of another type or missing", kernel.name));
    Symbols::new(kernel, options, symbols).ok_or_else(wrong)
}

/// What is given for each field: of one field `out` itself, of several a tuple.
fn places<'py>(kernel: &Incremental, out: Option<Bound<'py, PyAny>>) -> PyResult<Vec<Option<Bound<'py, PyAny>>>> {
    let wanted = kernel.fields.len();
    let Some(out) = out else { return Ok(vec![None; wanted]) };
    if wanted == 1 {
        return Ok(vec![Some(out)]);
    }
    let fields: Vec<_> = out.cast::<PyTuple>()?.iter().map(Some).collect();
    if fields.len() == wanted {
        return Ok(fields);
    }
    Err(PyValueError::new_err(format!("out must have {wanted} fields, had {}", fields.len())))
}

/// One result as it is, several as a tuple.
fn delivered<'py>(py: Python<'py>, mut arrays: Vec<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
    if arrays.len() == 1 { Ok(arrays.remove(0)) } else { Ok(PyTuple::new(py, arrays)?.into_any()) }
}

fn call_on_series<'py, F: Element + Real>(
    py: Python<'py>,
    kernel: &Incremental,
    inputs: &[Given<F>],
    options: &[Value],
    out: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut states = states(kernel, options, 1)?;
    let mut spans: Vec<Span> = inputs.iter().map(Given::span).collect();
    let length = common_length(&spans)?;
    let mut fields: Vec<SeriesField<F>> = Vec::with_capacity(kernel.fields.len());
    for (kind, out) in kernel.fields.iter().zip(places(kernel, out)?) {
        let field = SeriesField::new(py, *kind, out, length, &spans)?;
        spans.push(field.span());
        fields.push(field);
    }
    let bars: Vec<Bars<F>> = inputs.iter().map(Given::bars).collect();
    let mut results: Vec<Results<F>> = fields.iter_mut().map(SeriesField::results).collect();
    guarded(py, length * spans.len(), || on_new_series(states.0[0].as_mut(), &bars, &mut results))?;
    delivered(py, fields.into_iter().map(SeriesField::into_array).collect())
}

/// The results of a kernel on many series, written by `run`.
pub fn on_tables<'py, F: Element + Real>(
    py: Python<'py>,
    kernel: &Incremental,
    mut places: Vec<Place>,
    out: Vec<Option<Bound<'py, PyAny>>>,
    run: impl FnOnce(Vec<ResultColumns<F>>, &dyn Workers) + Send,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let shape = common_shape(&places)?;
    let mut fields: Vec<TablesField<F>> = Vec::with_capacity(kernel.fields.len());
    for (kind, out) in kernel.fields.iter().zip(out) {
        let mut field = TablesField::new(py, *kind, out, shape, &places)?;
        places.push(field.place());
        fields.push(field);
    }
    let results: Vec<ResultColumns<F>> = fields.iter_mut().map(TablesField::results).collect();
    let elements = shape[0].saturating_mul(shape[1]).saturating_mul(places.len());
    let threads = Threads::worth(py, elements)?;
    guarded(py, elements, || match threads {
        Some(threads) => threads.lend(|workers| run(results, workers)),
        None => run(results, &Sequential),
    })?;
    Ok(fields.into_iter().map(TablesField::into_array).collect())
}

/// Arrays as tables, and where these are.
pub fn tables<'a>(
    kernel: &Incremental,
    arrays: &'a Bound<'_, PyTuple>,
) -> PyResult<(Vec<Columns<'a, f64>>, Vec<Place>)> {
    let given = |(kind, object): (&Kind, _)| Given::new(*kind, object)?.columns();
    let found: Vec<_> = kernel.inputs.iter().zip(arrays.iter_borrowed()).map(given).collect::<PyResult<_>>()?;
    Ok(found.into_iter().unzip())
}

/// A table of flags, and where it is.
pub fn flags<'a>(array: &'a Bound<'_, PyAny>) -> PyResult<(Columns<'a, f64>, Place)> {
    Given::new(Kind::Flag, array.as_borrowed())?.columns()
}

#[inline(never)]
fn call_on_tables<'py, F: Element + Real>(
    py: Python<'py>,
    kernel: &Incremental,
    inputs: &[Given<F>],
    options: &[Value],
    out: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (columns, found): (Vec<_>, Vec<_>) =
        inputs.iter().map(Given::columns).collect::<PyResult<Vec<_>>>()?.into_iter().unzip();
    let [_, series] = common_shape(&found)?;
    let mut states = states(kernel, options, series)?;
    let out = places(kernel, out)?;
    let run = |results: Vec<ResultColumns<F>>, workers: &dyn Workers| {
        on_new_table(&mut states.0, &columns, results, workers);
    };
    delivered(py, on_tables(py, kernel, found, out, run)?)
}
