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

    /// How many bars are kept.
    pub fn count(&self) -> usize {
        self.bars.len()
    }

    /// What is kept and some bars of the block after it, in one piece.
    pub fn before(&self, block: &[f64]) -> Scratch {
        let known = self.bars.len();
        let mut bars = Scratch::apart(known + block.len());
        bars[..known].copy_from_slice(&self.bars);
        bars[known..].copy_from_slice(block);
        bars
    }

    /// Keeps the newest bars.
    pub fn keep(&mut self, block: &[f64]) {
        let room = self.most.saturating_sub(block.len());
        self.bars.drain(..self.bars.len().saturating_sub(room));
        self.bars.extend(&block[block.len().saturating_sub(self.most)..]);
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
