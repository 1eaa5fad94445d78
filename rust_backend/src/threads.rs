//! The thread pool of this process, which shares out the work on large tables: all that is known of threads is here.
//!
//! The caller's thread works too, and the others help a caller that is the only one: where many Python threads call, each
//! works alone, and no processor is given to two. They do not survive a fork: a child starts its own, and the check is
//! lock-free, since a lock may be held at the moment of the fork.
//!
//! The pool is rayon's. One of our own, whose threads stayed awake between calls, took 0.97 times as long: two threads,
//! `ema`, `rolling_max` and `equity` on tables of (1 000, 500), (2 000, 64), (10 000, 64) and (100 000, 8) in both orders,
//! where they paid; 0.91 to 1.03 each.

use crate::joint_work::together;
use atc_kernels::tables::{Element, Sequential, TableMut, Workers};
use pyo3::exceptions::PyRuntimeWarning;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ffi::CString;
use std::ops::Range;
use std::process;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{env, thread};

/// From this many elements on, sharing the work among threads is faster than doing it.
const WORTH: usize = 1 << 16;

/// Series that one task takes at most, and tasks for each thread: enough that threads end together, though some wake late.
const TASK: usize = 64;
const TASKS: usize = 4;

/// Bytes whose series should share a thread: two cache lines, which are fetched together, and the widest vectors.
const LINES: usize = 128;

/// Series beside each other that each thread should have to itself where memory is slower than arithmetic: half a page of
/// each bar. What is fetched ahead is then its own for the most part.
const PIECE: usize = 256;

/// Series that vectors take together.
const LANES: usize = 8;

/// More threads than make sense anywhere.
const MOST: usize = 1024;

/// The variables that say how many threads there are, first to last.
const VARIABLES: [&str; 2] = ["ATC_NUM_THREADS", "OMP_NUM_THREADS"];

static CURRENT: AtomicPtr<Threads> = AtomicPtr::new(ptr::null_mut());

/// How many threads this process uses, and the pool of them if there is more than one.
pub struct Threads {
    process: u32,
    count: usize,
    /// All threads but the caller's.
    pool: Option<ThreadPool>,
    callers: AtomicUsize,
}

impl Threads {
    /// The threads to use for so many elements, if any but the caller's.
    pub fn worth(py: Python<'_>, elements: usize) -> PyResult<Option<&'static Self>> {
        if elements < WORTH {
            return Ok(None);
        }
        Self::current(py).map(|threads| Some(threads).filter(|threads| threads.pool.is_some()))
    }

    /// Those of this process, which are made when they are first asked for.
    fn current(py: Python<'_>) -> PyResult<&'static Self> {
        let known = CURRENT.load(Ordering::Acquire);
        // SAFETY: what was stored is never freed.
        match unsafe { known.as_ref() } {
            Some(threads) if threads.process == process::id() => Ok(threads),
            _ => Self::start(py, known),
        }
    }

    #[cold]
    fn start(py: Python<'_>, known: *mut Self) -> PyResult<&'static Self> {
        let (count, complaints) = configured();
        let pool = (count > 1)
            .then(|| ThreadPoolBuilder::new().num_threads(count - 1).thread_name(name).build())
            .and_then(Result::ok);
        let count = if pool.is_some() { count } else { 1 };
        let new = Box::into_raw(Box::new(Self { process: process::id(), count, pool, callers: AtomicUsize::new(0) }));
        if let Err(other) = CURRENT.compare_exchange(known, new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: another thread was first; `new` was never shared, and what was stored is never freed.
            return Ok(unsafe {
                drop(Box::from_raw(new));
                &*other
            });
        }
        for complaint in complaints {
            PyErr::warn(py, &py.get_type::<PyRuntimeWarning>(), &complaint, 1)?;
        }
        // SAFETY: stored, and never freed.
        Ok(unsafe { &*new })
    }

    /// Runs the kernel on all series: where they are few and beside each other, all threads together, otherwise each on
    /// some series at a time.
    pub fn share<T: Element>(&self, out: TableMut<'_, T>, kernel: &Kernel<'_, T>) {
        let layout = out.layout();
        let sequential = |series, out: TableMut<'_, T>| kernel(series, out, &Sequential);
        if !layout.has_rows::<T>() {
            let lanes = if layout.has_columns::<T>() { 1 } else { LANES };
            return self.take_pieces(out, self.piece(layout.series, lanes), &sequential);
        }
        if layout.series >= self.count * PIECE {
            return self.take_pieces(out, PIECE, &sequential);
        }
        self.lend(|workers| kernel(0..layout.series, out, workers));
    }

    /// Calls with all threads, or with the caller's where others call too.
    pub fn lend(&self, call: impl FnOnce(&dyn Workers)) {
        let (_caller, is_only) = self.enter();
        call(if is_only { self } else { &Sequential });
    }

    /// Runs a kernel that takes series in lanes whatever their layout is on some of them at a time.
    pub fn spread<T: Element>(&self, out: TableMut<'_, T>, kernel: &(impl Fn(Range<usize>, TableMut<'_, T>) + Sync)) {
        let layout = out.layout();
        let together = if layout.has_rows::<T>() { LINES / size_of::<T>() } else { LANES };
        self.take_pieces(out, self.piece(layout.series, together), kernel);
    }

    /// How many series each task takes, a multiple of those that should stay together.
    fn piece(&self, series: usize, together: usize) -> usize {
        series.div_ceil(self.count * TASKS).min(TASK).next_multiple_of(together)
    }

    /// Counts a caller in, until what this gives is dropped; and whether it is the only one.
    fn enter(&self) -> (Counted<'_>, bool) {
        let others = self.callers.fetch_add(1, Ordering::Relaxed);
        (Counted(&self.callers), others == 0)
    }

    /// Runs the kernel on so many series at a time.
    fn take_pieces<T: Element>(
        &self,
        out: TableMut<'_, T>,
        piece: usize,
        kernel: &(impl Fn(Range<usize>, TableMut<'_, T>) + Sync),
    ) {
        let series = out.layout().series;
        let left = Mutex::new((0, out));
        let next = || {
            let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
            let (first, rest) = &mut *left;
            let now = rest.take_series(piece)?;
            let range = *first..*first + now.layout().series;
            *first = range.end;
            Some((range, now))
        };
        let work = || {
            while let Some((series, out)) = next() {
                kernel(series, out);
            }
        };
        let (_caller, is_only) = self.enter();
        if is_only && piece < series { self.run(&work) } else { work() }
    }
}

impl Workers for Threads {
    fn count(&self) -> usize {
        self.count
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        match &self.pool {
            Some(pool) => together(work, self.count - 1, |join| pool.spawn(join)),
            None => work(),
        }
    }
}

/// One of those that are counted, until it is dropped.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

/// A kernel on some series, with workers.
pub type Kernel<'a, T> = dyn Fn(Range<usize>, TableMut<'_, T>, &dyn Workers) + Sync + 'a;

fn name(index: usize) -> String {
    format!("atc-{index}")
}

/// How many threads the environment asks for, otherwise one for each processor; and what was wrong with it.
fn configured() -> (usize, Vec<CString>) {
    let mut complaints = Vec::new();
    for variable in VARIABLES {
        let Some(text) = env::var_os(variable).filter(|text| !text.is_empty()) else { continue };
        let text = text.to_string_lossy();
        // OpenMP allows a number for each level of nesting.
        let first = text.split(',').next().unwrap_or_default().trim();
        match first.parse::<usize>() {
            Ok(count) if count > 0 => return (count.min(MOST), complaints),
            _ => {
                let complaint = format!("{variable} must be a positive whole number, was {text:?}: it is ignored");
                complaints.extend(CString::new(complaint));
            }
        }
    }
    (thread::available_parallelism().map_or(1, usize::from), complaints)
}

/// How many threads this process uses for large tables.
#[pyfunction]
pub fn threads(py: Python<'_>) -> PyResult<usize> {
    Threads::current(py).map(|threads| threads.count)
}
