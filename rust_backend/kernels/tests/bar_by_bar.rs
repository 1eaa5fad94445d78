//! Streams of kernels that have functions of their own give, bar by bar, what the functions give.

use atc_kernels::incremental::{ALL, Incremental, Stream, Value};
use atc_kernels::{Case, cases};

const BARS: usize = 6000;
const LENGTHS: [usize; 6] = [1, 2, 3, 28, 200, 2500];
const SYMBOLS: usize = 9;

/// Numbers between 0 and 1.
fn uniforms(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Prices of a symbol: with a head of NaN, ticks, all equal, a hole, an infinity, or below zero.
fn prices(symbol: usize) -> Vec<f64> {
    let mut price = 100.0;
    let step = |uniform: f64| {
        price *= 1.0 + 0.02 * (2.0 * uniform - 1.0);
        price
    };
    let mut prices: Vec<f64> = uniforms(symbol as u64 + 1, BARS).into_iter().map(step).collect();
    match symbol {
        1 => prices[..70].fill(f64::NAN),
        2 => prices.iter_mut().for_each(|price| *price = price.round()),
        3 => prices.fill(12.5),
        4 => prices[80..85].fill(0.0),
        5 => prices[70] = f64::NAN,
        6 => prices[75] = f64::INFINITY,
        7 => prices[90..].iter_mut().for_each(|price| *price *= -1.0),
        _ => (),
    }
    prices
}

/// The series that a kernel of one or two takes of a symbol.
fn inputs(kernel: &Incremental, symbol: usize) -> [Vec<f64>; 2] {
    if kernel.inputs.len() == 1 {
        return [prices(symbol), Vec::new()];
    }
    let uniform = uniforms(symbol as u64 + 77, BARS);
    let signals = uniform.iter().map(|u| [f64::NAN, 1.0, -1.0, 0.0][(4.0 * u) as usize]).collect();
    let gain = |u: f64| if u < 0.05 { f64::NAN } else { 0.02 * (u - 0.5) };
    [uniforms(symbol as u64 + 99, BARS).into_iter().map(gain).collect(), signals]
}

/// Those of the case.
fn options(kernel: &Incremental, length: usize) -> Vec<Value> {
    let option = |name: &&str| match *name {
        "fast" => Value::Number(0.666),
        "slow" => Value::Number(0.064),
        "starting_equity" => Value::Number(1.0),
        "decay_multiplier" => Value::Number(0.9997),
        "min_periods" => Value::None,
        _ => Value::from(length),
    };
    kernel.options.iter().map(option).collect()
}

fn both() -> impl Iterator<Item = (&'static Case, &'static Incremental)> {
    let kernel = |case: &Case| ALL.into_iter().flatten().find(|kernel| kernel.name == case.name);
    cases().filter_map(move |case| Some((case, kernel(case)?)))
}

#[test]
fn streams_give_what_functions_give() {
    assert!(both().count() > 8);
    for ((case, kernel), length) in both().flat_map(|both| LENGTHS.map(|length| (both, length))) {
        let given: Vec<_> = (0..SYMBOLS).map(|symbol| inputs(kernel, symbol)).collect();
        let mut want = vec![vec![7e77; BARS]; SYMBOLS];
        for ([x, y], want) in given.iter().zip(&mut want) {
            (case.float64)([x, y], length, want);
        }
        let mut stream = Stream::new(*kernel, options(kernel, length), SYMBOLS, false).unwrap();
        for bar in 0..BARS {
            if bar % 1999 == 0 {
                stream = Stream::from_bytes(&stream.to_bytes(), &ALL).unwrap();
            }
            let bars: Vec<Vec<f64>> =
                (0..kernel.inputs.len()).map(|input| given.iter().map(|symbol| symbol[input][bar]).collect()).collect();
            let bars: Vec<&[f64]> = bars.iter().map(Vec::as_slice).collect();
            let mut out = [7e77; SYMBOLS];
            stream.update(&bars, &[], &mut [&mut out]);
            for (symbol, (got, want)) in out.iter().zip(&want).enumerate() {
                let want = want[bar];
                let is_near = (got - want).abs() <= 1e-12 * want.abs().max(100.0);
                let is_same = *got == want || is_near || (got.is_nan() && want.is_nan());
                assert!(is_same, "{} {length}, symbol {symbol}, bar {bar}: {got} is not {want}", case.name);
            }
        }
    }
}

#[test]
fn streams_do_not_drift_over_ten_million_updates() {
    for (case, kernel) in both().filter(|(case, _)| ["sma", "wma", "lsma", "hma"].contains(&case.name)) {
        let mut stream = Stream::new(*kernel, options(kernel, 28), 1, false).unwrap();
        let mut out = [0.0];
        let price = |bar: u64| 1e6 + (bar.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 * 1e-4;
        let bars = 10_000_000;
        (0..bars).for_each(|bar| stream.update(&[&[price(bar)]], &[], &mut [&mut out]));
        let last: Vec<_> = (bars - 40..bars).map(price).collect();
        let mut want = [0.0; 40];
        (case.float64)([&last, &last], 28, &mut want);
        assert!((out[0] - want[39]).abs() <= 1e-14 * want[39], "{}: {} is not {}", case.name, out[0], want[39]);
        assert_eq!(stream.bars(), bars);
    }
}
