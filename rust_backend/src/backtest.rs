//! The binding of backtests: numbers, a curve, and records of trades, or records of a grid.

use crate::arrays::Span;
use crate::shaped::{Array, Axes, Output, run, shared};
use atc_kernels::backtest::{self, Summary, Terms, Trade};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use std::num::NonZeroUsize;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("BACKTEST_KERNELS", ["sma_backtest", "signal_backtest", "sma_backtest_grid"])?;
    module.add_function(wrap_pyfunction!(sma_backtest, module)?)?;
    module.add_function(wrap_pyfunction!(signal_backtest, module)?)?;
    module.add_function(wrap_pyfunction!(sma_backtest_grid, module)?)
}

/// How many prices there are; refused unless they are one series.
fn bars(close: &Array<'_, f64>) -> PyResult<usize> {
    let mut axes = Axes::new(["time"]);
    axes.bind("close", &["time"], close.shape())?;
    Ok(axes.sizes()[0])
}

/// Backtest of a crossover of two simple moving averages: metrics, curve of equity, and trades.
#[pyfunction]
#[pyo3(signature = (
    close, fast, slow, initial_capital=100_000.0, commission_rate=0.001, slippage=0.0, allow_short=true,
    periods_per_year=252.0
))]
#[allow(clippy::too_many_arguments)]
fn sma_backtest<'py>(
    py: Python<'py>,
    close: Array<'_, f64>,
    fast: NonZeroUsize,
    slow: NonZeroUsize,
    initial_capital: f64,
    commission_rate: f64,
    slippage: f64,
    allow_short: bool,
    periods_per_year: f64,
) -> PyResult<Bound<'py, PyAny>> {
    let terms = Terms { initial_capital, commission_rate, slippage, allow_short, periods_per_year };
    let lengths = [fast.get(), slow.get()];
    single(py, bars(&close)?, &[close.span()], |curve| backtest::sma_backtest(close.elements(), lengths, &terms, curve))
}

/// Backtest of target positions: metrics, curve of equity, and trades.
#[pyfunction]
#[pyo3(signature = (
    close, signal, initial_capital=100_000.0, commission_rate=0.001, slippage=0.0, allow_short=true,
    periods_per_year=252.0
))]
#[allow(clippy::too_many_arguments)]
fn signal_backtest<'py>(
    py: Python<'py>,
    close: Array<'_, f64>,
    signal: Array<'_, i8>,
    initial_capital: f64,
    commission_rate: f64,
    slippage: f64,
    allow_short: bool,
    periods_per_year: f64,
) -> PyResult<Bound<'py, PyAny>> {
    let terms = Terms { initial_capital, commission_rate, slippage, allow_short, periods_per_year };
    let mut axes = Axes::new(["time"]);
    axes.bind("close", &["time"], close.shape())?;
    axes.bind("signal", &["time"], signal.shape())?;
    single(py, axes.sizes()[0], &[close.span(), signal.span()], |curve| {
        backtest::signal_backtest(close.elements(), signal.elements(), &terms, curve)
    })
}

/// What one backtest of so many bars gives, computed without the GIL.
fn single<'py>(
    py: Python<'py>,
    bars: usize,
    inputs: &[Span],
    backtest: impl FnOnce(&mut [f64]) -> (Summary, Vec<Trade>) + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let mut curve = Output::<f64>::new(py, None, &[bars], inputs)?;
    let (elements, mut found) = (curve.elements(), None);
    run(py, inputs, || found = Some(backtest(elements)))?;
    let (summary, trades) = found.unwrap_or_default();
    let mut rows = Output::<[u64; 8]>::new(py, None, &[trades.len()], &[])?;
    for (row, trade) in rows.elements().iter_mut().zip(trades) {
        *row = trade.into();
    }
    let [total, annual, sharpe, sortino, spread, lost, wins] = summary.numbers();
    let (curve, trades) = (curve.into_object(py), rows.into_object(py));
    (total, annual, sharpe, sortino, spread, lost, wins, summary.trade_count, curve, trades).into_bound_py_any(py)
}

/// Metrics of `sma_backtest` for every pair of a fast and a slow length.
#[pyfunction]
#[pyo3(signature = (
    close, fast_lengths, slow_lengths, initial_capital=100_000.0, commission_rate=0.001, slippage=0.0, allow_short=true,
    periods_per_year=252.0, *, out=None
))]
#[allow(clippy::too_many_arguments)]
fn sma_backtest_grid<'py>(
    py: Python<'py>,
    close: Array<'_, f64>,
    fast_lengths: Vec<NonZeroUsize>,
    slow_lengths: Vec<NonZeroUsize>,
    initial_capital: f64,
    commission_rate: f64,
    slippage: f64,
    allow_short: bool,
    periods_per_year: f64,
    out: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let terms = Terms { initial_capital, commission_rate, slippage, allow_short, periods_per_year };
    let [fast, slow] =
        [fast_lengths, slow_lengths].map(|lengths| lengths.into_iter().map(usize::from).collect::<Vec<_>>());
    let (inputs, pairs) = ([close.span()], backtest::pair_count(&fast, &slow));
    let elements = bars(&close)?.saturating_mul(pairs);
    let mut rows = Output::<[u64; 10]>::new(py, out, &[pairs], &inputs)?;
    let result = rows.elements();
    shared(py, elements, |workers| {
        backtest::sma_backtest_grid(close.elements(), [&fast, &slow], &terms, workers, result);
    })?;
    Ok(rows.into_object(py))
}
