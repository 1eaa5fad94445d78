//! Autoregressions, components and transitions: the contract's vectors, on every instruction set and in any layout.

mod levels;

use atc_kernels as kernels;
use atc_kernels::tables::{Layout, Sequential, Table, TableMut};
use levels::on_every_level;

const NAN: f64 = f64::NAN;
const SERIES: [f64; 10] = [1.0, 2.0, 4.0, 3.0, NAN, 2.0, 1.0, 3.0, 5.0, 4.0];
const ROWS: [f64; 18] = [1.0, 2.0, 0.0, 2.0, 1.0, 1.0, 3.0, 5.0, 0.0, 4.0, 3.0, 1.0, 5.0, 6.0, 0.0, 6.0, 4.0, 7.0];

#[track_caller]
fn assert_near(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!((got - want).abs() <= 5.1e-11 || got.is_nan() && want.is_nan(), "{i}: {got} is not {want}");
    }
}

fn fitted(x: Table<f64>, center: &str) -> [Vec<f64>; 3] {
    let mut model = [(); 3].map(|()| vec![7.0; x.layout().series]);
    let [mu, phi, sigma] = &mut model;
    kernels::ar1_fit(x, center, &Sequential, [mu, phi, sigma]);
    model
}

fn scored(x: Table<f64>, model: &[Vec<f64>; 3], layout: Layout) -> [Vec<f64>; 2] {
    let mut scores = [(); 2].map(|()| vec![7.0; layout.bars * layout.series]);
    let [residual, zscore] = scores.each_mut().map(|field| TableMut::within(field, 0, layout));
    kernels::ar1_score(x, model.each_ref().map(Vec::as_slice), &Sequential, [residual, zscore]);
    scores
}

#[test]
fn autoregressions_of_the_contract() {
    let one = Layout::rows::<f64>(SERIES.len(), 1);
    let third = 1.0 / 3.0;
    let wanted = [NAN, -third, 4.0 * third, -third, NAN, NAN, -5.0 * third, 2.0 * third, 2.0, third];
    on_every_level(|| {
        let x = Table::within(&SERIES, 0, one);
        let model = fitted(x, "median");
        assert_near(&model.concat(), &[3.0, third, 0.9884]);
        assert_near(&fitted(x, "mean").concat(), &[2.777_777_777_777_778, 0.3497797357, 0.9640165639]);
        let [residual, zscore] = scored(x, &model, one);
        assert_near(&residual, &wanted);
        assert_near(&zscore[8..9], &[2.0234722784]);
    });
}

#[test]
fn tables_of_any_layout_are_their_series() {
    // More bars than a worker takes at once, more series than are scored together; one never leaves its path.
    let (bars, series) = (1500, 70);
    let value = |bar: usize, series: usize| match (bar * 7919 + series * 104_729) % 1013 {
        13 => NAN,
        _ if series == 5 => 3.0,
        step => ((bar as f64) / 50.0).sin() + step as f64 / 1000.0,
    };
    let column = |series: usize| (0..bars).map(|bar| value(bar, series)).collect::<Vec<f64>>();
    let rows: Vec<f64> = (0..bars).flat_map(|bar| (0..series).map(move |series| value(bar, series))).collect();
    let columns: Vec<f64> = (0..series).flat_map(column).collect();
    let (as_rows, size) = (Layout::rows::<f64>(bars, series), size_of::<f64>() as isize);
    let as_columns = Layout { strides: [size, bars as isize * size], ..as_rows };
    on_every_level(|| {
        for (data, layout) in [(&rows, as_rows), (&columns, as_columns)] {
            let x = Table::within(data, 0, layout);
            let model = fitted(x, "median");
            let scores = scored(x, &model, layout);
            for series in 0..series {
                let own = column(series);
                let one = Layout::rows::<f64>(bars, 1);
                let wanted = fitted(Table::within(&own, 0, one), "median");
                assert_eq!(model.each_ref().map(|field| field[series]), wanted.each_ref().map(|field| field[0]));
                let wanted = scored(Table::within(&own, 0, one), &wanted, one);
                for (field, wanted) in scores.iter().zip(&wanted) {
                    let [along, across] = layout.strides.map(|stride| (stride / size) as usize);
                    let found: Vec<f64> = (0..bars).map(|bar| field[bar * along + series * across]).collect();
                    assert_near(&found, wanted);
                }
            }
        }
    });
}

#[test]
fn components_of_the_contract() {
    on_every_level(|| {
        let (mean, scale, (components, shape), eigenvalues, count) = kernels::pca_fit(&ROWS, [6, 3], Some(1.0), "std");
        assert_near(&mean, &[3.5, 3.5, 1.5]);
        assert_near(&scale, &[1.870_828_693_387, 1.870_828_693_387, 2.738_612_787_526]);
        assert_near(&components, &[0.7033479892, 0.5074536385, 0.4977875158]);
        assert_near(&eigenvalues, &[1.9299685505, 0.9804859272, 0.0895455223]);
        assert_eq!((shape, count), ([1, 3], 6));
        let (_, scale, (components, _), eigenvalues, _) = kernels::pca_fit(&ROWS, [6, 3], Some(1.0), "iqr");
        assert_near(&scale, &[2.5, 2.5, 1.0]);
        assert_near(&components, &[0.1814247495, 0.0147680745, 0.9832939358]);
        assert_near(&eigenvalues, &[7.7441501809, 0.8125110300, 0.0633387891]);
        assert_eq!(kernels::pca_fit(&ROWS, [6, 3], Some(0.9), "std").2.1, [2, 3]);
    });
}

#[test]
fn eigenvectors_span_and_diagonalise() {
    let (rows, columns) = (700, 37);
    let x: Vec<f64> = (0..rows * columns).map(|place| ((place * place + 7 * place) % 1009) as f64 / 1009.0).collect();
    on_every_level(|| {
        let (mean, _, (components, [kept, _]), eigenvalues, _) =
            kernels::pca_fit(&x, [rows, columns], Some(columns as f64), "none");
        let along = |row: usize, component: usize| -> f64 {
            (0..columns).map(|j| (x[row * columns + j] - mean[j]) * components[component * columns + j]).sum()
        };
        for one in (0..kept).step_by(6) {
            for other in (0..=one).step_by(6) {
                let [a, b] = [one, other].map(|component| &components[component * columns..][..columns]);
                let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                let covariance = (0..rows).map(|row| along(row, one) * along(row, other)).sum::<f64>() / 699.0;
                let is_same = f64::from(u8::from(one == other));
                assert!((product - is_same).abs() < 1e-13, "{one} {other} {product}");
                assert!((covariance - is_same * eigenvalues[one]).abs() < 1e-13, "{one} {other} {covariance}");
            }
        }
    });
}

#[test]
fn transitions_of_the_contract() {
    let plan = kernels::transition_matrix(&[0, 0, 1, -1, 1, 1, 0, 2], [8], None, &Sequential);
    assert_eq!(plan.shape(), [3, 3]);
    let (mut counts, mut shares) = ([7; 9], [7.0; 9]);
    plan.fill((&mut counts, &mut shares), &Sequential);
    assert_eq!(counts, [1, 1, 1, 1, 1, 0, 0, 0, 0]);
    assert_near(&shares[3..], &[0.5, 0.5, 0.0, NAN, NAN, NAN]);
    assert_eq!(kernels::transition_matrix(&[-1], [1], Some(4), &Sequential).shape(), [4, 4]);
}
