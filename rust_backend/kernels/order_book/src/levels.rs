//! The levels of one side of a book by their keys, the lowest key best.
//!
//! Most messages are about prices near each other: those are places of a window, with a bit for each level that is there,
//! so that no step looks for anything. The rest is in a map in order: time and memory grow with the levels, wherever they
//! are. The window moves to where most messages are, at a cost that as many messages outside of it have paid.

use std::collections::BTreeMap;
use std::ops::Bound;

/// Keys of the window; its bits are words of 64, and so are the bits that say which of these are not 0.
const TICKS: usize = 4096;
const WORD: usize = 64;
const WORDS: usize = TICKS / WORD;
/// A window that begins here ends with the last key there is.
const LAST_BASE: i64 = i64::MAX - (TICKS as i64 - 1);

/// A side's own keys: asks are better the lower they are, bids the higher. The complement overflows for no price.
#[inline(always)]
pub fn key_of(is_bid: bool, price: i64) -> i64 {
    price ^ -i64::from(is_bid)
}

/// Levels, each of some numbers.
pub struct Levels<const PARTS: usize> {
    base: i64,
    near: Box<[[f64; PARTS]; TICKS]>,
    alive: [u64; WORDS],
    /// Which words of it are not 0.
    words: u64,
    far: BTreeMap<i64, [f64; PARTS]>,
    /// Whether any of these is better than the window: a look at the map costs more than ten levels of the window.
    has_better: bool,
    /// Messages since the window was last thought of, and those of them that were outside.
    steps: usize,
    outside: usize,
}

impl<const PARTS: usize> Levels<PARTS> {
    pub fn new() -> Self {
        // Zeros come from the system untouched: a page costs when it is first used.
        let near = vec![[0.0; PARTS]; TICKS].into_boxed_slice().try_into().unwrap_or_else(|_| unreachable!());
        Self {
            base: 0,
            near,
            alive: [0; WORDS],
            words: 0,
            far: BTreeMap::new(),
            has_better: false,
            steps: 0,
            outside: 0,
        }
    }

    #[inline(always)]
    fn place(&self, key: i64) -> Option<usize> {
        // No base is so high that a key below it could come out small.
        let place = key.wrapping_sub(self.base) as u64;
        if place < TICKS as u64 { Some(place as usize) } else { None }
    }

    /// Sets a level, or removes it, whether it is there or not.
    #[inline(always)]
    pub fn put(&mut self, key: i64, level: [f64; PARTS], is_there: bool) {
        self.steps += 1;
        match self.place(key) {
            Some(place) => self.mark(place, level, is_there),
            None => self.put_far(key, level, is_there),
        }
    }

    /// Without a branch: whether a level is set or removed cannot be guessed.
    #[inline(always)]
    fn mark(&mut self, place: usize, level: [f64; PARTS], is_there: bool) {
        self.near[place] = level;
        let (word, bit) = (place / WORD, place % WORD);
        let bits = self.alive[word] & !(1 << bit) | u64::from(is_there) << bit;
        self.alive[word] = bits;
        self.words = self.words & !(1 << word) | u64::from(bits != 0) << word;
    }

    #[cold]
    #[inline(never)]
    fn put_far(&mut self, key: i64, level: [f64; PARTS], is_there: bool) {
        if !is_there {
            self.far.remove(&key);
        } else if self.comes_near() {
            self.far.remove(&key);
            self.move_around(key);
            self.mark(key.wrapping_sub(self.base) as usize, level, true);
        } else {
            self.far.insert(key, level);
        }
        self.look_for_better();
    }

    fn look_for_better(&mut self) {
        self.has_better = self.far.first_key_value().is_some_and(|(key, _)| *key < self.base);
    }

    /// Whether the window is to move to a key that is outside: where it has nothing, or most of the last messages were outside,
    /// and not fewer of them than there are levels to be moved.
    fn comes_near(&mut self) -> bool {
        if self.words == 0 {
            return true;
        }
        self.outside += 1;
        if !self.outside.is_multiple_of(WORD) {
            return false;
        }
        let inside: u32 = self.alive.iter().map(|word| word.count_ones()).sum();
        if self.outside < inside as usize {
            return false;
        }
        let are_most = 2 * self.outside > self.steps;
        (self.steps, self.outside) = (0, 0);
        are_most
    }

    fn move_around(&mut self, key: i64) {
        let mut words = self.words;
        while words != 0 {
            let word = words.trailing_zeros() as usize;
            words &= words - 1;
            while self.alive[word] != 0 {
                let place = word * WORD + self.alive[word].trailing_zeros() as usize;
                self.alive[word] &= self.alive[word] - 1;
                self.far.insert(self.base + place as i64, self.near[place]);
            }
        }
        self.words = 0;
        self.base = key.saturating_sub(TICKS as i64 / 2).min(LAST_BASE);
        let inside: Vec<_> = self.far.range(self.base..=self.last()).map(|(key, level)| (*key, *level)).collect();
        for (key, level) in inside {
            self.far.remove(&key);
            self.mark((key - self.base) as usize, level, true);
        }
    }

    /// The last key of the window.
    fn last(&self) -> i64 {
        self.base + (TICKS as i64 - 1)
    }

    /// A level that is there.
    #[inline(always)]
    pub fn get_mut(&mut self, key: i64) -> Option<&mut [f64; PARTS]> {
        match self.place(key) {
            Some(place) => {
                let is_there = self.alive[place / WORD] >> (place % WORD) & 1 == 1;
                if is_there { Some(&mut self.near[place]) } else { None }
            }
            None => self.far.get_mut(&key),
        }
    }

    pub fn clear(&mut self) {
        while self.words != 0 {
            self.alive[self.words.trailing_zeros() as usize] = 0;
            self.words &= self.words - 1;
        }
        self.far.clear();
        self.has_better = false;
    }

    /// Removes every level whose key is at most this.
    #[inline(always)]
    pub fn remove_through(&mut self, key: i64) {
        while self.first().is_some_and(|first| first <= key) {
            self.remove_first();
        }
    }

    /// The best key.
    #[inline(always)]
    fn first(&self) -> Option<i64> {
        if self.has_better || self.words == 0 {
            return self.far.first_key_value().map(|(key, _)| *key);
        }
        let word = self.words.trailing_zeros() as usize;
        Some(self.base + (word * WORD) as i64 + i64::from(self.alive[word].trailing_zeros()))
    }

    #[cold]
    fn remove_first(&mut self) {
        if let Some(first) = self.first() {
            match self.place(first) {
                Some(place) => self.mark(place, [0.0; PARTS], false),
                None => {
                    self.far.remove(&first);
                    self.look_for_better();
                }
            }
        }
    }

    /// The best levels with their keys, in order.
    #[inline(always)]
    pub fn best(&self, count: usize, mut write: impl FnMut(usize, i64, &[f64; PARTS])) -> usize {
        let mut found = 0;
        if self.has_better {
            for (key, level) in self.far.range(..self.base).take(count) {
                write(found, *key, level);
                found += 1;
            }
        }
        let mut words = self.words;
        while words != 0 && found < count {
            let word = words.trailing_zeros() as usize;
            words &= words - 1;
            let mut bits = self.alive[word];
            while bits != 0 && found < count {
                let place = word * WORD + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                write(found, self.base + place as i64, &self.near[place]);
                found += 1;
            }
        }
        if found < count && !self.far.is_empty() {
            let beyond = (Bound::Excluded(self.last()), Bound::Unbounded);
            for (key, level) in self.far.range(beyond).take(count - found) {
                write(found, *key, level);
                found += 1;
            }
        }
        found
    }
}
