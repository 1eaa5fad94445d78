//! Threads that work on one table together.

/// Threads that can run the same work at once.
pub trait Team: Sync {
    /// How many threads there are, the caller's own among them.
    fn size(&self) -> usize;

    /// Runs the work on the caller's thread, and on as many others as are free; returns when all have done it.
    fn run(&self, work: &(dyn Fn() + Sync));
}

/// The caller's thread.
pub struct Alone;

impl Team for Alone {
    fn size(&self) -> usize {
        1
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        work();
    }
}
