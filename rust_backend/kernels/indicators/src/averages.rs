//! Averages that indicators are made of.

use crate::parts::{Average, Window};
use crate::passes::{passes, products, shares};
use atc_engine::columns;
use atc_engine::incremental::Advance;
use atc_engine::state;

passes! {
    /// Three averages, each of the one before, as one.
    triples(once, twice, thrice) = 3.0 * once - 3.0 * twice + thrice;
}

shares! {
    near:
    /// Means of products over means of weights; NaN without weight.
    weighted_means(products, weights) = (products) / (weights), f64::NAN, 0.0 => |mean| mean;
}

state! {
    /// Wilder's average.
    Rma(length: usize) { average: Average = Average::wilder(length) }
    /// Three exponential averages, each begun with its own first bars.
    Tema(length: usize) {
        once: Average = Average::exponential(length),
        twice: Average = Average::exponential(length).after(length - 1),
        thrice: Average = Average::exponential(length).after(2 * (length - 1)),
    }
    /// The mean of means, of windows half as long.
    Trima(length: usize) { once: Window = Window::new(length.div_ceil(2)), twice: Window = Window::new(length / 2 + 1) }
    /// Sums of products over sums of volumes.
    Vwma(length: usize) { prices: Window = Window::new(length), volumes: Window = Window::new(length) }
}

impl Advance<1, 1> for Rma {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        self.average.run(x, out);
    }
}

impl Advance<1, 1> for Tema {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => once, twice, thrice);
        self.once.run(x, once);
        self.twice.run(once, twice);
        self.thrice.run(twice, thrice);
        triples(once, twice, thrice, out);
    }
}

impl Advance<1, 1> for Trima {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => means);
        self.once.mean(x, means);
        self.twice.mean(means, out);
    }
}

impl Advance<2, 1> for Vwma {
    fn advance(&mut self, [x, volume]: [&[f64]; 2], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => flows, prices, volumes);
        products(x, volume, flows);
        self.prices.mean(flows, prices);
        self.volumes.mean(volume, volumes);
        weighted_means(prices, volumes, out);
    }
}
