//! Tiles of bars in turns: a thread takes the next tile and advances every column block through it, each as soon as
//! the block has come through the tile before, on whichever thread. Threads that shared out series instead would write to
//! the same pages, and their processors would take lines from each other.

use crate::lanes::Line;
use crate::{Element, TableMut};
use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// How often a thread looks before it lets others run.
const LOOKS: usize = 1 << 10;

/// The tiles that no thread has taken yet.
pub struct Tiles<'a, O> {
    rows: usize,
    next: Mutex<(usize, TableMut<'a, O>)>,
}

impl<'a, O: Element> Tiles<'a, O> {
    pub fn new(out: TableMut<'a, O>, rows: usize) -> Self {
        Self { rows, next: Mutex::new((0, out)) }
    }

    /// The next tile's number, its first bar and its part of the results.
    pub fn take(&self) -> Option<(usize, usize, TableMut<'a, O>)> {
        let mut next = held(&self.next);
        let (tile, out) = &mut *next;
        let now = out.take_bars(self.rows)?;
        *tile += 1;
        Some((*tile - 1, (*tile - 1) * self.rows, now))
    }
}

/// What several threads use in turns, one tile after the other.
pub struct Turns<T>(Line<(AtomicUsize, Mutex<T>)>);

impl<T> Turns<T> {
    pub fn new(value: T) -> Self {
        Self(Line((AtomicUsize::new(0), Mutex::new(value))))
    }

    /// Waits until the tile before is done. No closure is taken, since its body might not become vector code.
    pub fn wait(&self, tile: usize) -> Turn<'_, T> {
        let Line((turn, value)) = &self.0;
        let mut looks = 0;
        while turn.load(Ordering::Acquire) != tile {
            looks += 1;
            if looks % LOOKS == 0 { thread::yield_now() } else { hint::spin_loop() }
        }
        Turn { value: held(value), _done: Done { turn, tile } }
    }
}

/// A tile's turn; where it ends, first the value is released.
pub struct Turn<'a, T> {
    pub value: MutexGuard<'a, T>,
    _done: Done<'a>,
}

/// Ends a turn, after a panic too: no thread may wait for ever.
struct Done<'a> {
    turn: &'a AtomicUsize,
    tile: usize,
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.turn.store(self.tile + 1, Ordering::Release);
    }
}

/// After a panic the results mean nothing, and the panic goes on where the threads were started.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
