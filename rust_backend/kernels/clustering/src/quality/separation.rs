//! How wide clusters are for the distances between them.

use super::labelled::Labelled;
use atc_engine::Workers;

/// The mean over clusters of the largest ratio of two widths to a distance of centers; 0 of 0 / 0.
pub fn davies_bouldin_score(x: &[f64], labels: &[i64], sizes: [usize; 2], _: &dyn Workers, out: &mut [f64]) {
    let data = Labelled::new(x, labels, sizes);
    let middles: Vec<Middle> = (0..data.clusters.len()).map(|cluster| Middle::of(&data, cluster)).collect();
    let worst = |place: usize| {
        let others = middles.iter().enumerate().filter(|(other, _)| *other != place);
        // NaN, of two clusters of equal rows at one place, is passed over.
        others.map(|(_, other)| middles[place].ratio(other, &data)).fold(0.0, f64::max)
    };
    out[0] = (0..middles.len()).map(worst).sum::<f64>() / middles.len() as f64;
}

/// A cluster's center.
struct Middle<'a> {
    /// A row of the cluster: equal rows must lie exactly on their center.
    first: &'a [f64],
    /// The way from it to the center.
    offset: Vec<f64>,
    /// The mean distance of the rows to the center.
    width: f64,
}

impl<'a> Middle<'a> {
    fn of(data: &Labelled<'a>, cluster: usize) -> Self {
        let places = data.clusters[cluster].clone();
        let (first, count) = (data.row(places.start), places.len() as f64);
        let mut offset = vec![0.0; data.columns];
        for place in places.clone() {
            for ((offset, value), first) in offset.iter_mut().zip(data.row(place)).zip(first) {
                *offset += data.scaled(*value) - data.scaled(*first);
            }
        }
        offset.iter_mut().for_each(|offset| *offset /= count);
        let distance = |place: usize| {
            let away = data.row(place).iter().zip(first).zip(&offset);
            length(away.map(|((value, first), offset)| data.scaled(*value) - data.scaled(*first) - offset))
        };
        let width = places.map(distance).sum::<f64>() / count;
        Self { first, offset, width }
    }

    fn ratio(&self, other: &Self, data: &Labelled<'_>) -> f64 {
        let firsts = self.first.iter().zip(other.first).map(|(a, b)| data.scaled(*a) - data.scaled(*b));
        let offsets = self.offset.iter().zip(&other.offset).map(|(a, b)| a - b);
        (self.width + other.width) / length(firsts.zip(offsets).map(|(first, offset)| first + offset))
    }
}

fn length(differences: impl Iterator<Item = f64>) -> f64 {
    differences.map(|difference| difference * difference).sum::<f64>().sqrt()
}
