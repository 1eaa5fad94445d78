//! Streams as Python classes: bar by bar, with states that survive the process.

use super::block::{BarValues, Block, Prices};
use super::settings;
use atc_kernels::atc::{self, RESULTS, Refusal};
use numpy::{PyArray2, PyArrayMethods};
use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

/// From this many series on, an update lets other threads run.
const DETACH: usize = 64;

/// Bytes that a bar of a window takes, all series of its group together, with room to spare.
const CELL: usize = 256;

pub fn refused(refusal: Refusal) -> PyErr {
    PyValueError::new_err(refusal.to_string())
}

/// Refuses windows that no memory holds.
pub fn check_memory(lengths: &[usize], windows: usize, symbols: usize) -> PyResult<()> {
    if symbols == 0 {
        return Err(PyValueError::new_err("symbols must be at least 1, was 0"));
    }
    let cells = lengths.iter().try_fold(64_usize, |sum, length| sum.checked_add(*length)?.checked_add(64));
    let bytes = cells.and_then(|cells| cells.checked_mul(windows * CELL)?.checked_mul(symbols.div_ceil(8)));
    let room = bytes.is_some_and(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).is_ok());
    if room { Ok(()) } else { Err(PyMemoryError::new_err("windows of these lengths do not fit in memory")) }
}

/// Refuses places where there is no symbol, and no place at all.
pub fn check_places(places: &[usize], symbols: usize) -> PyResult<()> {
    match places.iter().find(|place| **place >= symbols) {
        Some(place) => Err(PyValueError::new_err(format!("places must be below {symbols}, had {place}"))),
        None if places.is_empty() => Err(PyValueError::new_err("places must name a symbol")),
        None => Ok(()),
    }
}

/// A new array of the thirteen results of so many series; a tuple of them for a single series that is no vector.
fn results<'py>(
    py: Python<'py>,
    series: usize,
    is_single: bool,
    write: impl FnOnce(&mut [f64]) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    if is_single {
        let mut values = [0.0; RESULTS];
        write(&mut values);
        return Ok(PyTuple::new(py, values)?.into_any());
    }
    // SAFETY: all elements are written, and no other code has the array yet.
    unsafe {
        let array = PyArray2::<f64>::new(py, [RESULTS, series], false);
        share(py, series, array.as_slice_mut()?, write);
        Ok(array.into_any())
    }
}

/// Writes, and lets other threads run meanwhile where it is much.
fn share(py: Python<'_>, series: usize, out: &mut [f64], write: impl FnOnce(&mut [f64]) + Send) {
    if series < DETACH { write(out) } else { py.detach(|| write(out)) }
}

/// Adaptive Trend Classification that goes on: the same results as of the whole history, at a constant cost a bar.
#[pyclass(module = "atc_rust._native")]
pub struct AtcStream(atc::Stream);

#[pymethods]
impl AtcStream {
    #[new]
    #[pyo3(signature = (symbols=1, **options))]
    fn new(symbols: usize, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let settings = settings(options)?;
        check_memory(&settings.lengths, 9, symbols)?;
        Ok(Self(atc::Stream::new(settings, symbols)))
    }

    /// Takes the next price, or one of each symbol; gives the thirteen results in a tuple, or of shape `(13, symbols)`.
    fn update<'py>(&mut self, py: Python<'py>, price: BarValues<'py>) -> PyResult<Bound<'py, PyAny>> {
        let stream = &mut self.0;
        let prices = price.values(stream.series())?;
        let series = prices.len();
        results(py, series, price.is_single(), |out| stream.update(prices, out))
    }

    /// Takes many prices of each symbol, a table of shape `(time, symbols)`; gives the thirteen tables of results.
    fn extend<'py>(&mut self, py: Python<'py>, price: Prices<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (wanted, had) = (self.0.series(), price.series());
        if wanted != had {
            return Err(PyValueError::new_err(format!("a table must have {wanted} symbols, had {had}")));
        }
        let block = Block::new(py, &price)?;
        block.extend(py, &price, &mut self.0)?;
        Ok(block.into_array())
    }

    /// How many bars it has seen.
    #[getter]
    fn bars(&self) -> u64 {
        self.0.bars()
    }

    /// How many symbols it takes.
    #[getter]
    fn symbols(&self) -> usize {
        self.0.series()
    }

    /// A stream of some of its symbols that goes on from here.
    fn select(&self, places: Vec<usize>) -> PyResult<Self> {
        check_places(&places, self.0.series())?;
        Ok(Self(self.0.select(&places)))
    }

    /// Everything it needs to go on, in any process.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// The stream that a state is of; ValueError where it is foreign, damaged or of another version.
    #[staticmethod]
    fn from_state(state: &[u8]) -> PyResult<Self> {
        atc::Stream::from_bytes(state).map(Self).map_err(refused)
    }
}
