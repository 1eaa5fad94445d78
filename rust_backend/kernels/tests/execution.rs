//! Targets and orders of the contract, on every instruction set.

mod levels;

use atc_kernels::{simulate_orders, simulate_targets};
use levels::on_every_level;

const NONE: f64 = f64::NAN;

#[track_caller]
fn assert_near(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    assert!(got.iter().zip(want).all(|(got, want)| (got - want).abs() <= 1e-6 * want.abs().max(1.0)), "{got:?}");
}

#[test]
fn targets_of_the_contract() {
    on_every_level(|| {
        let open = [10.0, 20.0, 10.0, 20.0, 11.0, 19.0, 12.0, 21.0];
        let close = [10.0, 20.0, 10.5, 19.5, 11.5, 20.0, 12.0, 22.0];
        let target = [0.5, 0.5, NONE, -0.5, 0.0, 1.0, 1.0, 1.0];
        let (fills, cash, (position, _), equity) =
            simulate_targets(&open, &close, &target, [4, 2], "weight", 1000.0, 0.0, 10.0, 0.0, 0.001, 1.0);
        assert_near(&equity, &[1000.0, 1010.478033, 1021.161146, 1065.412294]);
        assert_near(&cash, &[1000.0, 0.0, 944.3198931, 0.0]);
        assert_near(&position[6..], &[0.0, 48.42783155]);
        assert_eq!(
            fills.iter().map(|fill| (fill[0], fill[1])).collect::<Vec<_>>(),
            [(1, 0), (1, 1), (2, 1), (3, 0), (3, 1)]
        );
    });
}

#[test]
fn a_bracket_of_the_contract() {
    let (open, high) = ([100.0, 101.0, 98.0, 103.0, 100.0], [101.0, 103.0, 104.0, 105.0, 101.0]);
    let (low, close) = ([99.0, 97.0, 96.0, 102.0, 95.0], [100.0, 99.0, 103.0, 104.0, 96.0]);
    let (fills, status, filled, ..) = simulate_orders(
        &open,
        &high,
        &low,
        &close,
        &[NONE; 5],
        &[0; 3],
        &[0; 3],
        &[1.0, -1.0, -1.0],
        &[0, 2, 1],
        &[NONE, NONE, 103.0],
        &[NONE, 97.5, NONE],
        &[-1; 3],
        &[-1, 0, 0],
        &[-1, 0, 0],
        [5, 1, 3],
        1e5,
        0.0,
        f64::INFINITY,
        true,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        1.0,
        0.0,
        0.0,
    );
    let prices: Vec<_> = fills.iter().map(|fill| (fill[0], fill[1], f64::from_bits(fill[4]))).collect();
    assert_eq!(prices, [(0, 1, 101.0), (1, 1, 97.5)]);
    assert_eq!(status, [1, 1, 2]);
    assert_near(&filled, &[1.0, 1.0, 0.0]);
}
