//! The threads of this process, which share out the work on large tables.
//!
//! The caller's thread works too, and the others help a caller that is the only one: where many Python threads call, each
//! works alone, and no processor is given to two. They do not survive a fork: a child starts its own, and the check is
//! lock-free, since a lock may be held at the moment of the fork.

use crate::thread_pool::ThreadPool;
use atc_kernels::tables::{Element, Sequential, TableMut, Workers};
use pyo3::exceptions::PyRuntimeWarning;
use pyo3::prelude::*;
use std::env;
use std::ffi::CString;
use std::ops::Range;
use std::process;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

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
        let pool = (count > 1).then(|| ThreadPool::new(count - 1, name)).and_then(Result::ok);
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
            return self.spread(out, &sequential);
        }
        if layout.series >= self.count * PIECE {
            return self.take_pieces(out, PIECE, &sequential);
        }
        self.lend(|workers| kernel(0..layout.series, out, workers));
    }

    /// Calls with all threads, or with the caller's where others call too.
    pub fn lend(&self, call: impl FnOnce(&dyn Workers)) {
        let caller = Caller::new(&self.callers);
        call(if caller.is_only { self } else { &Sequential });
    }

    /// Runs the kernel on some series at a time.
    pub fn spread<T: Element>(&self, out: TableMut<'_, T>, kernel: &(impl Fn(Range<usize>, TableMut<'_, T>) + Sync)) {
        let task = task::<T>(&out, self.count);
        self.take_pieces(out, task, kernel);
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
        let caller = Caller::new(&self.callers);
        if caller.is_only && piece < series { self.run(&work) } else { work() }
    }
}

impl Workers for Threads {
    fn count(&self) -> usize {
        self.count
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        match &self.pool {
            Some(pool) => pool.run(work),
            None => work(),
        }
    }
}

/// A caller that works; it leaves after a panic too.
struct Caller<'a> {
    callers: &'a AtomicUsize,
    is_only: bool,
}

impl<'a> Caller<'a> {
    fn new(callers: &'a AtomicUsize) -> Self {
        Self { callers, is_only: callers.fetch_add(1, Ordering::Relaxed) == 0 }
    }
}

impl Drop for Caller<'_> {
    fn drop(&mut self) {
        self.callers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A kernel on some series, with workers.
pub type Kernel<'a, T> = dyn Fn(Range<usize>, TableMut<'_, T>, &dyn Workers) + Sync + 'a;

/// How many series each task takes.
fn task<T: Element>(out: &TableMut<'_, T>, threads: usize) -> usize {
    let layout = out.layout();
    let share = layout.series.div_ceil(threads * TASKS).min(TASK);
    if layout.has_rows::<T>() { share.next_multiple_of(LINES / size_of::<T>()) } else { share }
}

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
    (std::thread::available_parallelism().map_or(1, usize::from), complaints)
}

/// How many threads this process uses for large tables.
#[pyfunction]
pub fn threads(py: Python<'_>) -> PyResult<usize> {
    Threads::current(py).map(|threads| threads.count)
}
