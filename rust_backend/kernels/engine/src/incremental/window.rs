//! The bars before a block, for what looks back.

use super::Saved;
use crate::Scratch;
use crate::saved::{Reader, Refusal, Writer};

/// The newest bars, at most so many.
#[derive(Clone)]
pub struct Past {
    most: usize,
    /// Older ones before them, up to as many: each bar is moved once.
    bars: Vec<f64>,
}

impl Past {
    pub fn new(most: usize) -> Self {
        Self { most, bars: Vec::new() }
    }

    /// How many bars are kept.
    pub fn count(&self) -> usize {
        self.bars.len().min(self.most)
    }

    /// The bars that are kept.
    pub fn newest(&self) -> &[f64] {
        &self.bars[self.bars.len() - self.count()..]
    }

    /// What is kept and some bars of the block after it, in one piece.
    pub fn before(&self, block: &[f64]) -> Scratch {
        let known = self.count();
        let mut bars = Scratch::apart(known + block.len());
        bars[..known].copy_from_slice(self.newest());
        bars[known..].copy_from_slice(block);
        bars
    }

    /// Keeps none of them, nor their memory.
    pub fn clear(&mut self) {
        self.bars = Vec::new();
    }

    /// Keeps the newest bars.
    pub fn keep(&mut self, block: &[f64]) {
        if let [bar] = block {
            self.push(*bar);
            return;
        }
        let room = self.most.saturating_sub(block.len());
        self.bars.drain(..self.bars.len().saturating_sub(room));
        self.bars.extend(&block[block.len().saturating_sub(self.most)..]);
    }

    /// Keeps a bar; gives what was kept and it, in one piece.
    #[inline]
    pub fn push(&mut self, bar: f64) -> &[f64] {
        if self.bars.len() > self.most.saturating_mul(2) {
            self.bars.drain(..self.bars.len() - self.most);
        }
        let first = self.bars.len() - self.count();
        self.bars.push(bar);
        &self.bars[first..]
    }
}

impl Saved for Past {
    fn save(&self, writer: &mut Writer) {
        writer.values(self.newest());
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.bars.load(reader)?;
        if self.count() == self.bars.len() { Ok(()) } else { Err(Refusal::Damaged) }
    }

    fn reach(&self) -> usize {
        self.most
    }

    fn copy_from(&mut self, other: &Self) {
        let (own, its) = (self.bars.len(), other.bars.len());
        if self.most > 1 && own + 1 == its {
            self.bars.extend(&other.bars[own..]);
        } else if self.most > 1 && own == its + 1 {
            self.bars.truncate(its);
        } else {
            self.bars.clone_from(&other.bars);
        }
    }
}
