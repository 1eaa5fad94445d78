//! Kernels that compute each series by itself and give several fields: of one series, or of each column of a table.

use crate::arrays::{Input, Place, Span, TableField, common_shape};
use crate::shaped::{Array, Output, Places, WORK, as_result, shared};
use atc_kernels::tables::{Layout, Table, TableMut, Workers};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::array;

impl Input<'_, f64> {
    /// Many series, or one as the only column.
    fn table(&self) -> PyResult<Table<'_, f64>> {
        if self.is_table() {
            return Ok(self.shaped()?.table);
        }
        Ok(column(self.elements()))
    }
}

fn column(series: &[f64]) -> Table<'_, f64> {
    Table::within(series, 0, Layout::rows::<f64>(series.len(), 1))
}

fn column_mut(results: &mut [f64]) -> TableMut<'_, f64> {
    let layout = Layout::rows::<f64>(results.len(), 1);
    TableMut::within(results, 0, layout)
}

fn elements(table: &Table<f64>) -> usize {
    let Layout { bars, series, .. } = table.layout();
    WORK.saturating_mul(bars).saturating_mul(series)
}

/// A result for each field, which share no memory with each other or the input.
fn outputs<'py>(
    py: Python<'py>,
    out: Option<Bound<'py, PyAny>>,
    count: usize,
    shape: &[usize],
    input: Span,
) -> PyResult<Vec<Output<'py, f64>>> {
    let (mut spans, mut given) = (vec![input], Places::of(out, count)?);
    let next = |_| {
        let field = Output::new(py, given.next(), shape, &spans)?;
        spans.push(field.span());
        Ok(field)
    };
    (0..count).map(next).collect()
}

fn delivered<'py>(py: Python<'py>, fields: Vec<Output<'py, f64>>) -> PyResult<Bound<'py, PyAny>> {
    as_result(py, fields.into_iter().map(|field| field.into_object(py)).collect())
}

/// Fields that are a number a series: floats of one series, vectors of a table.
pub fn numbers_of_each<'py, const FIELDS: usize>(
    py: Python<'py>,
    x: &Input<'_, f64>,
    out: Option<Bound<'py, PyAny>>,
    kernel: impl FnOnce(Table<'_, f64>, &dyn Workers, [&mut [f64]; FIELDS]) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let table = x.table()?;
    let shape = [table.layout().series];
    let shape = &shape[..usize::from(x.is_table())];
    let mut fields = outputs(py, out, FIELDS, shape, Span::bytes(table.addresses()))?;
    let mut numbers = fields.iter_mut().map(Output::elements);
    let numbers = array::from_fn(|_| numbers.next().unwrap_or_default());
    shared(py, elements(&table), |workers| kernel(table, workers, numbers))?;
    delivered(py, fields)
}

/// Fields that are like the series, given `numbers` of each.
pub fn tables_of_each<'py, const NUMBERS: usize, const FIELDS: usize>(
    py: Python<'py>,
    x: &Input<'_, f64>,
    numbers: [&Array<'_, f64>; NUMBERS],
    out: Option<Bound<'py, PyAny>>,
    kernel: impl FnOnce(Table<'_, f64>, [&[f64]; NUMBERS], &dyn Workers, [TableMut<'_, f64>; FIELDS]) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let table = x.table()?;
    let series = table.layout().series;
    if let Some(other) = numbers.iter().find(|numbers| numbers.elements().len() != series) {
        let had = other.elements().len();
        return Err(PyValueError::new_err(format!("a model of {had} series is none of {series}")));
    }
    // Copies: what is written may overlap the originals.
    let numbers = numbers.map(|numbers| numbers.elements().to_vec());
    let work = |fields: [TableMut<'_, f64>; FIELDS]| {
        shared(py, elements(&table), |workers| kernel(table, numbers.each_ref().map(Vec::as_slice), workers, fields))
    };
    if x.is_table() {
        return in_tables(py, x.shaped()?.place(), out, work);
    }
    let mut fields = outputs(py, out, FIELDS, &[x.elements().len()], x.span())?;
    let mut results = fields.iter_mut().map(|field| column_mut(field.elements()));
    work(array::from_fn(|_| results.next().unwrap_or_else(|| column_mut(&mut []))))?;
    delivered(py, fields)
}

fn in_tables<'py, const FIELDS: usize>(
    py: Python<'py>,
    input: Place,
    out: Option<Bound<'py, PyAny>>,
    work: impl FnOnce([TableMut<'_, f64>; FIELDS]) -> PyResult<()>,
) -> PyResult<Bound<'py, PyAny>> {
    let (mut places, mut given) = (vec![input], Places::of(out, FIELDS)?);
    let shape = common_shape(&places)?;
    let mut fields: Vec<TableField<'_, f64>> = Vec::with_capacity(FIELDS);
    for _ in 0..FIELDS {
        let mut field = TableField::new(py, given.next(), shape, &places)?;
        places.push(field.place());
        fields.push(field);
    }
    let mut results = fields.iter_mut().map(TableField::table);
    work(array::from_fn(|_| results.next().unwrap_or_else(|| column_mut(&mut []))))?;
    as_result(py, fields.into_iter().map(|field| field.array).collect())
}
