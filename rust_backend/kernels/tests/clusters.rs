//! Clusters, silhouettes and forests: the contract's vectors, and the same bits on every instruction set and any number
//! of threads.

mod levels;

use atc_kernels as kernels;
use atc_kernels::tables::{Sequential, Workers};
use levels::on_every_level;
use std::thread;

const NAN: f64 = f64::NAN;
const ROWS: [f64; 16] = [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 10.0, 10.0, 10.0, 11.0, 11.0, 10.0, NAN, 1.0, 5.0, 5.0];

/// So many threads.
struct Several(usize);

impl Workers for Several {
    fn count(&self) -> usize {
        self.0
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        thread::scope(|scope| (0..self.0).for_each(|_| drop(scope.spawn(work))));
    }
}

fn uniforms(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(step).collect()
}

#[derive(Debug, PartialEq)]
struct Clusters {
    labels: Vec<i64>,
    centers: Vec<u64>,
    inertia: u64,
    n_iter: i64,
    counts: Vec<i64>,
}

fn kmeans(x: &[f64], sizes: [usize; 2], clusters: usize, workers: &dyn Workers) -> Clusters {
    let (mut labels, mut centers, mut counts) = (vec![0; sizes[0]], vec![0.0; clusters * sizes[1]], vec![0; clusters]);
    let (mut inertia, mut n_iter) = ([0.0], [0]);
    kernels::kmeans(
        x,
        sizes,
        clusters,
        0,
        2,
        300,
        1e-4,
        workers,
        &mut labels,
        &mut centers,
        &mut inertia,
        &mut n_iter,
        &mut counts,
    );
    let centers = centers.into_iter().map(f64::to_bits).collect();
    Clusters { labels, centers, inertia: inertia[0].to_bits(), n_iter: n_iter[0], counts }
}

#[track_caller]
fn assert_near(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!((got - want).abs() <= 5.1e-11 || got.is_nan() && want.is_nan(), "{i}: {got} is not {want}");
    }
}

#[test]
fn clusters_of_the_contract() {
    on_every_level(|| {
        let found = kmeans(&ROWS, [8, 2], 3, &Sequential);
        assert_eq!(found.labels, [0, 0, 0, 1, 1, 1, -1, 2]);
        assert_eq!((found.n_iter, &found.counts[..]), (2, &[3, 3, 1][..]));
        let centers: Vec<f64> = found.centers.into_iter().map(f64::from_bits).collect();
        assert_near(&centers, &[1.0 / 3.0, 1.0 / 3.0, 31.0 / 3.0, 31.0 / 3.0, 5.0, 5.0]);
    });
}

#[test]
fn clusters_are_the_same_bits_everywhere() {
    for (rows, columns, clusters) in [(5000, 7, 9), (2049, 1, 3), (30, 3, 30)] {
        let mut x = uniforms(1, rows * columns);
        x[rows / 2] = NAN;
        let wanted = kmeans(&x, [rows, columns], clusters.min(rows - 1), &Sequential);
        on_every_level(|| {
            for threads in [1, 2, 7] {
                assert_eq!(kmeans(&x, [rows, columns], clusters.min(rows - 1), &Several(threads)), wanted);
            }
        });
    }
}

#[test]
fn silhouettes_of_the_contract() {
    let labels = [0, 0, 0, 1, 1, 1, 0, 2];
    let first = [0.8585786438, 0.8114815930, 0.8114815930];
    let wanted = [first[0], first[1], first[2], first[0], 0.8454458140, 0.8454458140, NAN, 0.0];
    on_every_level(|| {
        for scale in [1.0, 1e-200, 1e149] {
            let x = ROWS.map(|value| value * scale / 11.0);
            let (mut scores, mut number) = ([0.0; 8], [0.0]);
            kernels::silhouette_samples(&x, &labels, [8, 2], &Several(2), &mut scores);
            assert_near(&scores, &wanted);
            kernels::silhouette_score(&x, &labels, [8, 2], &Sequential, &mut number);
            assert_near(&number, &[0.7187160145]);
            kernels::davies_bouldin_score(&x, &labels, [8, 2], &Sequential, &mut number);
            assert_near(&number, &[0.0968995857]);
        }
    });
}

#[test]
fn forests_of_the_contract() {
    let x = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 8.0, 9.0, 2.0, NAN];
    let (feature, threshold, left, right, lengths, roots, samples, columns) =
        kernels::isolation_forest_fit(&x, [6, 2], 2, 4, 17);
    assert_eq!(feature, [1, 1, -1, -1, -1, 1, 1, -1, -1, -1]);
    assert_near(&threshold[..2], &[5.6996283571, 0.3782994830]);
    assert_eq!(left, [1, 2, -1, -1, -1, 6, 7, -1, -1, -1]);
    assert_eq!(right, [4, 3, -1, -1, -1, 9, 8, -1, -1, -1]);
    assert_eq!((roots.as_slice(), samples, columns), (&[0, 5][..], 4, 2));
    let scored = |x: &[f64], workers: &dyn Workers| {
        let mut scores = vec![0.0; x.len() / 2];
        let sizes = [x.len() / 2, 2, 10, 2];
        kernels::isolation_forest_score(
            x,
            &feature,
            &threshold,
            &left,
            &right,
            &lengths,
            &roots,
            &[samples],
            &[columns],
            sizes,
            workers,
            &mut scores,
        );
        scores
    };
    let usual = [0.3252968076, 0.3252968076, 0.4729913526, 0.4729913526, 0.6877436678, NAN];
    assert_near(&scored(&x, &Sequential), &usual);
    // Many rows take packed nodes.
    assert_near(&scored(&x.repeat(100), &Several(3)), &usual.repeat(100));
    // Which a missing value must not leave, in whatever column it is.
    let holed = [NAN, 1.0, 1.0, NAN, NAN, NAN];
    assert_near(&scored(&holed.repeat(100), &Sequential), &[NAN; 300]);
}
