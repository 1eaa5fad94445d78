//! What is held, marked bar by bar.

use crate::Averaged;
use crate::held::Worth;
use atc_engine::Machine;

/// What takes what is held, bars after bars.
pub trait Marks<M: Machine> {
    /// Takes a range of bars; at ruin its bar is the error, and no more come.
    fn take(&mut self, machine: M, prices: &Averaged<'_>, held: &Held, bars: [usize; 2]) -> Result<(), usize>;
}

/// A position, or all equity in cash.
#[derive(Clone, Copy)]
pub enum Held {
    Shares(Worth),
    Cash(f64),
}

/// Both take them; it is the second that finds ruin.
impl<M: Machine, A: Marks<M>, B: Marks<M>> Marks<M> for (A, B) {
    #[inline(always)]
    fn take(&mut self, machine: M, prices: &Averaged<'_>, held: &Held, bars: [usize; 2]) -> Result<(), usize> {
        let _ = self.0.take(machine, prices, held, bars);
        self.1.take(machine, prices, held, bars)
    }
}

/// The equity at each bar, to be written.
pub struct Curve<'a>(pub &'a mut [f64]);

impl<M: Machine> Marks<M> for Curve<'_> {
    #[inline(always)]
    fn take(&mut self, machine: M, prices: &Averaged<'_>, held: &Held, bars: [usize; 2]) -> Result<(), usize> {
        let ([since, until], curve) = (bars, &mut *self.0);
        let least = match held {
            Held::Shares(worth) => worth.mark(machine, prices.close, bars, curve),
            Held::Cash(equity) => {
                curve[since..until].fill(*equity);
                *equity
            }
        };
        // The least may be of a bar after these.
        if least > 0.0 {
            return Ok(());
        }
        let Some(ruin) = (since..until).find(|bar| curve[*bar] <= 0.0) else { return Ok(()) };
        curve[ruin..].fill(0.0);
        Err(ruin)
    }
}
