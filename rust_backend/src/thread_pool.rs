//! Threads that run one caller's work beside it, and stay awake for a while between calls: to wake a thread takes longer
//! than many a table, and a thread that is woken may find itself on the caller's own processor. Those of a general pool
//! sleep at once, and a caller must wait until each of them has looked.
//!
//! Invariant: a work is offered only while `run` has not returned, and `run` returns only when no thread is at it.

use std::hint;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a thread stays awake while it waits.
const AWAKE: Duration = Duration::from_micros(200);

/// How often it looks before it asks for the time.
const LOOKS: usize = 64;

type Work = &'static (dyn Fn() + Sync);

pub struct ThreadPool(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Which work is the newest: what threads that are awake look at.
    number: AtomicU64,
    /// How many threads are at it; changed with the state locked.
    active: AtomicUsize,
    state: Mutex<State>,
    offered: Condvar,
    left: Condvar,
}

#[derive(Default)]
struct State {
    work: Option<Work>,
    panicked: bool,
}

impl ThreadPool {
    /// So many threads; an error where the system gives none.
    pub fn new(count: usize, name: impl Fn(usize) -> String) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        for index in 0..count {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name(name(index)).spawn(move || shared.serve())?;
        }
        Ok(Self(shared))
    }

    /// Runs the work on the caller's thread, and on those that come before it is done there; one caller at a time.
    ///
    /// # Panics
    /// Where the work panics on any thread.
    pub fn run(&self, work: &(dyn Fn() + Sync)) {
        // SAFETY: the invariant: the offer ends, after a panic too, before the work does.
        let offer = self.0.offer(unsafe { std::mem::transmute::<&(dyn Fn() + Sync), Work>(work) });
        work();
        drop(offer);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offer(&self, work: Work) -> Offer<'_> {
        let mut state = self.state();
        state.work = Some(work);
        self.number.fetch_add(1, Ordering::Release);
        drop(state);
        self.offered.notify_all();
        Offer(self)
    }

    /// What each thread does as long as the process lives.
    fn serve(&self) {
        let mut seen = 0;
        loop {
            let Some(work) = self.next(&mut seen) else { continue };
            let outcome = catch_unwind(AssertUnwindSafe(work));
            let mut state = self.state();
            state.panicked |= outcome.is_err();
            if self.active.fetch_sub(1, Ordering::Release) == 1 {
                self.left.notify_all();
            }
        }
    }

    /// Waits for another number than the one `seen`; the work, unless it is done already.
    fn next(&self, seen: &mut u64) -> Option<Work> {
        look_out(|| self.number.load(Ordering::Acquire) != *seen);
        let mut state = self.state();
        while self.number.load(Ordering::Acquire) == *seen {
            state = self.offered.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        *seen = self.number.load(Ordering::Acquire);
        self.active.fetch_add(usize::from(state.work.is_some()), Ordering::Relaxed);
        state.work
    }
}

/// Waits for something, awake, for a while.
fn look_out(happened: impl Fn() -> bool) {
    let begin = Instant::now();
    while !happened() && begin.elapsed() < AWAKE {
        (0..LOOKS).for_each(|_| hint::spin_loop());
    }
}

/// A work that threads may take; at its end no thread is at it.
struct Offer<'a>(&'a Shared);

impl Drop for Offer<'_> {
    fn drop(&mut self) {
        self.0.state().work = None;
        look_out(|| self.0.active.load(Ordering::Acquire) == 0);
        let mut state = self.0.state();
        while self.0.active.load(Ordering::Acquire) > 0 {
            state = self.0.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let panicked = std::mem::take(&mut state.panicked);
        drop(state);
        if panicked && !thread::panicking() {
            panic_any("a thread of the pool panicked");
        }
    }
}
