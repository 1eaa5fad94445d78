//! Time per call of every kernel, result given: `cargo bench -p atc-kernels`.

use atc_kernels as kernels;
use atc_kernels::tables::{Layout, Sequential, Table, TableMut};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::time::Duration;

const BARS: [usize; 3] = [32, 10_000, 1_000_000];

fn uniforms(bars: usize, mut state: u64) -> Vec<f64> {
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..bars).map(step).collect()
}

fn all_cases(criterion: &mut Criterion) {
    for case in kernels::cases() {
        let mut group = criterion.benchmark_group(case.name);
        for bars in BARS {
            let (x, y) = (uniforms(bars, 12345), uniforms(bars, 2));
            let mut out = vec![0.0; bars];
            group.throughput(Throughput::Elements(bars as u64));
            for length in [28, 200, 2000] {
                let id = BenchmarkId::new(length.to_string(), bars);
                group.bench_function(id, |bencher| bencher.iter(|| (case.float64)([&x, &y], length, &mut out)));
            }
        }
    }
}

fn trend(criterion: &mut Criterion) {
    for bars in BARS {
        let (x, y) = (uniforms(bars, 1), uniforms(bars, 2));
        let returns: Vec<f64> = x.iter().map(|u| 0.02 * (u - 0.5)).collect();
        let sides: Vec<f64> = y.iter().map(|u| if *u < 0.5 { -1.0 } else { 1.0 }).collect();
        let [up, down] = [&x, &y].map(|uniforms| uniforms.iter().map(|u| *u < 0.1).collect::<Vec<_>>());
        let mut out = vec![0.0; bars];
        let mut signal = vec![0; bars];
        let mut group = criterion.benchmark_group("trend");
        group.throughput(Throughput::Elements(bars as u64));
        group.bench_function(BenchmarkId::new("crossover_signal", bars), |bencher| {
            bencher.iter(|| kernels::crossover_signal(&x, &y, &mut signal));
        });
        group.bench_function(BenchmarkId::new("signal_persistence", bars), |bencher| {
            bencher.iter(|| kernels::signal_persistence(&up, &down, &mut signal));
        });
        group.bench_function(BenchmarkId::new("equity", bars), |bencher| {
            bencher.iter(|| kernels::equity(&returns, &sides, 1.0, 0.9997, 0, &mut out));
        });
    }
}

/// The plain way beside a hand-written loop of the same algorithm, and on tables in C order per value.
fn plain(criterion: &mut Criterion) {
    let (bars, series, window) = (1000, 500, 28);
    let x = uniforms(bars * series, 1);
    let mut out = vec![0.0; bars * series];
    let mut group = criterion.benchmark_group("plain");
    group.throughput(Throughput::Elements(BARS[1] as u64));
    let one = &x[..BARS[1]];
    group.bench_function("rolling_max", |bencher| {
        bencher.iter(|| kernels::rolling_max(one, window, None, &mut out[..BARS[1]]));
    });
    group.bench_function("rolling_max by hand", |bencher| {
        bencher.iter(|| largest_by_hand(one, window, &mut out[..BARS[1]]));
    });
    group.throughput(Throughput::Elements((bars * series) as u64));
    let layout = Layout::rows::<f64>(bars, series);
    group.bench_function("rolling_max (1000, 500)", |bencher| {
        bencher.iter(|| {
            let out = TableMut::within(&mut out, 0, layout);
            kernels::tables::rolling_max(Table::within(&x, 0, layout), window, None, out, &Sequential);
        });
    });
}

atc_engine::dispatched! {
    /// Largest of the last bars by doubling, a tile at a time, for finite bars and a window of at most 64.
    fn largest_by_hand(x: &[f64], window: usize, out: &mut [f64]) = largest_by_hand_body;
}

#[inline(always)]
fn largest_by_hand_body<M: atc_engine::Machine>(_: M, x: &[f64], window: usize, out: &mut [f64]) {
    const TILE: usize = 1000;
    let (mut first, mut second) = ([0.0; TILE + 64], [0.0; TILE + 64]);
    for from in (0..x.len() + 1 - window).step_by(TILE) {
        let count = TILE.min(x.len() + 1 - window - from) + window - 1;
        let (mut best, mut other) = (&mut first[..count], &mut second[..count]);
        best.copy_from_slice(&x[from..from + count]);
        let mut span = 1;
        while 2 * span <= window {
            larger(best, span, &mut other[..count - span]);
            (best, other) = (other, best);
            span *= 2;
        }
        larger(best, window - span, &mut out[from + window - 1..from + count]);
    }
    out[..window - 1].fill(f64::NAN);
}

#[inline(always)]
fn larger(best: &[f64], distance: usize, out: &mut [f64]) {
    for ((out, near), far) in out.iter_mut().zip(best).zip(&best[distance..]) {
        *out = if near > far { *near } else { *far };
    }
}

fn brief() -> Criterion {
    Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1))
}

criterion_group!(name = all; config = brief(); targets = all_cases, trend, plain);
criterion_main!(all);
