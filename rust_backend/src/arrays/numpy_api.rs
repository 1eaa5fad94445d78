//! What every call needs of NumPy's C API, looked up once: through `npyffi` it was seven calls into another
//! crate, 130 of the 610 instructions that the binding took for `ema` on 32 bars.
//!
//! Invariants: the module's initialisation calls `load`, before any function of the module can be called; NumPy is never
//! unloaded, and `npyffi` keeps the capsule, so the table of functions stays where it is; slots keep their meaning in all
//! versions that `npyffi` accepts.

use super::Element;
use numpy::npyffi::{self, PyArrayObject, npy_intp};
use pyo3::ffi::{self, PyObject, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::{mem, ptr};

type Slot = *mut c_void;
type Descr = *mut c_void;
type DescrFromType = unsafe extern "C" fn(c_int) -> Descr;
type NewFromDescr = unsafe extern "C" fn(
    *mut PyTypeObject,
    Descr,
    c_int,
    *const npy_intp,
    *const npy_intp,
    *mut c_void,
    c_int,
    *mut PyObject,
) -> *mut PyObject;

const ARRAY_TYPE: usize = 2;
const DESCR_FROM_TYPE: usize = 45;
const NEW_FROM_DESCR: usize = 94;

static TABLE: AtomicPtr<Slot> = AtomicPtr::new(ptr::null_mut());

/// Looks NumPy up; fails where it is none that `npyffi` knows.
pub fn load(py: Python<'_>) -> PyResult<()> {
    let core = if npyffi::is_numpy_2(py) { "numpy._core" } else { "numpy.core" };
    let capsule = py.import(format!("{core}.multiarray"))?.getattr("_ARRAY_API")?.cast_into::<PyCapsule>()?;
    TABLE.store(capsule.pointer_checked(None)?.as_ptr().cast(), Ordering::Relaxed);
    Ok(())
}

fn slot(index: usize) -> Slot {
    // SAFETY: `load` has run, and the table is longer than the slots above.
    unsafe { *TABLE.load(Ordering::Relaxed).add(index) }
}

fn array_type() -> *mut PyTypeObject {
    slot(ARRAY_TYPE).cast()
}

/// Whether it is an array, and of no class that derives from it.
#[inline]
pub fn is_array(object: Borrowed<'_, '_, PyAny>) -> bool {
    // SAFETY: an object's type may be read as long as the object lives.
    unsafe { ffi::Py_TYPE(object.as_ptr()) == array_type() }
}

/// A new uninitialised array, allocated by NumPy, and where its elements begin; `order` is 0 or NPY_ARRAY_F_CONTIGUOUS.
#[inline]
pub fn empty<'py, T: Element>(
    py: Python<'py>,
    shape: &[npy_intp],
    order: c_int,
) -> PyResult<(Bound<'py, PyAny>, *mut T)> {
    // SAFETY: slots and signatures are those of the documented functions; the thread is attached; NewFromDescr takes over the
    // descriptor, and gives an array or null with an exception.
    unsafe {
        let descr = match T::record(py)? {
            Some(record) => record.into_ptr().cast(),
            None => mem::transmute::<Slot, DescrFromType>(slot(DESCR_FROM_TYPE))(T::TYPE as c_int),
        };
        let new = mem::transmute::<Slot, NewFromDescr>(slot(NEW_FROM_DESCR));
        let (count, none) = (shape.len() as c_int, ptr::null_mut());
        let array = new(array_type(), descr, count, shape.as_ptr(), ptr::null(), none, order, none.cast());
        let array = Bound::from_owned_ptr_or_err(py, array)?;
        let start = (*array.as_ptr().cast::<PyArrayObject>()).fields.data.cast();
        Ok((array, start))
    }
}
