//! Where snapshots are taken, and how their levels are written.

use crate::levels::{Levels, key_of};
use std::ops::Range;

/// The fields of one side's snapshots.
pub struct Side<'a> {
    pub price: &'a mut [f64],
    pub size: &'a mut [f64],
}

/// Snapshots after some of the messages, of so many levels of both sides, bids first.
pub struct Snapshots<'a> {
    pub at: &'a [i64],
    pub levels: usize,
    pub sides: [Side<'a>; 2],
}

impl Snapshots<'_> {
    /// Calls with the messages before each snapshot that come after the one before it, and with what writes it.
    #[inline(always)]
    pub fn each(&mut self, mut take: impl FnMut(Range<usize>, &mut Row)) {
        let (levels, mut from) = (self.levels, 0);
        for (row, end) in self.at.iter().enumerate() {
            let fields = row * levels..(row + 1) * levels;
            let sides = self
                .sides
                .each_mut()
                .map(|side| Side { price: &mut side.price[fields.clone()], size: &mut side.size[fields.clone()] });
            take(from..*end as usize, &mut Row { place: row, sides });
            from = *end as usize;
        }
    }
}

/// One of them.
pub struct Row<'a> {
    pub place: usize,
    sides: [Side<'a>; 2],
}

impl Row<'_> {
    /// Writes the best levels of a side, NaN and size 0 where there are no more; a size follows from a level's place, its key
    /// and what is kept of it.
    #[inline(always)]
    pub fn side<const PARTS: usize>(
        &mut self,
        place: usize,
        levels: &Levels<PARTS>,
        mut size_of: impl FnMut(usize, i64, &[f64; PARTS]) -> f64,
    ) {
        let Side { price, size } = &mut self.sides[place];
        let found = levels.best(price.len(), |level, key, parts| {
            price[level] = key_of(place == 0, key) as f64;
            size[level] = size_of(level, key, parts);
        });
        price[found..].fill(f64::NAN);
        size[found..].fill(0.0);
    }
}
