//! Rolling statistics against their definitions, on every instruction set of this processor.

mod levels;

use atc_kernels as kernels;
use atc_kernels::incremental::{self, Incremental, Stream, Value};
use levels::on_every_level;

/// The better of two values.
type Better = fn(f64, f64) -> f64;

/// What an extreme looks for; none of other kernels.
fn better(name: &str) -> Option<Better> {
    match name.rsplit('_').next() {
        Some("max") => Some(f64::max),
        Some("min") => Some(f64::min),
        _ => None,
    }
}

fn odd(bars: usize) -> Vec<f64> {
    let mut state = 12345_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 0.0];
    let mut value = || if uniform() < 0.05 { strange[(6.0 * uniform()) as usize] } else { uniform() - 0.5 };
    (0..bars).map(|_| value()).collect()
}

fn naive(x: &[f64], window: usize, needed: usize, better: Better) -> Vec<f64> {
    let at = |bar: usize| {
        let finite = x[(bar + 1).saturating_sub(window)..=bar].iter().copied().filter(|bar| bar.is_finite());
        if finite.clone().count() < needed { f64::NAN } else { finite.reduce(better).unwrap_or(f64::NAN) }
    };
    (0..x.len()).map(at).collect()
}

#[track_caller]
fn assert_same(got: &[f64], want: &[f64], context: &str) {
    for (bar, (got, want)) in got.iter().zip(want).enumerate() {
        assert!(got == want || got.is_nan() && want.is_nan(), "{context}, bar {bar}: {got} is not {want}");
    }
}

const BARS: [usize; 6] = [0, 1, 7, 33, 600, 3100];
const WINDOWS: [usize; 6] = [1, 2, 3, 28, 700, 5000];

#[test]
fn extremes() {
    on_every_level(|| {
        let extremes = kernels::cases().filter_map(|case| Some((case, better(case.name)?)));
        for (case, better) in extremes {
            for (bars, window) in BARS.into_iter().flat_map(|bars| WINDOWS.map(|window| (bars, window))) {
                for x in [odd(bars), vec![2.5; bars]] {
                    let mut got = vec![7e77; bars];
                    (case.float64)([&x; 2], window, &mut got);
                    let context = format!("{} {window} of {bars}", case.name);
                    assert_same(&got, &naive(&x, window, window, better), &context);
                    let Some(on_float32) = case.float32 else { continue };
                    let x: Vec<f32> = x.iter().map(|bar| *bar as f32).collect();
                    let mut got = vec![7e7; bars];
                    on_float32([&x; 2], window, &mut got);
                    let [x, got] = [x, got].map(|x| x.into_iter().map(f64::from).collect::<Vec<_>>());
                    assert_same(&got, &naive(&x, window, window, better), &context);
                }
            }
        }
    });
}

#[test]
fn extremes_of_few_values() {
    on_every_level(|| {
        for (bars, window) in BARS.into_iter().flat_map(|bars| WINDOWS.map(|window| (bars, window))) {
            let x = odd(bars);
            for needed in [1, window.div_ceil(2)] {
                let mut got = vec![7e77; bars];
                kernels::rolling_max(&x, window, Some(needed), &mut got);
                assert_same(&got, &naive(&x, window, needed, f64::max), &format!("{window} {needed} of {bars}"));
            }
        }
    });
}

#[test]
fn streams_are_windows_too() {
    let x = odd(200);
    for kernel in incremental::ALL.into_iter().flatten() {
        let Some(better) = better(kernel.name) else { continue };
        for (window, periods) in [(1, Value::None), (5, Value::Integer(2)), (64, Value::Integer(1))] {
            let needed = if let Value::Integer(count) = periods { count as usize } else { window };
            let want = naive(&x, window, needed, better);
            let mut stream = Stream::new(*kernel, vec![Value::Integer(window as u64), periods], 2, false).unwrap();
            for (bar, want) in x.iter().zip(&want) {
                let mut got = [0.0; 2];
                stream.update(&[&[*bar, 1.0]], &[], &mut [&mut got[..]]);
                assert_same(&got[..1], &[*want], kernel.name);
            }
        }
    }
}

/// Pearson's r over the bars at which both are finite, of deviations from the first of them.
fn naive_correlation(a: &[f64], b: &[f64]) -> f64 {
    let pairs: Vec<_> = a.iter().zip(b).filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
    if pairs.iter().all(|pair| pair.0 == pairs[0].0) || pairs.iter().all(|pair| pair.1 == pairs[0].1) {
        return f64::NAN;
    }
    let away: Vec<_> = pairs.iter().map(|(a, b)| (*a - pairs[0].0, *b - pairs[0].1)).collect();
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| away.iter().map(of).sum::<f64>() / away.len() as f64;
    let (first, second) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
    let spread = |of: &dyn Fn(&(f64, f64)) -> f64| mean(of).sqrt();
    mean(&|(a, b)| (a - first) * (b - second))
        / (spread(&|pair| (pair.0 - first).powi(2)) * spread(&|pair| (pair.1 - second).powi(2)))
}

#[test]
fn correlations_of_all_pairs() {
    const LAGS: usize = 2;
    for (bars, series, missing) in [(300, 19, 7), (140, 8, 2), (500, 3, 1000), (129, 1, 5), (260, 50, 40), (2, 9, 1000)]
    {
        let mut x = odd(bars * series);
        for (place, value) in x.iter_mut().enumerate() {
            let noise = if value.abs() < 1.0 { *value } else { 0.25 };
            let is_missing = (place * 31 + place / series) % (missing + place % series) == 0;
            *value = if is_missing { f64::NAN } else { 1e4 + (place / series) as f64 * 0.01 + noise };
        }
        let column = |series_at: usize| -> Vec<f64> { x.iter().skip(series_at).step_by(series).copied().collect() };
        on_every_level(|| {
            let mut got = vec![7e77; (LAGS + 1) * series * series];
            kernels::lagged_correlation(&x, [bars, series], LAGS, &mut got);
            let mut first = vec![7e77; series * series];
            kernels::correlation_matrix(&x, [bars, series], &mut first);
            assert_same(&got[..series * series], &first, "lag 0");
            for (place, got) in got.iter().enumerate() {
                let [lag, a, b] = [place / series / series, place / series % series, place % series];
                let (a, b) = (column(a), column(b));
                let want = if lag < bars { naive_correlation(&a[lag..], &b[..bars - lag]) } else { f64::NAN };
                let near = (got - want).abs() < 1e-9 || got.is_nan() && want.is_nan();
                assert!(near, "{bars} bars, {series} series, at {place}: {got} is not {want}");
            }
        });
    }
}

/// A walk in which some values are equal to the one before, and of every `few` one is missing.
fn walk(bars: usize, few: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut value = 100.0;
    let mut next = || {
        value += if uniform() < 0.3 { 0.0 } else { uniform() - 0.5 };
        let is_missing = few > 0 && uniform() < 1.0 / few as f64;
        if is_missing { [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][(3.0 * uniform()) as usize] } else { value }
    };
    (0..bars).map(|_| next()).collect()
}

/// All results of a kernel, so many bars at a time.
fn by_bars(kernel: &Incremental, options: &[Value], inputs: &[Vec<f64>], count: usize) -> Vec<Vec<f64>> {
    let bars = inputs[0].len();
    let mut state = (kernel.start)(options).unwrap();
    let mut fields = vec![vec![7e77; bars]; kernel.fields.len()];
    for from in (0..bars).step_by(count) {
        let range = from..bars.min(from + count);
        let block: Vec<&[f64]> = inputs.iter().map(|input| &input[range.clone()]).collect();
        let mut out: Vec<&mut [f64]> = fields.iter_mut().map(|field| &mut field[range.clone()]).collect();
        state.advance(&block, &mut out, 0..range.len());
    }
    fields
}

#[test]
fn windows_together_give_what_each_gives_alone() {
    for kernel in incremental::ALL.into_iter().flatten().filter(|kernel| kernel.options.first() == Some(&"window")) {
        for (bars, window) in [7, 31, 86, 163, 500]
            .into_iter()
            .flat_map(|bars| [1, 2, 3, 7, 8, 15, 16, 17, 40, 85, 128, 129, 200, 400].map(|window| (bars, window)))
        {
            for (few, needed) in [(0, window), (0, 1 + window / 3), (9, 1 + window / 2), (2, 1), (60, 1)] {
                let option = |name: &&str| match *name {
                    "window" => Value::Integer(window as u64),
                    "min_periods" => Value::Integer(needed as u64),
                    "scale" => Value::Number(1.5),
                    _ => Value::Integer(1),
                };
                let options: Vec<Value> = kernel.options.iter().map(option).collect();
                let inputs: Vec<_> = (0..kernel.inputs.len()).map(|input| walk(bars, few, 7 + input as u64)).collect();
                let want = by_bars(kernel, &options, &inputs, 1);
                on_every_level(|| {
                    for count in [bars, bars.div_ceil(2) + 1] {
                        let got = by_bars(kernel, &options, &inputs, count);
                        for (bar, (got, want)) in got.concat().iter().zip(want.concat()).enumerate() {
                            let is_near = (got - want).abs() <= 1e-9 * want.abs().max(1.0) || *got == want;
                            assert!(
                                is_near || got.is_nan() && want.is_nan(),
                                "{} {options:?}, {bars} bars {count} at a time, bar {bar}: {got} is not {want}",
                                kernel.name
                            );
                        }
                    }
                });
            }
        }
    }
}
