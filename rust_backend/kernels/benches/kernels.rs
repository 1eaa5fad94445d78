//! Time per call of every kernel, result given: `cargo bench -p atc-kernels`.

use atc_kernels as kernels;
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

fn brief() -> Criterion {
    Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1))
}

criterion_group!(name = all; config = brief(); targets = all_cases, trend);
criterion_main!(all);
