//! The binding of exact decimals: columns of the core's as they lie in memory, and columns of words with their bits.

mod columns;
mod further;

use crate::arrays::guarded;
use atc_kernels::decimals::{self, Column, Output, Refused, Rounding};
use columns::{Given, Number, Written, as_error};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Kernels whose arguments are columns, then options: what they give, and from what.
macro_rules! plain {
    ($(
        $(#[$doc:meta])*
        $gives:ident $name:ident($($column:ident),+; $($option:ident: $kind:ty),*) $(into $out:ident)? = $work:expr;
    )*) => {
        $(
            $(#[$doc])*
            #[pyfunction]
            #[allow(clippy::too_many_arguments)]
            fn $name<'py>(
                py: Python<'py>,
                $($column: Given<'py>,)+
                $($option: $kind),*
            ) -> PyResult<Bound<'py, PyAny>> {
                $gives(py, [$(&$column),+], |[$($column),+] $(, $out)?| $work)
            }
        )*

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_function(wrap_pyfunction!($name, module)?)?;)*
            let further = further::register(module)?;
            module.add("DECIMAL_KERNELS", [[$(stringify!($name)),*].as_slice(), further].concat())
        }
    };
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
) -> PyResult<Bound<'py, PyAny>> {
    column_of(py, given, false, work)
}

/// The same, of which rows may be null where no column's are.
fn column_with_nulls<'py, const N: usize>(
    py: Python<'py>,
    given: [&Given<'_>; N],
    work: impl FnOnce([&Column<'_>; N], &mut Output<'_>) -> Result<(), Refused> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    column_of(py, given, true, work)
}

fn column_of<'py, const N: usize>(
    py: Python<'py>,
    given: [&Given<'_>; N],
    makes_nulls: bool,
    work: impl FnOnce([&Column<'_>; N], &mut Output<'_>) -> Result<(), Refused> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let columns = columns::of_one_length(given)?;
    let rows = columns[0].len();
    let mut written = Written::new(py, rows, makes_nulls || columns.iter().any(Column::has_nulls))?;
    let mut outcome = Ok(());
    {
        let (columns, mut output) = (columns.each_ref(), written.output());
        guarded(py, rows * N, || outcome = work(columns, &mut output))?;
    }
    outcome.map_err(|refused| as_error(py, refused))?;
    Ok(written.into_tuple(py)?.into_any())
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

plain! {
    /// Both, added.
    column decimal_add(a, b; scale: u32, rounding: Word) into out = decimals::add(a, b, 1, scale, rounding.0, out);
    /// One less the other.
    column decimal_subtract(a, b; scale: u32, rounding: Word) into out
        = decimals::add(a, b, -1, scale, rounding.0, out);
    /// Both, multiplied.
    column decimal_multiply(a, b; scale: u32, rounding: Word) into out
        = decimals::multiply(a, b, scale, rounding.0, out);
    /// One over the other.
    column decimal_divide(a, b; scale: u32, rounding: Word) into out = decimals::divide(a, b, scale, rounding.0, out);
    /// The values at another scale.
    column decimal_rescale(x; scale: u32, rounding: Word) into out = decimals::rescale(x, scale, rounding.0, out);
    /// The exact sum.
    number decimal_sum(x;) = decimals::sum(x).map(Some);
    /// That over the count.
    number decimal_mean(x; scale: u32, rounding: Word) = decimals::mean(x, scale, rounding.0);
    /// The sum of products.
    number decimal_dot(a, b; scale: u32, rounding: Word) = decimals::dot(a, b, scale, rounding.0).map(Some);
    /// Sums up to each row.
    column decimal_cumulative_sum(x;) into out = decimals::cumulative_sum(x, out);
    /// The largest value up to each row.
    column decimal_cumulative_max(x;) into out = decimals::cumulative_max(x, out);
    /// Each value less the one before it, over that.
    column_with_nulls decimal_returns(values; scale: u32, rounding: Word) into out
        = decimals::returns(values, scale, rounding.0, out);
    /// A year's mean return beyond `rf_per_period` over the standard deviation.
    number decimal_sharpe_ratio(
        returns;
        rf_per_period: Number,
        periods_per_year: Number,
        ddof: usize,
        scale: u32,
        rounding: Word
    ) = decimals::sharpe_ratio(returns, rf_per_period.0, periods_per_year.0, ddof, scale, rounding.0);
    /// A year's mean return beyond `target` over the root of the mean square below it.
    number decimal_sortino_ratio(returns; target: Number, periods_per_year: Number, scale: u32, rounding: Word)
        = decimals::sortino_ratio(returns, target.0, periods_per_year.0, scale, rounding.0);
    /// Largest fraction of the highest value so far that a curve lost.
    number decimal_max_drawdown(equity; scale: u32, rounding: Word)
        = decimals::max_drawdown(equity, scale, rounding.0);
    /// The amount times the rate.
    column decimal_commission_per_dollar(quantity, price; rate: Number, scale: u32, rounding: Word) into out
        = decimals::commission_on_amount(
            quantity, price, [rate.0; 2], |_| false, scale, rounding.0, out,
        );
    /// The amount on top of what is bought, off what is sold.
    column decimal_slippage_fixed(price, quantity; amount: Number, scale: u32, rounding: Word) into out
        = decimals::slippage_fixed(price, quantity, amount.0, scale, rounding.0, out);
    /// The price times a factor a little above or below 1.
    column decimal_slippage_basis_points(price, quantity; basis_points: Number, scale: u32, rounding: Word) into out
        = decimals::slippage_basis_points(price, quantity, basis_points.0, scale, rounding.0, out);
    /// The price times 1 and the square of the share times the impact.
    column decimal_slippage_volume_share(
        price, quantity, volume;
        limit: Number,
        impact: Number,
        scale: u32,
        rounding: Word
    ) into out
        = decimals::slippage_volume_share(
            [price, quantity, volume], [limit.0, impact.0], scale, rounding.0, out,
        );
}
