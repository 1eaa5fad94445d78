//! Structured arrays, whose dtypes the declarations have.

use super::Element;
use numpy::PyArray1;
use numpy::npyffi::NPY_TYPES;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The records of a module of declarations, by the name that each has there.
macro_rules! records {
    ($module:literal: $($record:ty = $name:literal),*) => {$(
        impl Element for $record {
            const TYPE: NPY_TYPES = NPY_TYPES::NPY_VOID;
            const NAME: &str = $name;

            fn record(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
                static DTYPE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
                let dtype = DTYPE.get_or_try_init(py, || Ok::<_, PyErr>(py.import($module)?.getattr($name)?.unbind()))?;
                Ok(Some(dtype.bind(py).clone()))
            }

            /// The memory of the records itself: copying 100 000 fills takes a third of the time of finding them.
            fn into_array(py: Python<'_>, mut records: Vec<Self>) -> PyResult<Bound<'_, PyAny>> {
                records.shrink_to_fit();
                let words = PyArray1::from_vec(py, records.into_flattened());
                words.call_method1("view", (Self::record(py)?,))
            }
        }
    )*};
}

records! { "atc_core.declarations.backtest": [u64; 8] = "TRADE", [u64; 10] = "ROW" }
records! { "atc_core.declarations.execution.ledger": [u64; 9] = "TRIP" }
records! { "atc_core.declarations.execution.orders": [u64; 7] = "ORDER_FILL" }
records! { "atc_core.declarations.execution.targets": [u64; 5] = "TARGET_FILL" }

/// Whether an array whose type number is right holds records of this kind, if it is one of records.
#[inline]
pub fn is_of<T: Element>(object: Borrowed<'_, '_, PyAny>) -> PyResult<bool> {
    match T::record(object.py())? {
        Some(record) => object.getattr("dtype")?.eq(record),
        None => Ok(true),
    }
}
