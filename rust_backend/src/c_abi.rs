//! What the C functions need to read their arguments: `atc_kernels.h` has their prototypes and codes.
//!
//! Invariants, which the header asks of the caller: an input points to `n` elements that nobody writes to during the
//! call, and `out` to `n` elements that nobody else uses. Null, misaligned and overlapping pointers are refused here.

use crate::arrays::Span;
use std::num::{NonZeroU64, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

/// Why a function did not do its work; 0 says that it did.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum Failure {
    Null = 1,
    Option = 2,
    Alignment = 3,
    Overlap = 4,
    Failed = 5,
}

/// An option as C passes it.
pub trait Passed: Sized {
    type C;
    fn read(value: Self::C) -> Result<Self, Failure>;
}

impl Passed for usize {
    type C = i64;

    fn read(value: i64) -> Result<Self, Failure> {
        Self::try_from(value).map_err(|_| Failure::Option)
    }
}

impl Passed for NonZeroUsize {
    type C = i64;

    fn read(value: i64) -> Result<Self, Failure> {
        Self::new(usize::read(value)?).ok_or(Failure::Option)
    }
}

impl Passed for NonZeroU64 {
    type C = i64;

    fn read(value: i64) -> Result<Self, Failure> {
        u64::try_from(value).ok().and_then(Self::new).ok_or(Failure::Option)
    }
}

impl Passed for u64 {
    type C = i64;

    fn read(value: i64) -> Result<Self, Failure> {
        Self::try_from(value).map_err(|_| Failure::Option)
    }
}

/// -1 stands for none.
impl Passed for Option<usize> {
    type C = i64;

    fn read(value: i64) -> Result<Self, Failure> {
        if value == -1 { Ok(None) } else { usize::read(value).map(Some) }
    }
}

impl Passed for bool {
    type C = u8;

    fn read(value: u8) -> Result<Self, Failure> {
        Ok(value != 0)
    }
}

impl Passed for f64 {
    type C = Self;

    fn read(value: Self) -> Result<Self, Failure> {
        if value.is_nan() { Err(Failure::Option) } else { Ok(value) }
    }
}

/// NaN stands for none.
impl Passed for Option<f64> {
    type C = f64;

    fn read(value: f64) -> Result<Self, Failure> {
        Ok(Some(value).filter(|value| !value.is_nan()))
    }
}

impl Passed for i64 {
    type C = Self;

    fn read(value: Self) -> Result<Self, Failure> {
        Ok(value)
    }
}

/// The `n` elements at a pointer.
///
/// # Safety
/// The pointer is null, misaligned or one to `n` elements that nobody writes to during `'a`.
pub unsafe fn input<'a, T>(start: *const T, n: usize) -> Result<&'a [T], Failure> {
    check(start, n)?;
    // SAFETY: not null, aligned and not too long, as checked; the rest is the caller's promise.
    Ok(if n == 0 { &[] } else { unsafe { slice::from_raw_parts(start, n) } })
}

/// The `n` elements at a pointer, to be written to; refused where they overlap an input.
///
/// # Safety
/// The pointer is null, misaligned, one into an input, or one to `n` elements that nobody else uses during `'a`.
pub unsafe fn output<'a, T>(start: *mut T, n: usize, inputs: &[Span]) -> Result<&'a mut [T], Failure> {
    check(start, n)?;
    let span = Span::at(start, n);
    if inputs.iter().any(|input| input.overlaps(&span)) {
        return Err(Failure::Overlap);
    }
    // SAFETY: not null, aligned, not too long and apart from the inputs, as checked; the rest is the caller's promise.
    Ok(if n == 0 { &mut [] } else { unsafe { slice::from_raw_parts_mut(start, n) } })
}

/// How many elements an array of these sizes has; 1 where there are none.
pub fn product(sizes: &[usize]) -> Result<usize, Failure> {
    sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size)).ok_or(Failure::Failed)
}

fn check<T>(start: *const T, n: usize) -> Result<(), Failure> {
    if n == 0 {
        return Ok(());
    }
    if start.is_null() {
        return Err(Failure::Null);
    }
    if !start.is_aligned() {
        return Err(Failure::Alignment);
    }
    if n > isize::MAX as usize / size_of::<T>() {
        return Err(Failure::Failed);
    }
    Ok(())
}

/// The code to return; a panic stops here.
pub fn code(work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => 0,
        Ok(Err(failure)) => failure as i32,
        Err(_) => Failure::Failed as i32,
    }
}
