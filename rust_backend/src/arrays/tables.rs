//! Many series: an array of two dimensions, of any strides.

use super::{Element, Span, empty, fields, guarded};
use crate::shaped::Output;
use crate::threads::{Kernel, Threads};
use atc_kernels::tables::{Layout, Sequential, Table, TableMut, Workers};
use numpy::npyffi::{
    NPY_ARRAY_C_CONTIGUOUS, NPY_ARRAY_F_CONTIGUOUS, NPY_ARRAY_WRITEABLE, PyArrayObject_fields, npy_intp,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::ffi::c_int;
use std::ops::Range;

/// A table, and what a result is made after.
#[derive(Clone, Copy)]
pub struct Shaped<'a, T> {
    pub table: Table<'a, T>,
    order: c_int,
}

impl<'a, T: Element> Shaped<'a, T> {
    /// The elements of an array that has two dimensions.
    pub fn of(array: &'a PyArrayObject_fields) -> Self {
        let is_fortran = array.flags & NPY_ARRAY_F_CONTIGUOUS != 0 && array.flags & NPY_ARRAY_C_CONTIGUOUS == 0;
        // SAFETY: the array holds `T`, as `fields` checked; its elements are where its strides say.
        let table = unsafe { Table::new(array.data.cast(), layout(array)) };
        Self { table, order: if is_fortran { NPY_ARRAY_F_CONTIGUOUS } else { 0 } }
    }

    pub fn place(&self) -> Place {
        Place { layout: self.table.layout(), addresses: self.table.addresses(), order: self.order }
    }
}

/// Where a table is, whatever it holds.
pub struct Place {
    layout: Layout,
    addresses: Range<usize>,
    order: c_int,
}

fn layout(array: &PyArrayObject_fields) -> Layout {
    assert!(array.nd == 2);
    // SAFETY: an array of two dimensions has two entries in `dimensions` and in `strides`.
    let [(bars, along), (series, across)] =
        [0, 1].map(|axis| unsafe { (*array.dimensions.add(axis), *array.strides.add(axis)) });
    Layout { bars: bars as usize, series: series as usize, strides: [along, across] }
}

/// Runs a kernel over tables of one shape, and returns `out`, or a new array.
#[inline(never)]
pub fn call<'py, T: Element>(
    py: Python<'py>,
    inputs: &[Place],
    out: Option<Bound<'py, PyAny>>,
    kernel: &Kernel<'_, T>,
) -> PyResult<Bound<'py, PyAny>> {
    let shape = common_shape(inputs)?;
    let mut field = TableField::new(py, out, shape, inputs)?;
    let elements = shape[0].saturating_mul(shape[1]);
    let threads = Threads::worth(py, elements)?;
    let result = field.table();
    guarded(py, elements, || match threads {
        Some(threads) => threads.share(result, kernel),
        None => kernel(0..shape[1], result, &Sequential),
    })?;
    Ok(field.array)
}

/// A result of many series.
pub struct TableField<'py, T> {
    pub array: Bound<'py, PyAny>,
    start: *mut T,
    layout: Layout,
}

impl<'py, T: Element> TableField<'py, T> {
    /// In `out`, which must be apart from `others`, or in a new array of the first one's order.
    pub fn new(py: Python<'py>, out: Option<Bound<'py, PyAny>>, shape: [usize; 2], others: &[Place]) -> PyResult<Self> {
        let order = others.first().map_or(0, |other| other.order);
        let array = match out {
            Some(out) => out,
            None => empty::<T>(py, &shape.map(|count| count as npy_intp), order)?.0,
        };
        let (start, layout) = writable::<T>(&array, shape, others)?;
        Ok(Self { array, start, layout })
    }

    pub fn table(&mut self) -> TableMut<'_, T> {
        // SAFETY: `writable` checked type, shape and overlap; the array is writable and lives as long as `self`.
        unsafe { TableMut::new(self.start, self.layout) }
    }

    pub fn place(&mut self) -> Place {
        Place { addresses: self.table().addresses(), layout: self.layout, order: 0 }
    }
}

pub fn common_shape(inputs: &[Place]) -> PyResult<[usize; 2]> {
    let mut shapes = inputs.iter().map(|input| [input.layout.bars, input.layout.series]);
    let shape = shapes.next().unwrap_or_default();
    match shapes.find(|other| *other != shape) {
        Some(other) => Err(PyValueError::new_err(format!("series must have one shape, were {shape:?} and {other:?}"))),
        None => Ok(shape),
    }
}

/// Runs a kernel that gives a number a series over tables of one shape, and returns `out`, or a new array.
pub fn numbers<'py>(
    py: Python<'py>,
    inputs: &[Place],
    out: Option<Bound<'py, PyAny>>,
    kernel: impl FnOnce(TableMut<f64>, &dyn Workers) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let [bars, series] = common_shape(inputs)?;
    let spans: Vec<Span> = inputs.iter().map(|input| Span::bytes(input.addresses.clone())).collect();
    let mut numbers = Output::<f64>::new(py, out, &[series], &spans)?;
    let elements = bars.saturating_mul(series);
    let threads = Threads::worth(py, elements)?;
    let result = TableMut::within(numbers.elements(), 0, Layout::rows::<f64>(1, series));
    guarded(py, elements, || match threads {
        Some(threads) => threads.lend(|workers| kernel(result, workers)),
        None => kernel(result, &Sequential),
    })?;
    Ok(numbers.into_object(py))
}

/// Where the elements of `out` are; refused unless it is writable, of the inputs' shape, apart from them and itself.
fn writable<T: Element>(out: &Bound<'_, PyAny>, shape: [usize; 2], inputs: &[Place]) -> PyResult<(*mut T, Layout)> {
    let array = fields::<T>(out.as_borrowed())?;
    if array.nd != 2 {
        return Err(PyValueError::new_err(format!("out must have 2 dimensions, had {}", array.nd)));
    }
    let layout = layout(array);
    if [layout.bars, layout.series] != shape {
        let other = [layout.bars, layout.series];
        return Err(PyValueError::new_err(format!("out must have shape {shape:?}, had {other:?}")));
    }
    if array.flags & NPY_ARRAY_WRITEABLE == 0 || !layout.is_distinct::<T>() {
        return Err(PyValueError::new_err("out must be writable and its elements distinct"));
    }
    let start: *mut T = array.data.cast();
    let extent = layout.extent::<T>();
    let place = [extent.start, extent.end].map(|offset| (start as usize).wrapping_add_signed(offset));
    let meets = |input: &Place| input.addresses.start < place[1] && place[0] < input.addresses.end;
    if inputs.iter().any(meets) {
        return Err(PyValueError::new_err("out must not overlap an input"));
    }
    Ok((start, layout))
}
