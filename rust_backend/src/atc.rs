//! The binding of Adaptive Trend Classification: its options, the whole of it on arrays, and its streams.

mod block;
mod streams;

use atc_kernels::atc::{Compat, Robustness, Settings, WarmUp};
pub use block::BarValues;
use block::{Block, Prices};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
pub use streams::{check_memory, check_places, refused};

/// The kernel of this file, which is not like the others and therefore not in their macro.
const KERNEL: &str = "atc";

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("COMPOSED_KERNELS", [KERNEL])?;
    module.add_function(wrap_pyfunction!(atc, module)?)?;
    module.add_class::<streams::AtcStream>()
}

/// Refuses what has no meaning for the machine; everything else was checked at the door.
fn checked(settings: Settings) -> PyResult<Settings> {
    let least = 1 + settings.robustness.offsets()[3];
    match settings.lengths.iter().find(|length| **length < least) {
        Some(length) => Err(PyValueError::new_err(format!("atc: lengths must be at least {least}, was {length}"))),
        None => Ok(settings),
    }
}

fn unknown(what: &str, name: &str) -> PyErr {
    PyValueError::new_err(format!("atc: unknown {what} {name:?}"))
}

fn robustness(name: &str) -> PyResult<Robustness> {
    let known = Robustness::ALL.into_iter().find(|robustness| format!("{robustness:?}") == name);
    known.ok_or_else(|| unknown("robustness", name))
}

fn compat(name: &str) -> PyResult<Compat> {
    let known = Compat::ALL.into_iter().find(|compat| format!("{compat:?}").to_lowercase() == name);
    known.ok_or_else(|| unknown("compat", name))
}

fn warm_up(name: &str) -> PyResult<WarmUp> {
    let known = WarmUp::ALL.into_iter().find(|warm_up| format!("{warm_up:?}").to_lowercase() == name);
    known.ok_or_else(|| unknown("warm_up", name))
}

const FAMILIES: [&str; 6] = ["ema", "hma", "wma", "dema", "lsma", "kama"];

/// Settings from keywords of the kernel's names; what is not given is as usual.
fn settings(options: Option<&Bound<'_, PyDict>>) -> PyResult<Settings> {
    let mut settings = Settings::default();
    for (name, value) in options.into_iter().flatten() {
        let name: String = name.extract()?;
        let (family, kind) = name.split_once('_').unwrap_or((&name, ""));
        let place = FAMILIES.iter().position(|known| *known == family);
        match (place, kind, name.as_str()) {
            (Some(place), "len", _) => settings.lengths[place] = value.extract()?,
            (Some(place), "w", _) => settings.weights[place] = value.extract()?,
            (_, _, "robustness") => settings.robustness = robustness(value.extract()?)?,
            (_, _, "La") => settings.la = value.extract()?,
            (_, _, "De") => settings.de = value.extract()?,
            (_, _, "cutout") => settings.cutout = value.extract()?,
            (_, _, "long_threshold") => settings.long_threshold = value.extract()?,
            (_, _, "short_threshold") => settings.short_threshold = value.extract()?,
            (_, _, "compat") => settings.compat = compat(value.extract()?)?,
            (_, _, "warm_up") => settings.warm_up = warm_up(value.extract()?)?,
            _ => return Err(PyTypeError::new_err(format!("atc: unknown option {name:?}"))),
        }
    }
    checked(settings)
}

/// Adaptive Trend Classification: a block of thirteen results.
///
/// Its text is written out because PyO3 gives a negative default as an ellipsis.
#[pyfunction]
#[pyo3(
    signature = (
        prices, ema_len=28, hma_len=28, wma_len=28, dema_len=28, lsma_len=28, kama_len=28,
        ema_w=1.0, hma_w=1.0, wma_w=1.0, dema_w=1.0, lsma_w=1.0, kama_w=1.0,
        robustness="Medium", La=0.02, De=0.03, cutout=0, long_threshold=0.1, short_threshold=-0.1, compat="default",
        warm_up="original", *, out=None,
    ),
    text_signature = "(prices, ema_len=28, hma_len=28, wma_len=28, dema_len=28, lsma_len=28, kama_len=28, \
        ema_w=1.0, hma_w=1.0, wma_w=1.0, dema_w=1.0, lsma_w=1.0, kama_w=1.0, \
        robustness='Medium', La=0.02, De=0.03, cutout=0, long_threshold=0.1, short_threshold=-0.1, \
        compat='default', warm_up='original', *, out=None)"
)]
#[allow(clippy::too_many_arguments, non_snake_case)]
fn atc<'py>(
    py: Python<'py>,
    prices: Prices<'py>,
    ema_len: usize,
    hma_len: usize,
    wma_len: usize,
    dema_len: usize,
    lsma_len: usize,
    kama_len: usize,
    ema_w: f64,
    hma_w: f64,
    wma_w: f64,
    dema_w: f64,
    lsma_w: f64,
    kama_w: f64,
    robustness: &str,
    La: f64,
    De: f64,
    cutout: u64,
    long_threshold: f64,
    short_threshold: f64,
    compat: &str,
    warm_up: &str,
    out: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let settings = checked(Settings {
        lengths: [ema_len, hma_len, wma_len, dema_len, lsma_len, kama_len],
        weights: [ema_w, hma_w, wma_w, dema_w, lsma_w, kama_w],
        robustness: self::robustness(robustness)?,
        la: La,
        de: De,
        cutout,
        long_threshold,
        short_threshold,
        compat: self::compat(compat)?,
        warm_up: self::warm_up(warm_up)?,
    })?;
    let block = match out {
        Some(out) => Block::of(out, &prices)?,
        None => Block::new(py, &prices)?,
    };
    block.fill(py, &prices, &settings)?;
    Ok(block.into_array())
}
