//! Results of an incremental kernel, field by field: float64, float32, int8 or int64, of one series or of many.

use crate::arrays::{Element, Field, Place, Span, TableField};
use atc_kernels::incremental::{Kind, Real, ResultColumns, Results};
use pyo3::prelude::*;

/// A field of one series' result.
pub enum SeriesField<'py, F> {
    Float(Field<'py, F>),
    Sign(Field<'py, i8>),
    Label(Field<'py, i64>),
}

impl<'py, F: Element + Real> SeriesField<'py, F> {
    pub fn new(
        py: Python<'py>,
        kind: Kind,
        out: Option<Bound<'py, PyAny>>,
        length: usize,
        others: &[Span],
    ) -> PyResult<Self> {
        Ok(match kind {
            Kind::Sign => Self::Sign(Field::new(py, out, length, others)?),
            Kind::Label => Self::Label(Field::new(py, out, length, others)?),
            _ => Self::Float(Field::new(py, out, length, others)?),
        })
    }

    pub fn span(&self) -> Span {
        match self {
            Self::Float(field) => field.span(),
            Self::Sign(field) => field.span(),
            Self::Label(field) => field.span(),
        }
    }

    pub fn results(&mut self) -> Results<'_, F> {
        match self {
            Self::Float(field) => Results::Float(field.elements()),
            Self::Sign(field) => Results::Sign(field.elements()),
            Self::Label(field) => Results::Label(field.elements()),
        }
    }

    pub fn into_array(self) -> Bound<'py, PyAny> {
        match self {
            Self::Float(field) => field.array,
            Self::Sign(field) => field.array,
            Self::Label(field) => field.array,
        }
    }
}

/// A field of many series' results.
pub enum TablesField<'py, F> {
    Float(TableField<'py, F>),
    Sign(TableField<'py, i8>),
    Label(TableField<'py, i64>),
}

impl<'py, F: Element + Real> TablesField<'py, F> {
    pub fn new(
        py: Python<'py>,
        kind: Kind,
        out: Option<Bound<'py, PyAny>>,
        shape: [usize; 2],
        others: &[Place],
    ) -> PyResult<Self> {
        Ok(match kind {
            Kind::Sign => Self::Sign(TableField::new(py, out, shape, others)?),
            Kind::Label => Self::Label(TableField::new(py, out, shape, others)?),
            _ => Self::Float(TableField::new(py, out, shape, others)?),
        })
    }

    pub fn place(&mut self) -> Place {
        match self {
            Self::Float(field) => field.place(),
            Self::Sign(field) => field.place(),
            Self::Label(field) => field.place(),
        }
    }

    pub fn results(&mut self) -> ResultColumns<'_, F> {
        match self {
            Self::Float(field) => ResultColumns::Float(field.table()),
            Self::Sign(field) => ResultColumns::Sign(field.table()),
            Self::Label(field) => ResultColumns::Label(field.table()),
        }
    }

    pub fn into_array(self) -> Bound<'py, PyAny> {
        match self {
            Self::Float(field) => field.array,
            Self::Sign(field) => field.array,
            Self::Label(field) => field.array,
        }
    }
}
