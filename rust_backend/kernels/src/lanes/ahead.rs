//! Memory asked for before it is needed: hardware starts anew at every page, and much memory is on pages of 4 KiB.

/// How many bars ahead, a page: the next one's address is then known in time too.
const AHEAD: usize = 512;

/// Fetches what lies ahead of the bars from `x[at]` on; with `LANES` bars of eight bytes, a cache line.
#[inline(always)]
pub fn fetch_ahead<T>(x: &[T], at: usize) {
    let ahead = x.as_ptr().wrapping_add(at + AHEAD);
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint; no address is wrong, and what lies beyond a series is not read.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(ahead.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = ahead;
}
