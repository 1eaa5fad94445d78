//! Memory asked for before it is needed: hardware starts anew at every page, and much memory is on pages of 4 KiB.

/// How many bars ahead, a page: the next one's address is then known in time too.
const AHEAD: usize = 512;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Fetches what lies ahead of the bars from `x[at]` on; with `LANES` bars of eight bytes, a cache line.
#[inline(always)]
pub fn fetch_ahead<T>(x: &[T], at: usize) {
    fetch_line(x.as_ptr().wrapping_add(at + AHEAD).cast());
}

/// Fetches as many cache lines as some bytes from an address on fill; it may be any.
#[inline(always)]
pub fn fetch(start: *const u8, bytes: usize) {
    (0..bytes).step_by(LINE).for_each(|line| fetch_line(start.wrapping_add(line)));
}

#[inline(always)]
fn fetch_line(address: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint; no address is wrong, and what lies beyond a series is not read.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
