//! One series: a contiguous array of one dimension.

use super::{Element, empty, fields, guarded};
use crate::shaped::Output;
use numpy::npyffi::{NPY_ARRAY_WRITEABLE, PyArrayObject_fields, npy_intp};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::ffi::c_int;
use std::ops::Range;
use std::slice;

/// The bytes an array occupies, and its number of elements.
pub struct Span {
    bytes: Range<usize>,
    length: usize,
}

impl Span {
    pub fn of<T>(elements: &[T]) -> Self {
        Self::at(elements.as_ptr(), elements.len())
    }

    /// The memory of `length` elements from `start` on, whether it may be used or not.
    pub fn at<T>(start: *const T, length: usize) -> Self {
        let start = start as usize;
        Self { bytes: start..start.saturating_add(length.saturating_mul(size_of::<T>())), length }
    }

    /// Memory whose number of elements is of no matter.
    pub fn bytes(bytes: Range<usize>) -> Self {
        Self { bytes, length: 0 }
    }

    pub fn length(&self) -> usize {
        self.length
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.bytes.start < other.bytes.end && other.bytes.start < self.bytes.end
    }
}

/// Runs a kernel over arrays of one length and returns `out`, or a new array.
#[inline]
pub fn call<'py, T: Element>(
    py: Python<'py>,
    inputs: &[Span],
    out: Option<Bound<'py, PyAny>>,
    kernel: impl FnOnce(&mut [T]) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let length = common_length(inputs)?;
    let mut result = Field::new(py, out, length, inputs)?;
    let elements = result.elements();
    guarded(py, length, || kernel(elements))?;
    Ok(result.array)
}

/// A result of one series.
pub struct Field<'py, T> {
    pub array: Bound<'py, PyAny>,
    start: *mut T,
    length: usize,
}

impl<'py, T: Element> Field<'py, T> {
    /// In `out`, which must be apart from `others`, or in a new array.
    #[inline]
    pub fn new(py: Python<'py>, out: Option<Bound<'py, PyAny>>, length: usize, others: &[Span]) -> PyResult<Self> {
        let (array, start) = match out {
            Some(out) => {
                let start = writable::<T>(&out, length, others)?;
                (out, start)
            }
            None => empty::<T>(py, &[length as npy_intp], 0)?,
        };
        Ok(Self { array, start, length })
    }

    #[inline]
    pub fn elements(&mut self) -> &mut [T] {
        // SAFETY: `writable` checked type, shape, contiguity, alignment and overlap, and a new array has them; the array lives
        // as long as `self`.
        unsafe { slice::from_raw_parts_mut(self.start, self.length) }
    }

    pub fn span(&self) -> Span {
        Span::at(self.start, self.length)
    }
}

/// Runs a kernel that gives a number over arrays of one length; gives a float, or `out` with the number in it.
pub fn number_of<'py>(
    py: Python<'py>,
    inputs: &[Span],
    out: Option<Bound<'py, PyAny>>,
    kernel: impl FnOnce() -> f64 + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let length = common_length(inputs)?;
    let mut number = Output::<f64>::new(py, out, &[], inputs)?;
    let place = number.elements();
    guarded(py, length, || place[0] = kernel())?;
    Ok(number.into_object(py))
}

#[inline]
pub fn common_length(inputs: &[Span]) -> PyResult<usize> {
    let mut lengths = inputs.iter().map(|span| span.length);
    let length = lengths.next().unwrap_or(0);
    match lengths.find(|other| *other != length) {
        Some(other) => Err(PyValueError::new_err(format!("series must have one length, were {length} and {other}"))),
        None => Ok(length),
    }
}

/// Where the elements of `out` are; refused unless it is writable, as long as the inputs and apart from them.
#[inline]
fn writable<T: Element>(out: &Bound<'_, PyAny>, length: usize, inputs: &[Span]) -> PyResult<*mut T> {
    let raw = Raw::<T>::of(fields::<T>(out.as_borrowed())?)?;
    if raw.length != length {
        return Err(PyValueError::new_err(format!("out must have length {length}, had {}", raw.length)));
    }
    if raw.flags & NPY_ARRAY_WRITEABLE == 0 || !raw.data.is_aligned() {
        return Err(PyValueError::new_err("out must be writable and aligned"));
    }
    let span = Span::at(raw.data, length);
    if inputs.iter().any(|input| input.overlaps(&span)) {
        return Err(PyValueError::new_err("out must not overlap an input"));
    }
    Ok(raw.data)
}

/// A 1-D contiguous array of `T` in native byte order.
pub struct Raw<T> {
    pub data: *mut T,
    pub length: usize,
    flags: c_int,
}

impl<T: Element> Raw<T> {
    #[inline]
    pub fn of(array: &PyArrayObject_fields) -> PyResult<Self> {
        if array.nd != 1 {
            return Err(PyValueError::new_err(format!("must have 1 dimension or 2, had {}", array.nd)));
        }
        // SAFETY: an array of one dimension has one entry in `dimensions` and `strides`; a slice is at most isize::MAX
        // bytes, as NumPy ensures.
        let (length, stride) = unsafe { (*array.dimensions as usize, *array.strides) };
        if length > 1 && stride != size_of::<T>() as npy_intp {
            return Err(PyValueError::new_err("must be contiguous"));
        }
        Ok(Self { data: array.data.cast(), length, flags: array.flags })
    }
}
