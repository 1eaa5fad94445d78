//! Streams of kernels that are steps: one Python class for all of them.

use crate::atc::{BarValues, check_memory, check_places, refused, vector};
use atc_kernels::streams::{ALL, Stream, Streamed, Value};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

/// The kernels whose streams are of the class `KernelStream`.
pub fn names() -> Vec<&'static str> {
    ALL.iter().copied().flatten().map(|streamed| streamed.kernel).collect()
}

fn value(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Value> {
    if object.is_none() {
        return Ok(Value::None);
    }
    if let Ok(value) = object.extract() {
        return Ok(Value::Integer(value));
    }
    let wrong = |_| PyTypeError::new_err(format!("{name} must be a number, was {object}"));
    object.extract().map(Value::Number).map_err(wrong)
}

/// The options in order; what is not given is None.
fn values(streamed: &Streamed, options: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<Value>> {
    let mut values = vec![Value::None; streamed.options.len()];
    for (name, object) in options.into_iter().flatten() {
        let name: String = name.extract()?;
        let unknown = || PyTypeError::new_err(format!("{}: unknown option {name:?}", streamed.kernel));
        let place = streamed.options.iter().position(|option| *option == name).ok_or_else(unknown)?;
        values[place] = value(&name, &object)?;
    }
    Ok(values)
}

/// A kernel that goes on, by its name.
#[pyclass(module = "atc_rust._native")]
pub struct KernelStream(Stream);

#[pymethods]
impl KernelStream {
    #[new]
    #[pyo3(signature = (name, *, symbols=1, **options))]
    fn new(name: &str, symbols: usize, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let known = ALL.iter().copied().flatten().find(|streamed| streamed.kernel == name);
        let streamed = *known.ok_or_else(|| PyValueError::new_err(format!("there is no stream of {name:?}")))?;
        let wrong = || PyTypeError::new_err(format!("{name}: an option is of another type or missing"));
        let values = values(&streamed, options)?;
        check_memory(&[(streamed.size)(&values).ok_or_else(wrong)?], 1, symbols)?;
        Stream::new(streamed, values, symbols).map(Self).ok_or_else(wrong)
    }

    /// Takes the next bar, or one of each symbol; gives the result, or a vector of them.
    #[pyo3(signature = (*bars))]
    fn update<'py>(&mut self, py: Python<'py>, bars: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyAny>> {
        let stream = &mut self.0;
        if bars.len() != stream.inputs() {
            let (wanted, had) = (stream.inputs(), bars.len());
            return Err(PyTypeError::new_err(format!("update takes {wanted} values or vectors, had {had}")));
        }
        let bars: Vec<BarValues> = bars.iter().map(|bar| bar.extract()).collect::<PyResult<_>>()?;
        let inputs: Vec<&[f64]> = bars.iter().map(|bar| bar.values(stream.symbols())).collect::<PyResult<_>>()?;
        let is_single = bars.iter().all(BarValues::is_single);
        vector(py, stream.symbols(), is_single, |out| stream.update(&inputs, out))
    }

    /// The kernel's name.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.kernel()
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
