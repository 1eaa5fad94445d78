//! What was some bars ago, for what compares with it.

use super::Past;
use crate::state;
use std::ops::Range;

state! {
    /// What was so many bars ago.
    Lag(bars: usize) { past: Past = Past::new(bars) }
}

impl Lag {
    /// Calls with bars of a block and what was so many bars ago; the first ones of all have none. Gives how many these are.
    #[inline]
    pub fn each(&mut self, x: &[f64], mut call: impl FnMut(Range<usize>, &[f64])) -> usize {
        let before = self.past.newest();
        let few = (self.bars - before.len()).min(x.len());
        let known = before.len().min(x.len() - few);
        if known > 0 {
            call(few..few + known, &before[..known]);
        }
        if few + known < x.len() {
            call(few + known..x.len(), &x[..x.len() - few - known]);
        }
        self.past.keep(x);
        few
    }

    /// What was so many bars ago; NaN before there was anything.
    #[inline]
    pub fn run(&mut self, x: &[f64], out: &mut [f64]) {
        let few = self.each(x, |bars, before| out[bars].copy_from_slice(before));
        out[..few].fill(f64::NAN);
    }
}
