//! Averages that decay: below 1e-290 they are 0 before denormals make them slow, whichever way they are computed.

mod levels;

use atc_kernels::incremental::{ALL, Stream, Value};
use atc_kernels::tables::{Layout, Sequential, Table, TableMut};
use atc_kernels::{self as kernels, Case, cases};
use levels::on_every_level;

const BARS: usize = 100_000;
const LENGTHS: [usize; 3] = [2, 28, 200];

/// Bars between two flushes at most: so many denormals a decay may leave.
const BLOCK: usize = 768;

/// Some prices, and then nothing.
fn fading() -> Vec<f64> {
    (0..BARS).map(|bar| if bar < 1000 { 100.0 + (bar % 7) as f64 } else { 0.0 }).collect()
}

fn recursive() -> impl Iterator<Item = &'static Case> {
    cases().filter(|case| ["ema", "dema"].contains(&case.name))
}

#[track_caller]
fn assert_flushed(name: &str, length: usize, out: &[f64]) {
    let subnormal = out.iter().filter(|value| value.is_subnormal()).count();
    assert!(subnormal <= BLOCK, "{name} {length}: {subnormal} denormals");
    assert_eq!(out.last(), Some(&0.0), "{name} {length}");
}

#[test]
fn series_that_fade_leave_nothing() {
    let x = fading();
    on_every_level(|| {
        for (case, length) in recursive().flat_map(|case| LENGTHS.map(|length| (case, length))) {
            let mut out = vec![7.0; BARS];
            (case.float64)([&x, &x], length, &mut out);
            assert_flushed(case.name, length, &out);
        }
        let mut out = vec![7.0; BARS];
        kernels::kama(&x, 28, 0.666, 0.9, &mut out);
        assert_flushed("kama", 28, &out);
    });
}

#[test]
fn tables_that_fade_leave_nothing() {
    const SERIES: usize = 3;
    let x: Vec<f64> = fading().into_iter().flat_map(|bar| [bar; SERIES]).collect();
    let layout = Layout::rows::<f64>(BARS, SERIES);
    on_every_level(|| {
        for (case, length) in recursive().flat_map(|case| LENGTHS.map(|length| (case, length))) {
            let mut out = vec![7.0; x.len()];
            let table = Table::within(&x, 0, layout);
            (case.tables)([table, table], length, TableMut::within(&mut out, 0, layout), &Sequential);
            let first: Vec<f64> = out.iter().copied().step_by(SERIES).collect();
            assert_flushed(case.name, length, &first);
        }
    });
}

#[test]
fn streams_that_fade_leave_nothing() {
    let x = fading();
    for (case, length) in recursive().flat_map(|case| LENGTHS.map(|length| (case, length))) {
        let kernel = ALL.into_iter().flatten().find(|kernel| kernel.name == case.name).unwrap();
        let mut stream = Stream::new(*kernel, vec![Value::from(length)], 1, false).unwrap();
        let mut out = vec![7.0; BARS];
        for (bar, result) in x.iter().zip(out.chunks_exact_mut(1)) {
            stream.update(&[&[*bar]], &[], &mut [result]);
        }
        assert_flushed(case.name, length, &out);
    }
}
