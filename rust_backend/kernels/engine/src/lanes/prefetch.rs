//! Memory asked for before it is needed: hardware starts anew at every page, and much memory is on pages of 4 KiB.

/// How many bars ahead, a page: the next one's address is then known in time too.
const AHEAD: usize = 512;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Which cache memory is fetched into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// The nearest: what is used within a thousand cycles.
    First,
    /// The next one: more than the first has room for.
    Second,
}

/// Fetches what lies ahead of the bars from `x[at]` on; with `LANES` bars of eight bytes, a cache line.
#[inline(always)]
pub fn prefetch_from<T>(x: &[T], at: usize) {
    prefetch_line(x.as_ptr().wrapping_add(at + AHEAD).cast(), Cache::First);
}

/// Fetches as many cache lines as some bytes from an address on fill; it may be any.
#[inline(always)]
pub fn prefetch(start: *const u8, bytes: usize, cache: Cache) {
    (0..bytes).step_by(LINE).for_each(|line| prefetch_line(start.wrapping_add(line), cache));
}

#[inline(always)]
fn prefetch_line(address: *const u8, cache: Cache) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint; no address is wrong, and what lies beyond a series is not read.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _MM_HINT_T1, _mm_prefetch};
        match cache {
            Cache::First => _mm_prefetch::<_MM_HINT_T0>(address.cast()),
            Cache::Second => _mm_prefetch::<_MM_HINT_T1>(address.cast()),
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (address, cache);
}
