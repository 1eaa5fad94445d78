//! Streams of incremental kernels: one Python class for all of them.

use crate::arrays::common_shape;
use crate::atc::{BarValues, check_memory, check_places, refused};
use crate::incremental::{flags, on_tables, option, tables};
use atc_kernels::incremental::{ALL, Incremental, Kind, Stream, Symbols, Value, on_table};
use atc_kernels::tables::Stored;

use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyInt, PyTuple};
use std::iter;

/// From this many symbols on, an update lets other threads run.
const DETACH: usize = 64;

/// The kernels whose streams are of the class `KernelStream`.
pub fn names() -> Vec<&'static str> {
    ALL.iter().copied().flatten().map(|kernel| kernel.name).collect()
}

/// The options in order; what is not given is None.
fn values(kernel: &Incremental, options: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<Value>> {
    let mut values = vec![Value::None; kernel.options.len()];
    for (name, object) in options.into_iter().flatten() {
        let name: String = name.extract()?;
        let unknown = || PyTypeError::new_err(format!("{}: unknown option {name:?}", kernel.name));
        let place = kernel.options.iter().position(|option| *option == name).ok_or_else(unknown)?;
        values[place] = option(kernel.name, object.as_borrowed())?;
    }
    Ok(values)
}

/// A kernel that goes on, by its name.
#[pyclass(module = "atc_rust._native")]
pub struct KernelStream(Stream);

#[pymethods]
impl KernelStream {
    #[new]
    #[pyo3(signature = (name, *, symbols=1, revisable=false, **options))]
    fn new(name: &str, symbols: usize, revisable: bool, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let known = ALL.iter().copied().flatten().find(|kernel| kernel.name == name);
        let kernel = *known.ok_or_else(|| PyValueError::new_err(format!("there is no stream of {name:?}")))?;
        let wrong = || PyTypeError::new_err(format!("{name}: an option is of another type or missing"));
        let values = values(&kernel, options)?;
        check_memory(&[], 1, symbols)?;
        Stream::new(kernel, values, symbols, revisable).map(Self).ok_or_else(wrong)
    }

    /// Takes the next bar, or one of each symbol but those that are `missing`; gives the result, or a vector of them.
    #[pyo3(signature = (*bars, missing=None))]
    fn update<'py>(
        &mut self,
        py: Python<'py>,
        bars: &Bound<'py, PyTuple>,
        missing: Option<PyReadonlyArray1<'py, bool>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.take(py, bars, missing, |stream, inputs, missing, out| {
            stream.update(inputs, missing, out);
            true
        })
    }

    /// Takes the newest bar once more, with other values.
    #[pyo3(signature = (*bars, missing=None))]
    fn revise<'py>(
        &mut self,
        py: Python<'py>,
        bars: &Bound<'py, PyTuple>,
        missing: Option<PyReadonlyArray1<'py, bool>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.take(py, bars, missing, Stream::revise)
    }

    /// Takes many bars of each symbol, tables of shape `(time, symbols)`, but those that are `missing`, a table too; gives
    /// a tuple of the fields' results.
    #[pyo3(signature = (*arrays, missing=None))]
    fn extend<'py>(
        &mut self,
        py: Python<'py>,
        arrays: &Bound<'py, PyTuple>,
        missing: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let kernel = *self.0.kernel();
        check_count(&kernel, arrays)?;
        let (columns, mut places) = tables(&kernel, arrays)?;
        let (missing, place) = missing.as_ref().map(flags).transpose()?.unzip();
        places.extend(place);
        let [bars, symbols] = common_shape(&places)?;
        if symbols != self.0.symbols() {
            let wanted = self.0.symbols();
            return Err(PyValueError::new_err(format!("tables must have {wanted} symbols, had {symbols}")));
        }
        let out = vec![None; kernel.fields.len()];
        let run = |states: &mut Symbols| {
            on_tables(py, &kernel, places, out, |results, workers| {
                on_table(&mut states.0, &columns, missing, results, workers);
            })
        };
        PyTuple::new(py, self.0.extend(bars, run)?)
    }

    /// The kernel's name.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.kernel().name
    }

    /// How many bars it has seen.
    #[getter]
    fn bars(&self) -> u64 {
        self.0.bars()
    }

    /// How many symbols it takes.
    #[getter]
    fn symbols(&self) -> usize {
        self.0.symbols()
    }

    /// A stream of some of its symbols that goes on from here.
    fn select(&self, places: Vec<usize>) -> PyResult<Self> {
        check_places(&places, self.0.symbols())?;
        Ok(Self(self.0.select(&places)))
    }

    /// Everything it needs to go on, in any process.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// The stream that a state is of; ValueError where it is foreign, damaged or of another version.
    #[staticmethod]
    fn from_state(state: &[u8]) -> PyResult<Self> {
        Stream::from_bytes(state, &ALL).map(Self).map_err(refused)
    }
}

/// What takes a bar of each symbol.
type Take = fn(&mut Stream, &[&[f64]], &[bool], &mut [&mut [f64]]) -> bool;

impl KernelStream {
    fn take<'py>(
        &mut self,
        py: Python<'py>,
        bars: &Bound<'py, PyTuple>,
        missing: Option<PyReadonlyArray1<'py, bool>>,
        take: Take,
    ) -> PyResult<Bound<'py, PyAny>> {
        let stream = &mut self.0;
        let symbols = stream.symbols();
        let kernel = *stream.kernel();
        check_count(&kernel, bars)?;
        let values = |(kind, bar): (&Kind, Bound<'py, PyAny>)| match kind {
            Kind::Label => BarValues::of_labels(&bar),
            _ => bar.extract(),
        };
        let bars: Vec<BarValues> = kernel.inputs.iter().zip(bars).map(values).collect::<PyResult<_>>()?;
        let inputs: Vec<&[f64]> = bars.iter().map(|bar| bar.values(symbols)).collect::<PyResult<_>>()?;
        let missing = missing.as_ref().map_or(Ok(&[][..]), |missing| missing.as_slice())?;
        if !missing.is_empty() && missing.len() != symbols {
            let had = missing.len();
            return Err(PyValueError::new_err(format!("missing must have {symbols} values, had {had}")));
        }
        let mut numbers: Vec<f64> =
            kernel.fields.iter().flat_map(|kind| iter::repeat_n(kind.nothing(), symbols)).collect();
        let mut fields: Vec<&mut [f64]> = numbers.chunks_exact_mut(symbols).collect();
        let has_taken = if symbols < DETACH {
            take(stream, &inputs, missing, &mut fields)
        } else {
            py.detach(|| take(stream, &inputs, missing, &mut fields))
        };
        if !has_taken {
            let text = format!("{}: there is no newest bar that may be replaced", kernel.name);
            return Err(PyValueError::new_err(text));
        }
        let is_single = bars.iter().all(BarValues::is_single);
        let object = |(kind, field): (&Kind, &&mut [f64])| result(py, *kind, field, is_single);
        let mut results: Vec<_> = kernel.fields.iter().zip(&fields).map(object).collect::<PyResult<_>>()?;
        if results.len() > 1 { Ok(PyTuple::new(py, results)?.into_any()) } else { Ok(results.remove(0)) }
    }
}

/// A number or a vector, of the field's type; a sign that is missing is 0.
fn result<'py>(py: Python<'py>, kind: Kind, field: &[f64], is_single: bool) -> PyResult<Bound<'py, PyAny>> {
    let signs = || field.iter().map(|sign| if sign.is_nan() { 0 } else { *sign as i8 });
    Ok(match (kind, is_single) {
        (Kind::Sign, true) => PyInt::new(py, signs().next().unwrap_or(0)).into_any(),
        (Kind::Sign, false) => PyArray1::from_iter(py, signs()).into_any(),
        (Kind::Label, true) => PyInt::new(py, i64::store(field[0])).into_any(),
        (Kind::Label, false) => PyArray1::from_iter(py, field.iter().map(|bits| i64::store(*bits))).into_any(),
        (_, true) => PyFloat::new(py, field[0]).into_any(),
        (_, false) => PyArray1::from_slice(py, field).into_any(),
    })
}

fn check_count(kernel: &Incremental, arrays: &Bound<'_, PyTuple>) -> PyResult<()> {
    if arrays.len() == kernel.inputs.len() {
        return Ok(());
    }
    let (wanted, had) = (kernel.inputs.len(), arrays.len());
    Err(PyTypeError::new_err(format!("{} takes {wanted} values or arrays, had {had}", kernel.name)))
}
