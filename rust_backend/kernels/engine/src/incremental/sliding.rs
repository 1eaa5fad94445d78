//! What windows come to bar by bar, at a cost that does not grow with them; nothing is ever taken out of a total.

use super::Saved;
use crate::saved::{Reader, Refusal, Writer};

/// A window is the bars of a block so far, and what is left of the block before; each is as long as the window.
#[derive(Clone, Default)]
pub struct Sliding {
    /// The bars of this block, and in the places of those that are to come what the block before comes to from there on.
    /// In one piece: of a thousand symbols, each piece of memory that a bar needs costs 20 ns.
    ring: Vec<f64>,
    /// How many bars there are of this block, and what they come to.
    count: usize,
    total: f64,
}

impl Sliding {
    /// Whether it has taken a bar.
    pub fn has_begun(&self) -> bool {
        !self.ring.is_empty()
    }

    /// How many bars its window has.
    pub fn bars(&self) -> usize {
        self.ring.len()
    }

    /// Begins with bars that are already there, fewer than a window. A value that is joined with `none` stays as it is.
    pub fn begin(&mut self, known: &[f64], none: f64, join: impl Fn(f64, f64) -> f64) {
        self.ring = known.to_vec();
        self.count = known.len();
        self.total = known.iter().fold(none, |total, bar| join(total, *bar));
    }

    /// What the newest `length` bars come to with one more, or all where there are fewer.
    #[inline(always)]
    pub fn step(&mut self, bar: f64, length: usize, none: f64, join: impl Fn(f64, f64) -> f64) -> f64 {
        self.total = join(self.total, bar);
        match self.ring.get_mut(self.count) {
            Some(place) => *place = bar,
            None => self.ring.push(bar),
        }
        self.count += 1;
        if let Some(left) = self.ring.get(self.count) {
            return join(*left, self.total);
        }
        let whole = self.total;
        if self.count >= length {
            self.leave(none, join);
        }
        whole
    }

    #[inline]
    fn leave(&mut self, none: f64, join: impl Fn(f64, f64) -> f64) {
        let mut left = none;
        for place in self.ring.iter_mut().rev() {
            left = join(*place, left);
            *place = left;
        }
        self.ring.shrink_to_fit();
        (self.count, self.total) = (0, none);
    }
}

impl Saved for Sliding {
    fn save(&self, writer: &mut Writer) {
        self.ring.save(writer);
        writer.count(self.count);
        writer.value(self.total);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.ring.load(reader)?;
        self.count = reader.count()?;
        self.total = reader.value()?;
        if self.count <= self.ring.len() { Ok(()) } else { Err(Refusal::Damaged) }
    }

    fn copy_from(&mut self, other: &Self) {
        let [first, last] = [self.count.min(other.count), self.count.max(other.count)];
        // One bar changes one place unless it ends a block: of two bars, that looks like a step back.
        if self.ring.len() == other.ring.len() && self.ring.len() > 2 && first + 1 == last {
            self.ring[first] = other.ring[first];
        } else {
            self.ring.clone_from(&other.ring);
        }
        (self.count, self.total) = (other.count, other.total);
    }
}
