//! Memory that a thread keeps between calls: fresh pages cost about 4 ns a number, more than most kernels.

use std::cell::Cell;

/// More than this, 8 MB, is given back after a call.
const KEPT: usize = 1 << 20;

thread_local! {
    static FREE: Cell<Vec<Vec<f64>>> = const { Cell::new(Vec::new()) };
}

/// Calls with so many numbers, of any value; a call within the call gets others.
pub fn with<R>(count: usize, call: impl FnOnce(&mut [f64]) -> R) -> R {
    let mut free = FREE.take();
    let mut numbers = free.pop().unwrap_or_default();
    FREE.set(free);
    if numbers.len() < count {
        numbers = vec![0.0; count];
    }
    let result = call(&mut numbers[..count]);
    if numbers.len() <= KEPT {
        let mut free = FREE.take();
        free.push(numbers);
        FREE.set(free);
    }
    result
}
