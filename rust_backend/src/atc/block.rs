//! Prices, and the block of thirteen results: arrays of any strides.
//!
//! Invariants, checked here: both hold native float64; a block has the prices' shape after its first axis, is writable,
//! its elements are distinct, and it does not overlap the prices. Both outlive the call.

use crate::arrays::guarded;
use crate::threads::Threads;
use atc_kernels::atc::{RESULTS, Settings, Stream, atc};
use atc_kernels::tables::{Float, Layout, Table, TableMut, are_distinct};
use numpy::npyffi::NPY_ARRAY_WRITEABLE;
use numpy::{PyArray1, PyArray2, PyArray3, PyArrayDyn, PyArrayMethods, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::ops::Range;

/// How many times the work of an ordinary kernel an element takes.
const WORK: usize = 64;

/// One series or many.
pub struct Prices<'py> {
    array: Bound<'py, PyArrayDyn<f64>>,
    layout: Layout,
}

impl<'py> FromPyObject<'_, 'py> for Prices<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let array = object.to_owned().cast_into::<PyArrayDyn<f64>>()?;
        match layout(array.shape(), array.strides()) {
            Some(layout) => Ok(Self { array, layout }),
            None => Err(PyValueError::new_err(format!("must have 1 dimension or 2, had {}", array.ndim()))),
        }
    }
}

fn layout(shape: &[usize], strides: &[isize]) -> Option<Layout> {
    match (shape, strides) {
        (&[bars], &[along]) => Some(Layout { bars, series: 1, strides: [along, size_of::<f64>() as isize] }),
        (&[bars, series], &[along, across]) => Some(Layout { bars, series, strides: [along, across] }),
        _ => None,
    }
}

impl Prices<'_> {
    pub fn series(&self) -> usize {
        self.layout.series
    }

    fn table(&self) -> Table<'_, f64> {
        // SAFETY: the array holds native float64 where its strides say, and is borrowed.
        unsafe { Table::new(self.array.data(), self.layout) }
    }

    /// Whether the bars of a series are neighbours, and the series of a bar are not.
    fn is_fortran(&self) -> bool {
        self.array.ndim() == 2 && self.array.is_fortran_contiguous() && !self.array.is_c_contiguous()
    }
}

pub struct Block<'py> {
    array: Bound<'py, PyArrayDyn<f64>>,
    /// Of each result.
    layout: Layout,
}

impl<'py> Block<'py> {
    /// A new one, in Fortran order where the prices are.
    pub fn new(py: Python<'py>, prices: &Prices<'py>) -> PyResult<Self> {
        let Layout { bars, series, .. } = prices.layout;
        // SAFETY: all elements are written before they are read.
        let array = unsafe {
            if prices.array.ndim() == 1 {
                PyArray2::<f64>::new(py, [RESULTS, bars], false).into_any()
            } else if prices.is_fortran() {
                PyArray3::<f64>::new(py, [RESULTS, series, bars], false).call_method1("swapaxes", (1, 2))?
            } else {
                PyArray3::<f64>::new(py, [RESULTS, bars, series], false).into_any()
            }
        };
        Self::of(array, prices)
    }

    /// One that the caller gives.
    pub fn of(array: Bound<'py, PyAny>, prices: &Prices<'py>) -> PyResult<Self> {
        let array = array.cast_into::<PyArrayDyn<f64>>()?;
        let expected = [&[RESULTS], prices.array.shape()].concat();
        let layout = (array.shape() == expected).then(|| layout(&array.shape()[1..], &array.strides()[1..])).flatten();
        let Some(layout) = layout else {
            return Err(PyValueError::new_err(format!("out must have shape {expected:?}, had {:?}", array.shape())));
        };
        // SAFETY: the pointer is one to a live array.
        let flags = unsafe { (*array.as_array_ptr()).fields.flags };
        let block = Self { array, layout };
        if flags & NPY_ARRAY_WRITEABLE == 0 || !block.is_distinct() {
            return Err(PyValueError::new_err("out must be writable and its elements distinct"));
        }
        let (place, given) = (block.addresses(), prices.table().addresses());
        if place.start < given.end && given.start < place.end {
            return Err(PyValueError::new_err("out must not overlap an input"));
        }
        Ok(block)
    }

    /// Whether no two elements of all results share a byte.
    fn is_distinct(&self) -> bool {
        let Layout { bars, series, strides } = self.layout;
        are_distinct::<f64, 3>([(self.array.strides()[0], RESULTS), (strides[0], bars), (strides[1], series)])
    }

    fn addresses(&self) -> Range<usize> {
        let extents = [self.result(0), self.result(RESULTS - 1)].map(|table| table.addresses());
        extents[0].start.min(extents[1].start)..extents[0].end.max(extents[1].end)
    }

    fn result(&self, index: usize) -> TableMut<'_, f64> {
        self.columns(index, 0..self.layout.series)
    }

    /// Some series of a result.
    fn columns(&self, index: usize, series: Range<usize>) -> TableMut<'_, f64> {
        Place::of(self).columns(index, series)
    }

    /// Computes all results, without the GIL, on the threads that are worth it.
    pub fn fill(&self, py: Python<'_>, prices: &Prices<'_>, settings: &Settings) -> PyResult<()> {
        let (table, place) = (prices.table(), Place::of(self));
        let elements = self.layout.bars.saturating_mul(self.layout.series).saturating_mul(WORK);
        let last = self.result(RESULTS - 1);
        let threads = Threads::worth(py, elements)?.filter(|_| self.layout.series > 1);
        let kernel = |series: Range<usize>, _: TableMut<'_, f64>| {
            let results: [usize; RESULTS] = std::array::from_fn(|index| index);
            atc(table.columns(series.clone()), settings, results.map(|index| place.columns(index, series.clone())));
        };
        guarded(py, elements, || match threads {
            Some(threads) => threads.spread(last, &kernel),
            None => kernel(0..table.layout().series, last),
        })
    }

    /// Takes a stream over the prices.
    pub fn extend(&self, py: Python<'_>, prices: &Prices<'_>, stream: &mut Stream) -> PyResult<()> {
        let elements = self.layout.bars.saturating_mul(self.layout.series).saturating_mul(WORK);
        let results = std::array::from_fn(|index| self.result(index));
        let table = prices.table();
        guarded(py, elements, || stream.extend(table, results))
    }

    pub fn into_array(self) -> Bound<'py, PyAny> {
        self.array.into_any()
    }
}

/// Where a block's results are, for threads that each write other series of them.
#[derive(Clone, Copy)]
struct Place {
    start: *mut f64,
    /// From one result to the next, in bytes.
    step: isize,
    layout: Layout,
}

// SAFETY: it is an address; `columns` says which threads may write where.
unsafe impl Sync for Place {}
// SAFETY: as above.
unsafe impl Send for Place {}

impl Place {
    fn of(block: &Block) -> Self {
        Self { start: block.array.data(), step: block.array.strides()[0], layout: block.layout }
    }

    /// Some series of a result; whoever writes to them must be the only one.
    fn columns<'a>(self, index: usize, series: Range<usize>) -> TableMut<'a, f64> {
        assert!(index < RESULTS && series.start <= series.end && series.end <= self.layout.series);
        let offset = index as isize * self.step + series.start as isize * self.layout.strides[1];
        let layout = Layout { series: series.len(), ..self.layout };
        // SAFETY: within the block, as checked; results and series of other threads are others.
        unsafe { TableMut::new(self.start.wrapping_byte_offset(offset), layout) }
    }
}

/// A bar's value of each series: one number, or a vector.
pub enum BarValues<'py> {
    Single([f64; 1]),
    Many(Bound<'py, PyArray1<f64>>),
    Copied(Vec<f64>),
}

impl<'py> FromPyObject<'_, 'py> for BarValues<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(array) = object.to_owned().cast_into::<PyArray1<f64>>() {
            return Ok(if array.is_c_contiguous() { Self::Many(array) } else { Self::Copied(object.extract()?) });
        }
        if let Ok(flags) = object.cast::<PyArray1<bool>>() {
            return Ok(Self::Copied(flags.readonly().as_array().iter().map(|flag| f64::from(*flag)).collect()));
        }
        match object.extract() {
            Ok(number) => Ok(Self::Single([number])),
            Err(_) => object.extract().map(Self::Copied),
        }
    }
}

impl<'py> BarValues<'py> {
    /// The same of labels, of which states see the bits.
    pub fn of_labels(object: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(labels) = object.cast::<PyArray1<i64>>() {
            return Ok(Self::Copied(labels.readonly().as_array().iter().map(|label| label.widen()).collect()));
        }
        Ok(Self::Single([object.extract::<i64>()?.widen()]))
    }

    pub fn is_single(&self) -> bool {
        matches!(self, Self::Single(_))
    }

    /// The values, as many as there are series.
    pub fn values(&self, series: usize) -> PyResult<&[f64]> {
        let values = match self {
            Self::Single(number) => number,
            // SAFETY: contiguous, as checked, and borrowed; as with NumPy itself, a write meanwhile is the caller's mistake.
            Self::Many(array) => unsafe { array.as_slice()? },
            Self::Copied(values) => values,
        };
        if values.len() == series {
            return Ok(values);
        }
        Err(PyValueError::new_err(format!("a bar must have {series} values, had {}", values.len())))
    }
}
