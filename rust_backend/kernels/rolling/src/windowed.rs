//! Kernels of trailing windows that go on: each block is computed anew, with the bars that its first windows need before it.

use atc_engine::incremental::{Advance, Past, Saved};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::{Table, TableMut};

/// Eight stretches of a block each read a lookback again: blocks are longer than these twice over, and never shorter than
/// four times so many bars.
const LOOKBACKS: usize = 16;
const FEWEST: usize = 600;

/// A function that writes the results of the last bars, as many as `out` has, and the bars before the next ones; and one
/// that may do the same of tables whose bars are rows.
#[derive(Clone)]
pub struct Windowed<K, T, const INPUTS: usize> {
    kernel: K,
    on_rows: T,
    past: [Past; INPUTS],
}

impl<K, T, const INPUTS: usize> Windowed<K, T, INPUTS> {
    pub fn on_rows(kernel: K, on_rows: T, window: usize) -> Self {
        Self { kernel, on_rows, past: std::array::from_fn(|_| Past::new(window - 1)) }
    }
}

impl<K, T, const INPUTS: usize, const FIELDS: usize> Advance<INPUTS, FIELDS> for Windowed<K, T, INPUTS>
where
    K: Fn([&[f64]; INPUTS], [&mut [f64]; FIELDS]) + Clone + Send + Sync + 'static,
    T: Fn([Table<f64>; INPUTS], [TableMut<f64>; FIELDS]) -> bool + Clone + Send + Sync + 'static,
{
    fn on_rows(&self, tables: [Table<f64>; INPUTS], out: [TableMut<f64>; FIELDS]) -> bool {
        (self.on_rows)(tables, out)
    }

    fn advance(&mut self, bars: [&[f64]; INPUTS], out: [&mut [f64]; FIELDS]) {
        if self.past.iter().all(|past| past.count() == 0) {
            (self.kernel)(bars, out);
        } else {
            let with_past: [_; INPUTS] = std::array::from_fn(|input| self.past[input].before(bars[input]));
            (self.kernel)(with_past.each_ref().map(|bars| &bars[..]), out);
        }
        for (past, bars) in self.past.iter_mut().zip(bars) {
            past.keep(bars);
        }
    }
}

impl<K, T, const INPUTS: usize> Saved for Windowed<K, T, INPUTS> {
    fn save(&self, writer: &mut Writer) {
        self.past.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.past.load(reader)
    }

    fn reach(&self) -> usize {
        self.past.reach().saturating_mul(LOOKBACKS).max(FEWEST)
    }
}
