//! The float32 kernels against those on float64, bit by bit: the same results, rounded once. On every instruction set of
//! this processor.

mod levels;

use atc_kernels::{self as kernels, Case, cases, float32};
use levels::on_every_level;

/// An equity that grows: beyond what scans of products take in any order.
const GROWING: Case = Case {
    name: "a growing equity",
    float64: |[x, y], cutout, out| kernels::equity(x, y, 1e30, 1.0, cutout, out),
    float32: Some(|[x, y], cutout, out| float32::equity(x, y, 1e30, 1.0, cutout, out)),
    tables: |_, _, _, _| {},
    float32_tables: None,
};

fn all() -> impl Iterator<Item = &'static Case> {
    cases().chain([&GROWING]).filter(|case| case.float32.is_some())
}

const BARS: [usize; 17] = [0, 1, 2, 7, 8, 9, 16, 17, 63, 64, 65, 255, 256, 257, 520, 1000, 2100];
const LENGTHS: [usize; 10] = [1, 2, 3, 5, 8, 28, 64, 131, 257, 600];

fn walk(bars: usize) -> Vec<f32> {
    let mut state = 12345_u64;
    let mut price = 100.0;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        price *= 1.0 + 0.02 * (2.0 * ((state >> 11) as f64 / (1_u64 << 53) as f64) - 1.0);
        price as f32
    };
    (0..bars).map(step).collect()
}

/// A walk with something odd in it, by name; places beyond its end are left out.
fn odd(bars: usize, what: &str) -> Vec<f32> {
    let mut x = walk(bars);
    let mut put = |from: usize, to: usize, value: f32| x[from.min(bars)..to.min(bars)].fill(value);
    match what {
        "NaN head" => put(0, 11, f32::NAN),
        "long NaN head" => put(0, 300, f32::NAN),
        "NaN" => put(400, 403, f32::NAN),
        "infinity" => put(300, 301, f32::INFINITY),
        "infinities" => [40, 500].into_iter().for_each(|bar| put(bar, bar + 1, f32::NEG_INFINITY)),
        "huge" => put(200, 800, f32::MAX),
        "tiny" => put(0, 600, 1e-44),
        "constant" => put(0, bars, 0.1),
        _ => {}
    }
    x
}

const ODDITIES: [&str; 9] =
    ["nothing", "NaN head", "long NaN head", "NaN", "infinity", "infinities", "huge", "tiny", "constant"];

#[track_caller]
fn assert_rounded(case: &Case, what: &str, x: &[f32], y: &[f32], length: usize) {
    let wide = |x: &[f32]| -> Vec<f64> { x.iter().map(|bar| f64::from(*bar)).collect() };
    let (mut want, mut got) = (vec![7e77; x.len()], vec![7e7; x.len()]);
    (case.float64)([&wide(x), &wide(y)], length, &mut want);
    case.float32.unwrap()([x, y], length, &mut got);
    for (t, (got, want)) in got.into_iter().zip(want).enumerate() {
        let want = want as f32;
        let same = got == want || got.is_nan() && want.is_nan();
        assert!(same, "{} {length} of {} bars, {what}, bar {t}: {got} is not {want}", case.name, x.len());
    }
}

#[test]
fn every_size_and_length() {
    on_every_level(|| {
        for case in all() {
            for (bars, length) in BARS.into_iter().flat_map(|bars| LENGTHS.map(|length| (bars, length))) {
                assert_rounded(case, "nothing", &walk(bars), &odd(bars, "infinities"), length);
            }
        }
    });
}

#[test]
fn odd_numbers() {
    on_every_level(|| {
        for case in all() {
            for (what, length) in ODDITIES.into_iter().flat_map(|what| [1, 28, 200].map(|length| (what, length))) {
                assert_rounded(case, what, &odd(1000, what), &odd(1000, "NaN"), length);
            }
        }
    });
}

#[test]
fn windows_of_thousands_of_bars() {
    let (x, y) = (odd(40_000, "NaN head"), walk(40_000));
    on_every_level(|| {
        for case in all() {
            for length in [5000, 8192, 20_000] {
                assert_rounded(case, "NaN head", &x, &y, length);
            }
        }
    });
}

#[test]
fn returns_that_trade() {
    let signs: Vec<f32> =
        walk(3000).iter().enumerate().map(|(i, bar)| ((bar * 7.0) as i32 % 3 - 1 + (i % 2) as i32) as f32).collect();
    let returns: Vec<f32> = walk(3001).windows(2).map(|pair| 30.0 * (pair[1] / pair[0] - 1.0)).collect();
    on_every_level(|| {
        for cutout in [0, 1, 63, 500, 2999, 3000, 4000] {
            for case in all().filter(|case| case.name.contains("equity")) {
                assert_rounded(case, "returns", &returns, &signs, cutout);
            }
        }
    });
}

#[test]
fn what_overflows_is_infinite() {
    let x = [f32::MAX, f32::MAX, -f32::MAX, f32::MAX, f32::MAX, 0.0];
    let mut out = [0.0; 6];
    float32::hma(&x, 4, &mut out);
    assert_eq!(out[4], f32::INFINITY);
    let huge = [f32::MAX; 6];
    float32::lsma(&huge, 3, &mut out);
    assert_eq!(out[5], f32::MAX);
}
