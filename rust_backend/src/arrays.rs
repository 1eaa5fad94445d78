//! NumPy arrays as slices and tables; only here, in `atc`, `c_abi`, `shaped` and `threads` is there `unsafe`.
//!
//! rust-numpy's borrow checker costs more than a kernel on 32 bars, so arrays are read through the C API directly.
//! Invariants, checked here for every call whatever the caller checked before:
//! * a slice is made only from a 1-D contiguous array of the exact native dtype, and is aligned (or copied);
//! * a table is made only from a 2-D array of the exact native dtype;
//! * the Python objects outlive slices and tables: they are arguments of the running call;
//! * the result does not overlap an input, and is written completely by a kernel before it is read;
//! * as with NumPy itself, another thread that writes to or resizes an array during a call is the caller's mistake.

mod numpy_api;
mod records;
mod series;
mod tables;

pub use numpy_api::{empty, load};
pub use series::{Field, Span, call, common_length, number_of};
pub use tables::{Place, TableField, call as call_on_tables, common_shape, numbers as numbers_of_tables};

use numpy::PyArray1;
use numpy::npyffi::{self, NPY_TYPES, PyArrayObject_fields};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use series::Raw;
use std::ffi::{c_int, c_long};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;
use tables::Shaped;

/// Below this many elements, releasing the GIL costs more than it gives.
const DETACH: usize = 4096;

/// A number that NumPy and Rust store alike.
pub trait Element: atc_kernels::tables::Element {
    const TYPE: NPY_TYPES;
    const NAME: &str;

    /// Whether NumPy calls it by this number.
    fn is_type(number: c_int) -> bool {
        number == Self::TYPE as c_int
    }

    /// The dtype where the number does not say it all: that of records.
    fn record(_: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
        Ok(None)
    }

    /// Numbers as an array of NumPy's.
    fn into_array(py: Python<'_>, numbers: Vec<Self>) -> PyResult<Bound<'_, PyAny>> {
        crate::shaped::copied(py, &numbers, &[numbers.len()])
    }
}

impl Element for f64 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_DOUBLE;
    const NAME: &str = "float64";

    fn into_array(py: Python<'_>, numbers: Vec<Self>) -> PyResult<Bound<'_, PyAny>> {
        if numbers.len() < DETACH {
            return crate::shaped::copied(py, &numbers, &[numbers.len()]);
        }
        Ok(PyArray1::from_vec(py, numbers).into_any())
    }
}

impl Element for f32 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_FLOAT;
    const NAME: &str = "float32";
}

impl Element for i8 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_BYTE;
    const NAME: &str = "int8";
}

impl Element for i64 {
    const TYPE: NPY_TYPES = if size_of::<c_long>() == 8 { NPY_TYPES::NPY_LONG } else { NPY_TYPES::NPY_LONGLONG };
    const NAME: &str = "int64";

    /// A system whose `long` has 64 bits has two names for the same integers.
    fn is_type(number: c_int) -> bool {
        number == Self::TYPE as c_int || number == NPY_TYPES::NPY_LONGLONG as c_int
    }
}

/// NumPy booleans are read as bytes, because a view may hold other values than 0 and 1.
impl Element for u8 {
    const TYPE: NPY_TYPES = NPY_TYPES::NPY_BOOL;
    const NAME: &str = "bool";
}

/// A series' elements, its own memory or a copy where that is misaligned; or many series. The box keeps this small.
pub enum Input<'a, T> {
    Borrowed(&'a [T]),
    Copied(Vec<T>),
    Table(Box<Shaped<'a, T>>),
}

impl<'a, 'py, T: Element> FromPyObject<'a, 'py> for Input<'a, T> {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let array = fields::<T>(object)?;
        if array.nd == 2 {
            return Ok(Self::Table(Box::new(Shaped::of(array))));
        }
        let raw = Raw::<T>::of(array)?;
        if raw.data.is_aligned() {
            // SAFETY: `fields` and `Raw::of` checked type, shape and contiguity; the object is borrowed for 'a.
            return Ok(Self::Borrowed(unsafe { slice::from_raw_parts(raw.data, raw.length) }));
        }
        // SAFETY: as above, and an unaligned read needs no alignment.
        let read = |index| unsafe { raw.data.add(index).read_unaligned() };
        Ok(Self::Copied((0..raw.length).map(read).collect()))
    }
}

impl<'a, T: Element> Input<'a, T> {
    #[inline]
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// The elements of one series.
    #[inline]
    pub fn elements(&self) -> &[T] {
        match self {
            Self::Borrowed(elements) => elements,
            Self::Copied(elements) => elements,
            Self::Table(_) => &[],
        }
    }

    #[inline]
    pub fn span(&self) -> Span {
        Span::of(self.elements())
    }

    /// Many series; refused where it is one.
    pub fn shaped(&self) -> PyResult<Shaped<'a, T>> {
        match self {
            Self::Table(shaped) => Ok(**shaped),
            _ => Err(PyValueError::new_err("must all have 1 dimension or all 2")),
        }
    }
}

/// What an array says of itself; refused unless it holds `T` in native byte order.
#[inline]
pub fn fields<'a, T: Element>(object: Borrowed<'a, '_, PyAny>) -> PyResult<&'a PyArrayObject_fields> {
    // SAFETY: the fields are read after the type check, with the object borrowed.
    unsafe {
        if !numpy_api::is_array(object) {
            return Err(NoArray::new_err(format!("must be an array of {}: it is no array", T::NAME)));
        }
        let array = &(*object.as_ptr().cast::<npyffi::PyArrayObject>()).fields;
        let descr = &(*array.descr).fields;
        let native = matches!(descr.byteorder as u8, b'=' | b'|') || descr.byteorder as u8 == NATIVE;
        if !T::is_type(descr.type_num) || !native || !records::is_of::<T>(object)? {
            return Err(refused::<T>("its dtype is another"));
        }
        Ok(array)
    }
}

const NATIVE: u8 = if cfg!(target_endian = "little") { b'<' } else { b'>' };

// Every call with a labelled argument is refused so once, before its values are taken out. Of a plain TypeError PyO3
// makes a second exception, to name the argument: 2 of the 33 us of such a call.
pyo3::create_exception!(atc_rust, NoArray, PyTypeError, "An argument is no array.");

#[cold]
fn refused<T: Element>(reason: &str) -> PyErr {
    PyTypeError::new_err(format!("must be an array of {}: {reason}", T::NAME))
}

/// Does the work, without the GIL where it is much; a panic becomes an exception.
#[inline]
pub fn guarded(py: Python<'_>, elements: usize, work: impl FnOnce() + Send) -> PyResult<()> {
    let work = || catch_unwind(AssertUnwindSafe(work));
    let outcome = if elements < DETACH { work() } else { py.detach(work) };
    outcome.map_err(|_| PyRuntimeError::new_err("a kernel panicked: this is a bug in atc-rust"))
}
