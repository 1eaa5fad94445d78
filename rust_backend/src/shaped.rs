//! Arrays whose axes have names: a kernel's inputs agree in the size of each, and results get their shapes from them.
//!
//! Invariants, checked here for every call: an input is a C-contiguous, aligned array of the exact native dtype that outlives
//! the call; a result is such an array too, writable and apart from the inputs.

use crate::arrays::{Element, Span, empty, fields, guarded};
use crate::threads::Threads;
use atc_kernels::tables::{Sequential, Workers};
use numpy::npyffi::{NPY_ARRAY_ALIGNED, NPY_ARRAY_C_CONTIGUOUS, NPY_ARRAY_WRITEABLE, PyArrayObject_fields, npy_intp};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyTuple};
use std::ffi::c_int;
use std::slice;

/// An input.
pub struct Array<'a, T> {
    elements: &'a [T],
    shape: &'a [npy_intp],
}

impl<'a, 'py, T: Element> FromPyObject<'a, 'py> for Array<'a, T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let array = fields::<T>(object)?;
        if !has(array, NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_ALIGNED) {
            return Err(PyValueError::new_err("must be C-contiguous and aligned"));
        }
        let shape = shape(array);
        let elements = if count(shape) == 0 {
            &[]
        } else {
            // SAFETY: contiguous and aligned elements of `T`, as checked; the object is borrowed for 'a.
            unsafe { slice::from_raw_parts(array.data.cast(), count(shape)) }
        };
        Ok(Self { elements, shape })
    }
}

impl<'a, T> Array<'a, T> {
    pub fn elements(&self) -> &'a [T] {
        self.elements
    }

    pub fn shape(&self) -> &'a [npy_intp] {
        self.shape
    }

    pub fn span(&self) -> Span {
        Span::of(self.elements)
    }
}

fn has(array: &PyArrayObject_fields, flags: c_int) -> bool {
    array.flags & flags == flags
}

fn shape(array: &PyArrayObject_fields) -> &[npy_intp] {
    if array.nd == 0 {
        return &[];
    }
    // SAFETY: an array has as many dimensions as it says, as long as it lives.
    unsafe { slice::from_raw_parts(array.dimensions, array.nd as usize) }
}

fn count(shape: &[npy_intp]) -> usize {
    shape.iter().map(|size| *size as usize).product()
}

/// The sizes of a kernel's axes, by name.
pub struct Axes<const N: usize> {
    names: [&'static str; N],
    /// Each with the array that had it first.
    sizes: [Option<(usize, &'static str)>; N],
}

impl<const N: usize> Axes<N> {
    pub fn new(names: [&'static str; N]) -> Self {
        Self { names, sizes: [None; N] }
    }

    /// Takes in an array whose axes have these names; an error names both arrays where they disagree.
    pub fn bind(&mut self, array: &'static str, axes: &[&'static str], shape: &[npy_intp]) -> PyResult<()> {
        if shape.len() != axes.len() {
            let (wanted, had) = (axes.len(), shape.len());
            return Err(PyValueError::new_err(format!("{array} must have {wanted} dimensions {axes:?}, had {had}")));
        }
        for (axis, size) in axes.iter().zip(shape) {
            let size = *size as usize;
            let place = self.names.iter().position(|name| name == axis).unwrap_or_else(|| panic!("no axis {axis}"));
            let (known, first) = *self.sizes[place].get_or_insert((size, array));
            if known != size {
                let text = format!("{first} and {array} must agree in {axis}, were {known} and {size}");
                return Err(PyValueError::new_err(text));
            }
        }
        Ok(())
    }

    pub fn sizes(&self) -> [usize; N] {
        self.sizes.map(|size| size.map_or(0, |(size, _)| size))
    }
}

/// A result.
pub struct Output<'py, T> {
    array: Bound<'py, PyAny>,
    start: *mut T,
    count: usize,
    /// Whether it is a float and no array.
    is_number: bool,
}

impl<'py, T: Element> Output<'py, T> {
    /// The caller's array, or a new one; refused unless it is of this shape and apart from all inputs.
    pub fn new(py: Python<'py>, out: Option<Bound<'py, PyAny>>, expected: &[usize], inputs: &[Span]) -> PyResult<Self> {
        let is_given = out.is_some();
        let array = match out {
            Some(array) => array,
            None => empty::<T>(py, &expected.iter().map(|size| *size as npy_intp).collect::<Vec<_>>(), 0)?.0,
        };
        let found = fields::<T>(array.as_borrowed())?;
        let had: Vec<usize> = shape(found).iter().map(|size| *size as usize).collect();
        if had != expected {
            return Err(PyValueError::new_err(format!("out must have shape {expected:?}, had {had:?}")));
        }
        if !has(found, NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_ALIGNED | NPY_ARRAY_WRITEABLE) {
            return Err(PyValueError::new_err("out must be C-contiguous, aligned and writable"));
        }
        let (start, count) = (found.data.cast(), had.iter().product());
        let span = Span::at::<T>(start, count);
        if inputs.iter().any(|input| input.overlaps(&span)) {
            return Err(PyValueError::new_err("out must not overlap an input"));
        }
        let is_number = expected.is_empty() && !is_given && T::TYPE == f64::TYPE;
        Ok(Self { array, start, count, is_number })
    }

    pub fn span(&self) -> Span {
        Span::at(self.start, self.count)
    }

    /// The elements to write.
    pub fn elements(&mut self) -> &mut [T] {
        if self.count == 0 {
            return &mut [];
        }
        // SAFETY: type, shape, contiguity, alignment and overlap were checked; the array lives as long as `self`.
        unsafe { slice::from_raw_parts_mut(self.start, self.count) }
    }

    /// The array, or its only element where it is a number of a new one.
    pub fn into_object(mut self, py: Python<'py>) -> Bound<'py, PyAny> {
        if !self.is_number {
            return self.array;
        }
        let value: f64 = bytemuck::cast_slice(self.elements())[0];
        PyFloat::new(py, value).into_any()
    }
}

/// A result that is made before its shape is known.
pub trait Found {
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>>;
}

impl<T: Element> Found for Vec<T> {
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        T::into_array(py, self)
    }
}

/// Elements of an array of this shape.
impl<T: Element, const N: usize> Found for (Vec<T>, [usize; N]) {
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        T::into_array(py, self.0)?.call_method1("reshape", (self.1.to_vec(),))
    }
}

/// Elements in an array of this shape.
pub fn copied<'py, T: Element>(py: Python<'py>, elements: &[T], shape: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    let mut output = Output::<T>::new(py, None, shape, &[])?;
    output.elements().copy_from_slice(elements);
    Ok(output.into_object(py))
}

impl Found for f64 {
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyFloat::new(py, self).into_any())
    }
}

impl Found for i64 {
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(self.into_pyobject(py)?.into_any())
    }
}

/// What is given for each field of a result.
pub struct Places<'py>(Vec<Bound<'py, PyAny>>);

impl<'py> Places<'py> {
    /// Of one field `out` itself, of several a tuple; nothing where that is not given.
    pub fn of(out: Option<Bound<'py, PyAny>>, count: usize) -> PyResult<Self> {
        let mut places = match out {
            None => Vec::new(),
            Some(out) if count == 1 => vec![out],
            Some(out) => out.cast::<PyTuple>()?.iter().collect(),
        };
        if !places.is_empty() && places.len() != count {
            return Err(PyValueError::new_err(format!("out must have {count} fields, had {}", places.len())));
        }
        places.reverse();
        Ok(Self(places))
    }

    /// That of the next field.
    pub fn next(&mut self) -> Option<Bound<'py, PyAny>> {
        self.0.pop()
    }
}

/// One result as it is, several as a tuple.
pub fn as_result<'py>(py: Python<'py>, mut fields: Vec<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
    if fields.len() == 1 { Ok(fields.remove(0)) } else { Ok(PyTuple::new(py, fields)?.into_any()) }
}

/// Work on an element is more than that of a kernel on bars.
pub const WORK: usize = 8;

fn work_on(spans: &[Span]) -> usize {
    WORK * spans.iter().map(Span::length).sum::<usize>()
}

/// Does the work, without the GIL where it is much.
pub fn run(py: Python<'_>, spans: &[Span], work: impl FnOnce() + Send) -> PyResult<()> {
    guarded(py, work_on(spans), work)
}

/// The same with the threads that it may use.
pub fn run_on_threads(py: Python<'_>, spans: &[Span], work: impl FnOnce(&dyn Workers) + Send) -> PyResult<()> {
    let threads = Threads::worth(py, work_on(spans))?;
    run(py, spans, || match threads {
        Some(threads) => threads.lend(work),
        None => work(&Sequential),
    })
}

/// The same on all threads, where that pays for so many elements.
pub fn shared(py: Python<'_>, elements: usize, work: impl FnOnce(&dyn Workers) + Send) -> PyResult<()> {
    let threads = Threads::worth(py, elements)?;
    guarded(py, elements, || match threads {
        Some(threads) => threads.lend(work),
        None => work(&Sequential),
    })
}
