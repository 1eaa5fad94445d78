//! Kernels of other shapes against their definitions, on every instruction set of this processor.

mod levels;

use atc_kernels as kernels;
use atc_kernels::tables::{self, Layout, Sequential, Table, TableMut};
use levels::on_every_level;

const NAN: f64 = f64::NAN;

fn uniforms(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(step).collect()
}

#[track_caller]
fn assert_near(got: &[f64], want: &[f64], tolerance: f64) {
    assert_eq!(got.len(), want.len());
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!((got - want).abs() <= tolerance || got.is_nan() && want.is_nan(), "{i}: {got} is not {want}");
    }
}

#[test]
fn sharpe_ratios_of_the_contract() {
    let returns = [0.01, -0.02, 0.03, NAN, 0.0, -0.01, 0.02];
    on_every_level(|| {
        let got = [kernels::sharpe_ratio(&returns, 0.0, 252.0, 1), kernels::sharpe_ratio(&returns, 0.001, 365.0, 0)];
        assert_near(&got, &[4.2426406871, 4.4746907315], 1e-9);
        assert_eq!(kernels::sharpe_ratio(&[0.1; 9], 0.0, 252.0, 1), 0.0);
        for few in [&[][..], &[0.1], &[NAN, 0.1]] {
            assert!(kernels::sharpe_ratio(few, 0.0, 252.0, 0).is_nan());
        }
        assert!(kernels::sharpe_ratio(&[0.1, 0.2], 0.0, 252.0, 2).is_nan());
        let scaled = [1e-200, 1.0, 1e200].map(|scale| {
            let returns = [1.0, 2.0, 4.0].map(|value| value * scale);
            kernels::sharpe_ratio(&returns, 0.0, 252.0, 1)
        });
        assert_near(&scaled, &[scaled[1]; 3], 1e-12);
    });
}

#[test]
fn many_returns_near_one_value_keep_their_digits() {
    // In steps of 1e-8 around 1e-4: mean and deviation of 0 … 999 are known.
    let returns: Vec<f64> = (0..1_000_000_u32).map(|i| 1e-4 + 1e-8 * f64::from(i % 1000 * 7919 % 1000)).collect();
    let deviation = (1e6_f64 / 12.0).sqrt() * 1e-8;
    let want = (1e-4 + 499.5e-8) / deviation;
    on_every_level(|| assert_near(&[kernels::sharpe_ratio(&returns, 0.0, 1.0, 1)], &[want], 1e-9 * want));
}

#[test]
fn tables_give_a_number_a_series() {
    let (bars, series) = (203, 21);
    let table: Vec<f64> =
        uniforms(1, bars * series).into_iter().map(|u| if u < 0.05 { NAN } else { u - 0.5 }).collect();
    on_every_level(|| {
        for (layout, column) in [
            (Layout::rows::<f64>(bars, series), [series, 1]),
            (Layout { bars, series, strides: [8, 8 * bars as isize] }, [1, bars]),
        ] {
            let mut got = vec![7e77; series];
            let out = TableMut::within(&mut got, 0, Layout::rows::<f64>(1, series));
            tables::sharpe_ratio(Table::within(&table, 0, layout), 0.0, 252.0, 1, out, &Sequential);
            for (i, got) in got.iter().enumerate() {
                let one: Vec<f64> = (0..bars).map(|bar| table[bar * column[0] + i * column[1]]).collect();
                assert_eq!(*got, kernels::sharpe_ratio(&one, 0.0, 252.0, 1));
            }
        }
    });
}

fn pearson(x: &[f64], series: usize, a: usize, b: usize) -> f64 {
    let rows = x.chunks(series).map(|row| (row[a], row[b]));
    let rows: Vec<_> = rows.filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
    if rows.len() < 2 || rows.iter().all(|row| row.0 == rows[0].0) || rows.iter().all(|row| row.1 == rows[0].1) {
        return NAN;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
    let (p, q) = (mean(|row| row.0), mean(|row| row.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| rows.iter().map(|row| of(row.0 - p, row.1 - q)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

#[test]
fn correlations() {
    on_every_level(|| {
        for (time, series) in [(0, 3), (1, 2), (2, 5), (50, 1), (257, 16), (300, 23)] {
            for share in [0.0, 0.1] {
                let mut x = uniforms(3, time * series);
                x.iter_mut().for_each(|u| *u = if *u < share { NAN } else { 1e3 + *u });
                x.iter_mut().skip(1).step_by(series.max(2)).for_each(|value| *value = 0.1);
                let mut got = vec![7e77; series * series];
                kernels::correlation_matrix(&x, [time, series], &mut got);
                for (i, got) in got.iter().enumerate() {
                    let (a, b) = (i / series, i % series);
                    let want = pearson(&x, series, a, b);
                    let want = if a == b && !want.is_nan() { 1.0 } else { want };
                    assert_near(&[*got], &[want], if a == b { 0.0 } else { 1e-11 });
                }
            }
        }
    });
}

#[test]
fn lags() {
    let x = [1.0, 2.0, 2.0, NAN, 4.0, 3.0];
    let mut got = [7e77; 12];
    kernels::lag_features(&x, [3, 2], 1, &mut got);
    assert_near(&got, &[1.0, NAN, 2.0, NAN, 2.0, 1.0, NAN, 2.0, 4.0, 2.0, 3.0, NAN], 0.0);
}

#[test]
fn nearest_centers() {
    on_every_level(|| {
        let mut got = [7; 4];
        kernels::kmeans_predict(&[1.0, 2.0, NAN, 2.5], &[1.0, 3.0], [4, 1, 2], &mut got);
        assert_eq!(got, [0, 0, -1, 1]);
        let (mut x, mut centers) = (uniforms(1, 103 * 7), uniforms(2, 5 * 7));
        centers.copy_within(7..14, 21);
        (x[40], x[50]) = (f64::INFINITY, -2e150);
        x[70..77].copy_from_slice(&centers[7..14]);
        let mut got = vec![7; 103];
        kernels::kmeans_predict(&x, &centers, [103, 7, 5], &mut got);
        for (row, got) in x.chunks(7).zip(got) {
            let squares = |center: &[f64]| {
                let terms = row.iter().zip(center).map(|(a, b)| (a - b) * (a - b));
                terms.reduce(|sum, term| sum + term).unwrap()
            };
            let distances: Vec<f64> = centers.chunks(7).map(squares).collect();
            let least = distances.iter().copied().fold(f64::INFINITY, f64::min);
            let want = distances.iter().position(|distance| *distance == least).unwrap() as i64;
            let is_complete = row.iter().all(|value| value.abs() <= 1e150);
            assert_eq!(got, if is_complete { want } else { -1 });
        }
    });
}
