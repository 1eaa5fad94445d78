//! Kernels of orders, assets, intervals and tables, which take more than columns and options.

use super::columns::{self, Codes, Flags, Given, Number, Written, as_error};
use super::{Word, column, column_with_nulls};
use crate::arrays::guarded;
use crate::shaped::Found;
use atc_kernels::decimals::{self, Books, Fills};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

macro_rules! register {
    ($($name:ident),* $(,)?) => {
        /// Their names.
        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<&'static [&'static str]> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            Ok(&[$(stringify!($name)),*])
        }
    };
}

register! {
    decimal_ohlcv_resample,
    decimal_commission_per_share,
    decimal_commission_per_trade,
    decimal_commission_maker_taker,
    decimal_portfolio_value,
    decimal_fill_average_price,
    decimal_position_ledger,
}

/// Bars of `every` nanoseconds: first, largest, smallest, last and sum.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn decimal_ohlcv_resample<'py>(
    py: Python<'py>,
    timestamps: Codes<'py>,
    open: Given<'py>,
    high: Given<'py>,
    low: Given<'py>,
    close: Given<'py>,
    volume: Given<'py>,
    every: i64,
) -> PyResult<Bound<'py, PyTuple>> {
    let columns = columns::of_one_length([&open, &high, &low, &close, &volume])?;
    let (times, columns) = (timestamps.beside(columns[0].len())?, columns.each_ref());
    let mut outcome = Ok(decimals::Bars::default());
    guarded(py, 6 * times.len(), || outcome = decimals::resample(times, columns, every))?;
    let bars = outcome.map_err(|refused| as_error(py, refused))?;
    let mut fields = vec![bars.starts.into_object(py)?];
    for words in bars.fields {
        fields.push(columns::packed(py, words)?.into_any());
    }
    PyTuple::new(py, fields)
}

/// What an order has to pay after each fill, less what it has paid.
#[pyfunction]
fn decimal_commission_per_share<'py>(
    py: Python<'py>,
    quantity: Given<'py>,
    order: Codes<'py>,
    rate: Number,
    minimum: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    let (codes, terms) = (order.elements()?, [rate.0, minimum.0]);
    column(py, [&quantity], |[quantity], out| {
        decimals::commission_per_share(quantity, codes, terms, scale, rounding.0, out)
    })
}

/// The cost at the first fill of an order.
#[pyfunction]
fn decimal_commission_per_trade<'py>(
    py: Python<'py>,
    quantity: Given<'py>,
    order: Codes<'py>,
    cost: Number,
) -> PyResult<Bound<'py, PyAny>> {
    let codes = order.elements()?;
    column(py, [&quantity], |[quantity], out| decimals::commission_per_trade(quantity, codes, cost.0, out))
}

/// The amount times one of two rates.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn decimal_commission_maker_taker<'py>(
    py: Python<'py>,
    quantity: Given<'py>,
    price: Given<'py>,
    is_maker: Flags<'py>,
    maker_rate: Number,
    taker_rate: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    let (flags, rates) = (is_maker.elements()?, [taker_rate.0, maker_rate.0]);
    column(py, [&quantity, &price], |[quantity, price], out| {
        decimals::commission_on_amount(quantity, price, rates, |row| flags[row], scale, rounding.0, out)
    })
}

/// Cash and amounts of all assets.
#[pyfunction]
fn decimal_portfolio_value<'py>(
    py: Python<'py>,
    quantities: Vec<Given<'py>>,
    prices: Vec<Given<'py>>,
    cash: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    let assets = quantities.iter().zip(&prices).map(|(held, price)| columns::of_one_length([held, price, &cash]));
    let assets = assets.collect::<PyResult<Vec<_>>>()?;
    if quantities.len() != prices.len() {
        return Err(PyValueError::new_err("quantities and prices must be as many"));
    }
    column_with_nulls(py, [&cash], |[cash], out| decimals::portfolio_value(&assets, cash, scale, rounding.0, out))
}

/// Amounts so far over shares so far, by order.
#[pyfunction]
fn decimal_fill_average_price<'py>(
    py: Python<'py>,
    quantity: Given<'py>,
    price: Given<'py>,
    order: Codes<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    let codes = order.elements()?;
    column_with_nulls(py, [&quantity, &price], |[quantity, price], out| {
        decimals::fill_average_price(quantity, price, codes, scale, rounding.0, out)
    })
}

/// Positions, their cost, average price, what is realized and cash after each fill.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn decimal_position_ledger<'py>(
    py: Python<'py>,
    asset: Codes<'py>,
    quantity: Given<'py>,
    price: Given<'py>,
    commission: Given<'py>,
    cash: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyTuple>> {
    let [quantity, price, commission] = &columns::of_one_length([&quantity, &price, &commission])?;
    let rows = quantity.len();
    let fills = Fills { asset: asset.beside(rows)?, quantity, price, commission, cash: cash.0 };
    let has_nulls = [false, false, true, false, false];
    let mut written = Vec::new();
    for nulls in has_nulls {
        written.push(Written::new(py, rows, nulls)?);
    }
    let mut outcome = Ok(());
    if let [position, cost, average_price, realized, cash] = &mut written[..] {
        let mut books = Books {
            position: position.output(),
            cost: cost.output(),
            average_price: average_price.output(),
            realized: realized.output(),
            cash: cash.output(),
        };
        guarded(py, 8 * rows, || outcome = decimals::ledger(&fills, scale, rounding.0, &mut books))?;
    }
    outcome.map_err(|refused| as_error(py, refused))?;
    let fields = written.into_iter().map(|field| field.into_tuple(py)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, fields)
}
