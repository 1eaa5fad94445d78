//! The binding of exact decimals: columns of the core's as they lie in memory, and columns of words with their bits.

mod columns;

use crate::arrays::guarded;
use crate::shaped::Found;
use atc_kernels::decimals::{self, Books, Column, Downside, Fills, Output, Refused, Rounding};
use columns::{Codes, Flags, Given, Number, Written, as_error};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// A column as the core takes it: words, and bits or none.
type Packed<'py> = Bound<'py, PyTuple>;

macro_rules! register {
    ($($name:ident),* $(,)?) => {
        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            module.add("DECIMAL_KERNELS", [$(stringify!($name)),*])
        }
    };
}

register! {
    decimal_add,
    decimal_subtract,
    decimal_multiply,
    decimal_divide,
    decimal_rescale,
    decimal_sum,
    decimal_mean,
    decimal_dot,
    decimal_cumulative_sum,
    decimal_cumulative_max,
    decimal_returns,
    decimal_sharpe_ratio,
    decimal_sortino_ratio,
    decimal_max_drawdown,
    decimal_ohlcv_resample,
    decimal_commission_per_share,
    decimal_commission_per_trade,
    decimal_commission_per_dollar,
    decimal_commission_maker_taker,
    decimal_slippage_fixed,
    decimal_slippage_basis_points,
    decimal_slippage_volume_share,
    decimal_portfolio_value,
    decimal_fill_average_price,
    decimal_position_ledger,
}

/// The rounding of a word.
struct Word(Rounding);

impl<'a, 'py> FromPyObject<'a, 'py> for Word {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let word: &str = object.extract()?;
        let unknown = || PyValueError::new_err(format!("rounding must be a word of Python's decimal, was {word:?}"));
        Rounding::of(word).map(Self).ok_or_else(unknown)
    }
}

/// A column that is computed row by row from others of its length.
fn column<'py, const N: usize>(
    py: Python<'py>,
    given: [&Given<'_>; N],
    work: impl FnOnce([&Column<'_>; N], &mut Output<'_>) -> Result<(), Refused> + Send,
) -> PyResult<Packed<'py>> {
    column_with(py, given, false, work)
}

/// The same, of which rows may be null where no column's are.
fn column_with<'py, const N: usize>(
    py: Python<'py>,
    given: [&Given<'_>; N],
    makes_nulls: bool,
    work: impl FnOnce([&Column<'_>; N], &mut Output<'_>) -> Result<(), Refused> + Send,
) -> PyResult<Packed<'py>> {
    let columns = columns::of_one_length(given)?;
    let rows = columns[0].len();
    let mut written = Written::new(py, rows, makes_nulls || columns.iter().any(Column::has_nulls))?;
    let mut outcome = Ok(());
    {
        let (columns, mut output) = (columns.each_ref(), written.output());
        guarded(py, rows * N, || outcome = work(columns, &mut output))?;
    }
    outcome.map_err(|refused| as_error(py, refused))?;
    written.into_tuple(py)
}

/// A number of all rows.
fn number<'py, const N: usize>(
    py: Python<'py>,
    given: [&Given<'_>; N],
    work: impl FnOnce([&Column<'_>; N]) -> Result<Option<i128>, Refused> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let columns = columns::of_one_length(given)?;
    let (rows, columns) = (columns[0].len(), columns.each_ref());
    let mut outcome = Ok(None);
    guarded(py, rows * N, || outcome = work(columns))?;
    outcome.map_err(|refused| as_error(py, refused))?.into_bound_py_any(py)
}

/// Both, added.
#[pyfunction]
fn decimal_add<'py>(
    py: Python<'py>,
    a: Given<'py>,
    b: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    column(py, [&a, &b], |[a, b], out| decimals::add(a, b, 1, scale, rounding.0, out))
}

/// One less the other.
#[pyfunction]
fn decimal_subtract<'py>(
    py: Python<'py>,
    a: Given<'py>,
    b: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    column(py, [&a, &b], |[a, b], out| decimals::add(a, b, -1, scale, rounding.0, out))
}

/// Both, multiplied.
#[pyfunction]
fn decimal_multiply<'py>(
    py: Python<'py>,
    a: Given<'py>,
    b: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    column(py, [&a, &b], |[a, b], out| decimals::multiply(a, b, scale, rounding.0, out))
}

/// One over the other.
#[pyfunction]
fn decimal_divide<'py>(
    py: Python<'py>,
    a: Given<'py>,
    b: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    column(py, [&a, &b], |[a, b], out| decimals::divide(a, b, scale, rounding.0, out))
}

/// The values at another scale.
#[pyfunction]
fn decimal_rescale<'py>(py: Python<'py>, x: Given<'py>, scale: u32, rounding: Word) -> PyResult<Packed<'py>> {
    column(py, [&x], |[x], out| decimals::rescale(x, scale, rounding.0, out))
}

/// The exact sum.
#[pyfunction]
fn decimal_sum<'py>(py: Python<'py>, x: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    number(py, [&x], |[x]| decimals::sum(x).map(Some))
}

/// That over the count.
#[pyfunction]
fn decimal_mean<'py>(py: Python<'py>, x: Given<'py>, scale: u32, rounding: Word) -> PyResult<Bound<'py, PyAny>> {
    number(py, [&x], |[x]| decimals::mean(x, scale, rounding.0))
}

/// The sum of products.
#[pyfunction]
fn decimal_dot<'py>(
    py: Python<'py>,
    a: Given<'py>,
    b: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    number(py, [&a, &b], |[a, b]| decimals::dot(a, b, scale, rounding.0).map(Some))
}

/// Sums up to each row.
#[pyfunction]
fn decimal_cumulative_sum<'py>(py: Python<'py>, x: Given<'py>) -> PyResult<Packed<'py>> {
    column(py, [&x], |[x], out| decimals::cumulative_sum(x, out))
}

/// The largest value up to each row.
#[pyfunction]
fn decimal_cumulative_max<'py>(py: Python<'py>, x: Given<'py>) -> PyResult<Packed<'py>> {
    column(py, [&x], |[x], out| decimals::cumulative_max(x, out))
}

/// Each value less the one before it, over that.
#[pyfunction]
fn decimal_returns<'py>(py: Python<'py>, values: Given<'py>, scale: u32, rounding: Word) -> PyResult<Packed<'py>> {
    column_with(py, [&values], true, |[values], out| decimals::returns(values, scale, rounding.0, out))
}

/// A year's mean return beyond `rf_per_period` over the standard deviation.
#[pyfunction]
fn decimal_sharpe_ratio<'py>(
    py: Python<'py>,
    returns: Given<'py>,
    rf_per_period: Number,
    periods_per_year: Number,
    ddof: usize,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    let [rf, periods] = [rf_per_period.0, periods_per_year.0];
    number(py, [&returns], |[returns]| decimals::sharpe_ratio(returns, rf, periods, ddof, scale, rounding.0))
}

/// A year's mean return beyond `target` over the root of the mean square below it.
#[pyfunction]
fn decimal_sortino_ratio<'py>(
    py: Python<'py>,
    returns: Given<'py>,
    target: Number,
    periods_per_year: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    let [target, periods] = [target.0, periods_per_year.0];
    number(py, [&returns], |[returns]| decimals::sortino_ratio(returns, target, periods, scale, rounding.0))
}

/// Largest fraction of the highest value so far that a curve lost.
#[pyfunction]
fn decimal_max_drawdown<'py>(
    py: Python<'py>,
    equity: Given<'py>,
    scale: u32,
    rounding: Word,
) -> PyResult<Bound<'py, PyAny>> {
    number(py, [&equity], |[equity]| decimals::max_drawdown(equity, scale, rounding.0))
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
) -> PyResult<Packed<'py>> {
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
) -> PyResult<Packed<'py>> {
    let codes = order.elements()?;
    column(py, [&quantity], |[quantity], out| decimals::commission_per_trade(quantity, codes, cost.0, out))
}

/// The amount times the rate.
#[pyfunction]
fn decimal_commission_per_dollar<'py>(
    py: Python<'py>,
    quantity: Given<'py>,
    price: Given<'py>,
    rate: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    let (value, rate_scale) = (rate.0.value, rate.0.scale);
    column(py, [&quantity, &price], |[quantity, price], out| {
        decimals::commission_on_amount(quantity, price, |_| value, rate_scale, scale, rounding.0, out)
    })
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
) -> PyResult<Packed<'py>> {
    let (flags, rates) = (is_maker.elements()?, [taker_rate.0, maker_rate.0]);
    let common = rates[0].scale.max(rates[1].scale);
    let at_common = |rate: Downside| rate.value.checked_mul(10i128.checked_pow(common - rate.scale)?);
    let [Some(taker), Some(maker)] = rates.map(at_common) else {
        return Err(PyValueError::new_err("rates must have few digits together"));
    };
    column(py, [&quantity, &price], |[quantity, price], out| {
        let rate = |row: usize| if flags[row] { maker } else { taker };
        decimals::commission_on_amount(quantity, price, rate, common, scale, rounding.0, out)
    })
}

/// The amount on top of what is bought, off what is sold.
#[pyfunction]
fn decimal_slippage_fixed<'py>(
    py: Python<'py>,
    price: Given<'py>,
    quantity: Given<'py>,
    amount: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    column(py, [&price, &quantity], |[price, quantity], out| {
        decimals::slippage_fixed(price, quantity, amount.0, scale, rounding.0, out)
    })
}

/// The price times a factor a little above or below 1.
#[pyfunction]
fn decimal_slippage_basis_points<'py>(
    py: Python<'py>,
    price: Given<'py>,
    quantity: Given<'py>,
    basis_points: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    column(py, [&price, &quantity], |[price, quantity], out| {
        decimals::slippage_basis_points(price, quantity, basis_points.0, scale, rounding.0, out)
    })
}

/// The price times 1 and the square of the share times the impact.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn decimal_slippage_volume_share<'py>(
    py: Python<'py>,
    price: Given<'py>,
    quantity: Given<'py>,
    volume: Given<'py>,
    limit: Number,
    impact: Number,
    scale: u32,
    rounding: Word,
) -> PyResult<Packed<'py>> {
    let terms = [limit.0, impact.0];
    column(py, [&price, &quantity, &volume], |columns, out| {
        decimals::slippage_volume_share(columns, terms, scale, rounding.0, out)
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
) -> PyResult<Packed<'py>> {
    let assets = quantities.iter().zip(&prices).map(|(held, price)| columns::of_one_length([held, price, &cash]));
    let assets = assets.collect::<PyResult<Vec<_>>>()?;
    if quantities.len() != prices.len() {
        return Err(PyValueError::new_err("quantities and prices must be as many"));
    }
    column_with(py, [&cash], true, |[cash], out| decimals::portfolio_value(&assets, cash, scale, rounding.0, out))
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
) -> PyResult<Packed<'py>> {
    let codes = order.elements()?;
    column_with(py, [&quantity, &price], true, |[quantity, price], out| {
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
