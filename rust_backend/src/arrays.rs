//! NumPy arrays as slices; only here and in `c_abi` is there `unsafe`.
//!
//! rust-numpy's borrow checker costs more than a kernel on 32 bars, so arrays are read through the C API directly.
//! Invariants, checked here for every call whatever the caller checked before:
//! * a slice is made only from a 1-D contiguous array of the exact native dtype, and is aligned (or copied);
//! * the Python objects outlive the slices: they are arguments of the running call;
//! * the result does not overlap an input, and is written completely by a kernel before it is read;
//! * as with NumPy itself, another thread that writes to or resizes an array during a call is the caller's mistake.

use numpy::npyffi::{self, NPY_ARRAY_WRITEABLE, NPY_TYPES, NpyTypes, PY_ARRAY_API, npy_intp};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use std::ffi::c_int;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{ptr, slice};

/// Below this many bars, releasing the GIL costs more than it gives.
const DETACH: usize = 4096;

/// A number that NumPy and Rust store alike.
pub trait Element: Copy + Send + Sync {
    const TYPE: NPY_TYPES;
    const NAME: &str;
}

impl Element for f64 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_DOUBLE;
    const NAME: &str = "float64";
}

impl Element for i8 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_BYTE;
    const NAME: &str = "int8";
}

/// NumPy booleans are read as bytes, because a view may hold other values than 0 and 1.
impl Element for u8 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_BOOL;
    const NAME: &str = "bool";
}

/// An array's elements: its own memory, or a copy where that is misaligned.
pub enum Input<'a, T> {
    Borrowed(&'a [T]),
    Copied(Vec<T>),
}

impl<'a, 'py, T: Element> FromPyObject<'a, 'py> for Input<'a, T> {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let raw = Raw::<T>::of(object)?;
        if raw.data.is_aligned() {
            // SAFETY: `Raw::of` checked type, shape and contiguity; the object is borrowed for 'a.
            return Ok(Self::Borrowed(unsafe { slice::from_raw_parts(raw.data, raw.length) }));
        }
        // SAFETY: as above, and an unaligned read needs no alignment.
        let read = |index| unsafe { raw.data.add(index).read_unaligned() };
        Ok(Self::Copied((0..raw.length).map(read).collect()))
    }
}

impl<T: Element> Input<'_, T> {
    #[inline]
    pub fn elements(&self) -> &[T] {
        match self {
            Self::Borrowed(elements) => elements,
            Self::Copied(elements) => elements,
        }
    }

    #[inline]
    pub fn span(&self) -> Span {
        Span::of(self.elements())
    }
}

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
    let out = match out {
        Some(out) => out,
        None => empty::<T>(py, length)?,
    };
    let start = writable::<T>(&out, length, inputs)?;
    // SAFETY: `writable` checked type, shape, contiguity, alignment and overlap; `out` outlives the slice.
    let result = unsafe { slice::from_raw_parts_mut(start, length) };
    let guarded = || catch_unwind(AssertUnwindSafe(|| kernel(result)));
    let outcome = if length < DETACH { guarded() } else { py.detach(guarded) };
    outcome.map_err(|_| PyRuntimeError::new_err("a kernel panicked: this is a bug in atc-rust"))?;
    Ok(out)
}

#[inline]
fn common_length(inputs: &[Span]) -> PyResult<usize> {
    let mut lengths = inputs.iter().map(|span| span.length);
    let length = lengths.next().unwrap_or(0);
    match lengths.find(|other| *other != length) {
        Some(other) => Err(PyValueError::new_err(format!("series must have one length, were {length} and {other}"))),
        None => Ok(length),
    }
}

/// A new uninitialised array, allocated by NumPy.
#[inline]
fn empty<T: Element>(py: Python<'_>, length: usize) -> PyResult<Bound<'_, PyAny>> {
    let mut shape = [length as npy_intp];
    // SAFETY: the C API is called as documented with the GIL held; NewFromDescr takes over the descriptor.
    unsafe {
        let array = PY_ARRAY_API.PyArray_NewFromDescr(
            py,
            npyffi::get_type_object(py, NpyTypes::PyArray_Type),
            PY_ARRAY_API.PyArray_DescrFromType(py, T::TYPE as c_int),
            1,
            shape.as_mut_ptr(),
            ptr::null_mut(),
            ptr::null_mut(),
            0,
            ptr::null_mut(),
        );
        Bound::from_owned_ptr_or_err(py, array)
    }
}

/// Where the elements of `out` are; refused unless it is writable, as long as the inputs and apart from them.
#[inline]
fn writable<T: Element>(out: &Bound<'_, PyAny>, length: usize, inputs: &[Span]) -> PyResult<*mut T> {
    let raw = Raw::<T>::of(out.as_borrowed())?;
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
struct Raw<T> {
    data: *mut T,
    length: usize,
    flags: c_int,
}

impl<T: Element> Raw<T> {
    #[inline]
    fn of(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        // SAFETY: the fields are read after the type check, with the object borrowed. An array of one dimension has
        // one entry in `dimensions` and `strides`; a slice is at most isize::MAX bytes, as NumPy ensures.
        unsafe {
            if npyffi::PyArray_CheckExact(object.py(), object.as_ptr()) == 0 {
                return Err(refused::<T>("it is no array"));
            }
            let array = &(*object.as_ptr().cast::<npyffi::PyArrayObject>()).fields;
            let descr = &(*array.descr).fields;
            let native = matches!(descr.byteorder as u8, b'=' | b'|') || descr.byteorder as u8 == NATIVE;
            if descr.type_num != T::TYPE as c_int || !native {
                return Err(refused::<T>("its dtype is another"));
            }
            if array.nd != 1 {
                return Err(PyValueError::new_err(format!("must have 1 dimension, had {}", array.nd)));
            }
            let length = *array.dimensions as usize;
            if length > 1 && *array.strides != size_of::<T>() as npy_intp {
                return Err(PyValueError::new_err("must be contiguous"));
            }
            Ok(Self { data: array.data.cast(), length, flags: array.flags })
        }
    }
}

const NATIVE: u8 = if cfg!(target_endian = "little") { b'<' } else { b'>' };

#[cold]
fn refused<T: Element>(reason: &str) -> PyErr {
    PyTypeError::new_err(format!("must be a 1-D array of {}: {reason}", T::NAME))
}
