//! Kernels of trailing windows that go on: each block is computed anew, with the bars that its first windows need before it.

use atc_engine::incremental::{Advance, Past, Saved, block_of};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::{Table, TableMut};

/// Eight stretches of a block each read a lookback again: blocks are longer than these twice over, and never shorter than
/// four times so many bars.
const LOOKBACKS: usize = 16;
const FEWEST: usize = 600;

/// A function that writes the results of the last bars, as many as `out` has, and the bars before the next ones; one that
/// may do the same of whole series, and one that may of tables whose bars are rows.
#[derive(Clone)]
pub struct Windowed<K, W, T, const INPUTS: usize> {
    kernel: K,
    whole: W,
    on_rows: T,
    past: [Past; INPUTS],
}

impl<K, W, T, const INPUTS: usize> Windowed<K, W, T, INPUTS> {
    pub fn new(kernel: K, whole: W, on_rows: T, window: usize) -> Self {
        Self { kernel, whole, on_rows, past: std::array::from_fn(|_| Past::new(window - 1)) }
    }
}

/// Of whole series no more than of others.
pub fn nothing_more<const INPUTS: usize, const FIELDS: usize>(_: [&[f64]; INPUTS], _: [&mut [f64]; FIELDS]) -> bool {
    false
}

impl<K, W, T, const INPUTS: usize, const FIELDS: usize> Advance<INPUTS, FIELDS> for Windowed<K, W, T, INPUTS>
where
    K: Fn([&[f64]; INPUTS], [&mut [f64]; FIELDS]) + Clone + Send + Sync + 'static,
    W: Fn([&[f64]; INPUTS], [&mut [f64]; FIELDS]) -> bool + Clone + Send + Sync + 'static,
    T: Fn([Table<f64>; INPUTS], [TableMut<f64>; FIELDS]) -> bool + Clone + Send + Sync + 'static,
{
    const TAKES_ROWS: bool = true;

    fn on_rows(&self, tables: [Table<f64>; INPUTS], out: [TableMut<f64>; FIELDS]) -> bool {
        (self.on_rows)(tables, out)
    }

    fn at_once(&self, bars: [&[f64]; INPUTS], mut out: [&mut [f64]; FIELDS]) -> bool {
        if (self.whole)(bars, out.each_mut().map(|field| &mut **field)) {
            return true;
        }
        // Blocks of their own, but the bars before them are where they were.
        let (count, lookback) = (bars[0].len(), self.past[0].reach());
        let block = block_of(self.reach(), count);
        for from in (0..count).step_by(block.max(1)) {
            let until = count.min(from + block);
            let bars = bars.map(|bars| &bars[from.saturating_sub(lookback)..until]);
            (self.kernel)(bars, out.each_mut().map(|field| &mut field[from..until]));
        }
        true
    }

    fn advance(&mut self, bars: [&[f64]; INPUTS], out: [&mut [f64]; FIELDS]) {
        if bars[0].len() == 1 {
            // What is kept and the bar are one piece already: of 1000 symbols, a copy for each took half of the time.
            let mut newest = bars.into_iter().flatten().copied();
            let windows = self.past.each_mut().map(|past| past.push(newest.next().unwrap_or(f64::NAN)));
            return (self.kernel)(windows, out);
        }
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

impl<K, W, T, const INPUTS: usize> Saved for Windowed<K, W, T, INPUTS> {
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
