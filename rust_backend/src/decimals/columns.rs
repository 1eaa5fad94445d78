//! Columns of decimals between Python and Rust, through the safe interface of rust-numpy.

use crate::shaped::Output as NewArray;
use atc_kernels::decimals::{Bits, Chunk, Column, Downside, Output, Refused, Words};
use numpy::{PyArray1, PyArrayDyn, PyArrayMethods, PyReadonlyArray1, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// Words of a value that has 16 bytes.
const PAIR: usize = 2;

/// A chunk as Python has it: words, bits or none, and which of them is the first row's.
type Parts<'py> = (Bound<'py, PyArrayDyn<i64>>, Option<Bound<'py, PyArray1<u8>>>, usize);

/// The memory of a chunk.
struct Held<'py> {
    words: PyReadonlyArrayDyn<'py, i64>,
    valid: Option<PyReadonlyArray1<'py, u8>>,
    first_bit: usize,
}

impl Held<'_> {
    fn chunk(&self) -> PyResult<Chunk<'_>> {
        let valid = match &self.valid {
            Some(bytes) => Some(Bits::new(bytes.as_slice()?, self.first_bit)),
            None => None,
        };
        Ok(Chunk { words: self.words()?, valid })
    }

    fn words(&self) -> PyResult<Words<'_>> {
        let (rows, is_wide) = (self.words.shape()[0], self.words.ndim() == PAIR);
        if rows > 1 && self.words.strides()[0] == 0 {
            let first = |word| self.words.get(numpy::IxDyn(&[0, word])).copied().unwrap_or_default();
            let low = i128::from(first(0) as u64);
            return Ok(Words::Same(i128::from(first(1)) << 64 | low, rows));
        }
        let words = self.words.as_slice()?;
        Ok(if is_wide { Words::Wide(words.as_chunks().0) } else { Words::Narrow(words) })
    }
}

/// A column of the core's.
pub struct Given<'py> {
    chunks: Vec<Held<'py>>,
    precision: u32,
    scale: u32,
}

impl<'a, 'py> FromPyObject<'a, 'py> for Given<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let (precision, scale) = object.getattr("type")?.extract()?;
        let chunks = object.getattr("chunks")?.cast_into::<PyTuple>()?;
        let held = |chunk: Bound<'py, PyAny>| {
            let (words, valid, first_bit): Parts<'py> = chunk.extract()?;
            let dimensions = words.shape();
            if !matches!(dimensions, [_] | [_, PAIR]) {
                return Err(PyValueError::new_err(format!(
                    "words must be of shape (n,) or (n, 2), were {dimensions:?}"
                )));
            }
            let (rows, valid) = (dimensions[0], valid.map(|bytes| bytes.readonly()));
            if valid.as_ref().is_some_and(|bytes| 8 * bytes.len() < first_bit + rows) {
                return Err(PyValueError::new_err("must have a bit for each row"));
            }
            Ok(Held { words: words.readonly(), valid, first_bit })
        };
        Ok(Self { chunks: chunks.iter().map(held).collect::<PyResult<_>>()?, precision, scale })
    }
}

impl Given<'_> {
    fn column(&self) -> PyResult<Column<'_>> {
        let chunks = self.chunks.iter().map(Held::chunk).collect::<PyResult<_>>()?;
        Ok(Column { chunks, precision: self.precision, scale: self.scale })
    }
}

/// The columns, which must have as many rows each.
pub fn of_one_length<'a, const N: usize>(given: [&'a Given<'_>; N]) -> PyResult<[Column<'a>; N]> {
    let columns = given.iter().map(|item| item.column()).collect::<PyResult<Vec<_>>>()?;
    if columns.iter().any(|column| column.len() != columns[0].len()) {
        return Err(PyValueError::new_err("columns must have one length"));
    }
    columns.try_into().map_err(|_| PyValueError::new_err("columns are missing"))
}

/// An option.
pub struct Number(pub Downside);

impl<'a, 'py> FromPyObject<'a, 'py> for Number {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let (value, (_, scale)): (i128, (u32, u32)) = object.extract()?;
        Ok(Self(Downside { value, scale }))
    }
}

/// Codes, or times.
pub struct Codes<'py>(PyReadonlyArray1<'py, i64>);

impl<'a, 'py> FromPyObject<'a, 'py> for Codes<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let array: Bound<'py, PyArray1<i64>> = object.extract()?;
        Ok(Self(array.readonly()))
    }
}

impl Codes<'_> {
    pub fn elements(&self) -> PyResult<&[i64]> {
        Ok(self.0.as_slice()?)
    }

    /// One for each of so many rows.
    pub fn beside(&self, rows: usize) -> PyResult<&[i64]> {
        let codes = self.0.as_slice()?;
        if codes.len() != rows {
            return Err(PyValueError::new_err(format!("must have {rows} rows, had {}", codes.len())));
        }
        Ok(codes)
    }
}

/// Whether something holds, a row.
pub struct Flags<'py>(PyReadonlyArray1<'py, bool>);

impl<'a, 'py> FromPyObject<'a, 'py> for Flags<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let array: Bound<'py, PyArray1<bool>> = object.extract()?;
        Ok(Self(array.readonly()))
    }
}

impl Flags<'_> {
    pub fn elements(&self) -> PyResult<&[bool]> {
        Ok(self.0.as_slice()?)
    }
}

/// A column of the result.
pub struct Written<'py> {
    words: NewArray<'py, i64>,
    bits: Option<Vec<u8>>,
}

impl<'py> Written<'py> {
    pub fn new(py: Python<'py>, rows: usize, has_nulls: bool) -> PyResult<Self> {
        let words = NewArray::new(py, None, &[rows, PAIR], &[])?;
        Ok(Self { words, bits: has_nulls.then(|| vec![0; rows.div_ceil(8)]) })
    }

    pub fn output(&mut self) -> Output<'_> {
        Output { words: self.words.elements().as_chunks_mut().0, valid: self.bits.as_deref_mut() }
    }

    pub fn into_tuple(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let bits = self.bits.map(|bits| PyArray1::from_vec(py, bits));
        (self.words.into_object(py), bits).into_pyobject(py)
    }
}

/// A column without nulls.
pub fn packed(py: Python<'_>, words: Vec<[i64; PAIR]>) -> PyResult<Bound<'_, PyTuple>> {
    let mut written = Written::new(py, words.len(), false)?;
    written.output().words.copy_from_slice(&words);
    written.into_tuple(py)
}

/// What the core makes a sentence of.
pub fn as_error(py: Python<'_>, refused: Refused) -> PyErr {
    let raised = || -> PyResult<PyErr> {
        let core = py.import("atc_core.decimals")?;
        let fault = core.getattr("Fault")?.call1((refused.fault as u8,))?;
        Ok(PyErr::from_value(core.getattr("RowError")?.call1((fault, refused.row))?))
    };
    raised().unwrap_or_else(|error| error)
}
