//! Work that other threads join while it lasts. A thread that wakes too late finds it done, and is not waited for: on a busy
//! machine that wait was most of a short call.

use std::any::Any;
use std::hint;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How long a caller stays awake for the last thread, and how often it looks before it asks for the time: to sleep at once
/// made two threads on (10 000, 64) in C order 1.07 times as slow, on (2 000, 64) 1.4 times.
const AWAKE: Duration = Duration::from_micros(200);
const LOOKS: usize = 64;

/// Set when no thread may join any more.
const CLOSED: usize = 1 << (usize::BITS - 1);

/// Runs the work here, and on as many other threads as take up what `spawn` is given before it is done.
pub fn together(work: &(dyn Fn() + Sync), others: usize, spawn: impl Fn(Join)) {
    let gate = Arc::new(Gate { inside: AtomicUsize::new(0), caller: thread::current(), panic: Mutex::new(None) });
    let closing = Closing(&gate);
    for _ in 0..others {
        let (gate, work) = (Arc::clone(&gate), Work::of(work));
        spawn(Box::new(move || gate.join(&work)));
    }
    work();
    drop(closing);
    let panic = gate.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

/// What a thread does to join.
pub type Join = Box<dyn FnOnce() + Send>;

/// Work that may be over: a pointer, since a reference would have to be valid.
struct Work(*const (dyn Fn() + Sync));

// SAFETY: what it points to is `Sync`.
unsafe impl Send for Work {}

impl Work {
    fn of(work: &(dyn Fn() + Sync)) -> Self {
        let work: *const (dyn Fn() + Sync + '_) = work;
        // SAFETY: the types differ in a lifetime, which `Gate::join` keeps.
        Self(unsafe { std::mem::transmute::<*const (dyn Fn() + Sync + '_), *const (dyn Fn() + Sync)>(work) })
    }
}

struct Gate {
    /// How many threads joined and did not leave, and whether it is closed.
    inside: AtomicUsize,
    caller: Thread,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Gate {
    /// Works, unless it is closed.
    fn join(&self, work: &Work) {
        if self.inside.fetch_add(1, Ordering::Acquire) & CLOSED == 0 {
            // SAFETY: `together` returns, and its work ends, only after it has closed the gate and all have left.
            let done = catch_unwind(AssertUnwindSafe(|| unsafe { (*work.0)() }));
            if let Err(panic) = done {
                *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
            }
        }
        if self.inside.fetch_sub(1, Ordering::Release) == CLOSED + 1 {
            self.caller.unpark();
        }
    }
}

/// Closes the gate when it is dropped, after a panic too, and waits for those inside.
struct Closing<'a>(&'a Gate);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.inside.fetch_or(CLOSED, Ordering::Relaxed);
        let is_empty = || self.0.inside.load(Ordering::Acquire) == CLOSED;
        let begin = Instant::now();
        while !is_empty() && begin.elapsed() < AWAKE {
            (0..LOOKS).for_each(|_| hint::spin_loop());
        }
        while !is_empty() {
            thread::park();
        }
    }
}
