//! The bars before a block, for what looks back.

use super::Saved;
use crate::Scratch;
use crate::saved::{Reader, Refusal, Writer};

/// The newest bars, at most so many.
#[derive(Clone)]
pub struct Past {
    most: usize,
    bars: Vec<f64>,
}

impl Past {
    pub fn new(most: usize) -> Self {
        Self { most, bars: Vec::new() }
    }

    /// How many bars are kept at most.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Calls with what is kept and the block after it, in one piece, and how many of these came before the block; then
    /// keeps the newest.
    #[inline]
    pub fn with(&mut self, block: &[f64], call: impl FnOnce(&mut [f64], usize)) {
        let known = self.bars.len();
        let mut bars = Scratch::new(known + block.len());
        bars[..known].copy_from_slice(&self.bars);
        bars[known..].copy_from_slice(block);
        let kept = bars.len().min(self.most);
        self.bars.clear();
        self.bars.extend(&bars[bars.len() - kept..]);
        call(&mut bars, known);
    }
}

impl Saved for Past {
    fn save(&self, writer: &mut Writer) {
        self.bars.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.bars.load(reader)?;
        if self.bars.len() <= self.most { Ok(()) } else { Err(Refusal::Damaged) }
    }

    fn reach(&self) -> usize {
        self.most
    }
}
