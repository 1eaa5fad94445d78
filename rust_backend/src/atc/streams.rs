//! Streams as Python classes: bar by bar, with states that survive the process.

use super::block::BarValues;
use super::settings;
use atc_kernels::atc::{self, Mean, RESULTS, Refusal};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyTuple};

/// The kernels whose streams are of the class `MovingAverageStream`.
pub fn averages() -> [&'static str; Mean::ALL.len()] {
    Mean::ALL.map(Mean::name)
}

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

/// A new vector of so many series, or a float.
pub fn vector<'py>(
    py: Python<'py>,
    series: usize,
    is_single: bool,
    write: impl FnOnce(&mut [f64]) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    if is_single {
        let mut value = [0.0];
        write(&mut value);
        return Ok(PyFloat::new(py, value[0]).into_any());
    }
    // SAFETY: as above.
    unsafe {
        let array = PyArray1::<f64>::new(py, series, false);
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

/// A moving average that goes on, by its kernel's name.
#[pyclass(module = "atc_rust._native")]
pub struct MovingAverageStream(atc::AverageStream);

#[pymethods]
impl MovingAverageStream {
    #[new]
    #[pyo3(signature = (name, length, fast=0.666, slow=0.064, *, symbols=1))]
    fn new(name: &str, length: usize, fast: f64, slow: f64, symbols: usize) -> PyResult<Self> {
        let unknown = || PyValueError::new_err(format!("there is no stream of {name:?}"));
        let mean = Mean::named(name).ok_or_else(unknown)?;
        if length == 0 {
            return Err(PyValueError::new_err(format!("{name}: length must be at least 1, was 0")));
        }
        check_memory(&[if mean.has_window() { length } else { 1 }], 1, symbols)?;
        Ok(Self(atc::AverageStream::new(mean, length, [fast, slow], symbols)))
    }

    /// Takes the next bar, or one of each symbol; gives the average, or a vector of them.
    fn update<'py>(&mut self, py: Python<'py>, x: BarValues<'py>) -> PyResult<Bound<'py, PyAny>> {
        let stream = &mut self.0;
        let bars = x.values(stream.series())?;
        vector(py, bars.len(), x.is_single(), |out| stream.update(bars, out))
    }

    /// The kernel's name.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.mean().name()
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
        atc::AverageStream::from_bytes(state).map(Self).map_err(refused)
    }
}

/// An equity that goes on.
#[pyclass(module = "atc_rust._native")]
pub struct EquityStream(atc::EquityStream);

#[pymethods]
impl EquityStream {
    #[new]
    #[pyo3(signature = (starting_equity=1.0, decay_multiplier=0.9997, cutout=0, *, symbols=1))]
    fn new(starting_equity: f64, decay_multiplier: f64, cutout: u64, symbols: usize) -> PyResult<Self> {
        check_memory(&[], 1, symbols)?;
        Ok(Self(atc::EquityStream::new(starting_equity, decay_multiplier, cutout, symbols)))
    }

    /// Takes the next return and the signal of the bar before it, or those of each symbol; gives the equity.
    fn update<'py>(
        &mut self,
        py: Python<'py>,
        r_value: BarValues<'py>,
        sig_prev: BarValues<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let stream = &mut self.0;
        let returns = r_value.values(stream.series())?;
        let signals = sig_prev.values(stream.series())?;
        vector(py, returns.len(), r_value.is_single(), |out| stream.update(returns, signals, out))
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
        atc::EquityStream::from_bytes(state).map(Self).map_err(refused)
    }
}
