//! Principal components, and what rows are to them.

mod covariance;
mod eigenvectors;
mod fitting;
mod scaling;

use crate::rows::{Lanes, add, each_eight, products, put};
use atc_engine::lanes::LANES;
use atc_engine::{Machine, Workers};
pub use fitting::pca_fit;

/// The squared distance from the components, and the distance along them in standard deviations, squared.
#[allow(clippy::too_many_arguments)]
pub fn pca_score(
    x: &[f64],
    mean: &[f64],
    scale: &[f64],
    components: &[f64],
    eigenvalues: &[f64],
    _: &[i64],
    [rows, columns, _]: [usize; 3],
    _: &dyn Workers,
    spe: &mut [f64],
    t2: &mut [f64],
) {
    let model = Model { mean, scale, components, eigenvalues };
    score(x, model, [rows, columns], spe, t2);
}

struct Model<'a> {
    mean: &'a [f64],
    scale: &'a [f64],
    components: &'a [f64],
    eigenvalues: &'a [f64],
}

atc_engine::dispatched! {
    fn score(x: &[f64], model: Model<'_>, sizes: [usize; 2], spe: &mut [f64], t2: &mut [f64]) = scores;
}

#[inline(always)]
fn scores<M: Machine>(
    machine: M,
    x: &[f64],
    model: Model<'_>,
    [rows, columns]: [usize; 2],
    spe: &mut [f64],
    t2: &mut [f64],
) {
    let kept = model.components.len() / columns.max(1);
    let mut along = vec![[0.0; LANES]; kept];
    each_eight(machine, x, columns, rows, |first, tile, missing| {
        for ((column, mean), scale) in tile.iter_mut().zip(model.mean).zip(model.scale) {
            column.iter_mut().for_each(|value| *value = (*value - mean) / scale);
        }
        products(machine, model.components, tile, |component, sums| along[component] = sums);
        put(spe, first, rest::<M>(tile, &along, model.components), missing);
        put(t2, first, squares(&along, model.eigenvalues), missing);
    });
}

/// The squares of what the components leave of rows, themselves and not as a difference of two squares.
#[inline(always)]
fn rest<M: Machine>(tile: &[Lanes], along: &[Lanes], components: &[f64]) -> Lanes {
    let mut squares = [0.0; LANES];
    for (column, values) in tile.iter().enumerate() {
        let mut rest = *values;
        for (component, along) in along.iter().enumerate() {
            add(&mut rest, -components[component * tile.len() + column], along, M::mul_add);
        }
        for (square, rest) in squares.iter_mut().zip(rest) {
            *square = M::mul_add(rest, rest, *square);
        }
    }
    squares
}

#[inline(always)]
fn squares(along: &[Lanes], eigenvalues: &[f64]) -> Lanes {
    let mut sums = [0.0; LANES];
    for (along, eigenvalue) in along.iter().zip(eigenvalues) {
        for (sum, along) in sums.iter_mut().zip(along) {
            *sum += along * along / eigenvalue;
        }
    }
    sums
}
