//! Memory that a thread keeps between calls: fresh pages cost about 4 ns a number, more than most kernels.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

/// More than this, 8 MB, is given back after a call.
const KEPT: usize = 1 << 20;

/// Numbers of a cache line: vectors across the border of two lines cost twice.
const LINE: usize = 8;

/// From one piece of scratch memory to the next, in numbers: a load that has the last twelve bits of its address in common
/// with a store before it waits for that store. Copies between pieces that all began at a page took eight times as long.
const APART: usize = 25 * LINE;
const PLACES: usize = 8;

thread_local! {
    static FREE: Cell<Vec<Vec<f64>>> = const { Cell::new(Vec::new()) };
    static TURN: Cell<usize> = const { Cell::new(0) };
}

/// Numbers of any value. A value and not a call with a closure, whose body might not become vector code.
pub struct Scratch {
    numbers: Vec<f64>,
    /// Where they begin, on a cache line of their own, and how many there are.
    start: usize,
    count: usize,
}

impl Scratch {
    pub fn new(count: usize) -> Self {
        Self::from(count, 0)
    }

    /// The same where several pieces are read and written together.
    pub fn apart(count: usize) -> Self {
        let turn = TURN.replace((TURN.get() + 1) % PLACES);
        Self::from(count, turn * APART)
    }

    #[inline(always)]
    fn from(count: usize, offset: usize) -> Self {
        let mut free = FREE.take();
        let mut numbers = free.pop().unwrap_or_default();
        FREE.set(free);
        if numbers.len() < count + LINE + offset {
            numbers = vec![0.0; count + LINE + offset];
        }
        let start = numbers.as_ptr().align_offset(size_of::<[f64; LINE]>()).min(LINE) + offset;
        Self { numbers, start, count }
    }
}

impl Deref for Scratch {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        &self.numbers[self.start..self.start + self.count]
    }
}

impl DerefMut for Scratch {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.numbers[self.start..self.start + self.count]
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.numbers.len() <= KEPT {
            let mut free = FREE.take();
            free.push(std::mem::take(&mut self.numbers));
            FREE.set(free);
        }
    }
}

/// How far apart columns of so many bars are: on cache lines of their own, an odd number of them.
pub fn column_stride(bars: usize) -> usize {
    (bars.div_ceil(LINE) | 1) * LINE
}

/// Columns of scratch memory, all of one length, each beginning on a cache line.
#[macro_export]
macro_rules! columns {
    ($length:expr => $($column:ident),+) => {
        let length: usize = $length;
        let stride = $crate::column_stride(length);
        let mut numbers = $crate::Scratch::apart($crate::count!($($column)+) * stride);
        let mut rest = &mut numbers[..];
        $(
            let (column, others) = rest.split_at_mut(stride);
            let $column = &mut column[..length];
            rest = others;
        )+
        let _ = rest;
    };
}
