//! Series of float32: taken tile by tile into double precision, and every result rounded once.

use crate::lanes::prefetch_from;
use crate::{Float, Stored};

/// Bars of a tile; whole tiles of every kernel's own. With buffers of about 4 KiB, loads from one would wait for stores to
/// the other: processors first compare the last twelve bits of addresses.
const TILE: usize = 256;

/// Bars of float32 in a cache line.
const LINE: usize = 16;

/// Bars and results that a recurrence needs from before a tile.
pub const LEAD: usize = 8;

/// A tile in double precision.
#[repr(align(64))]
pub struct TileBuffer([f64; LEAD + TILE]);

impl TileBuffer {
    #[inline(always)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self([0.0; LEAD + TILE])
    }
}

/// What a series holds: float64, on which kernels work in place and in one go, or float32, for which they need buffers.
pub trait FloatElement: Float + Stored {
    /// Bars that are taken at once.
    const TILE: usize;

    /// Whether kernels work on the series themselves.
    const IN_PLACE: bool;

    /// The bars in double precision: no more than the buffer has.
    fn wide<'a>(x: &'a [Self], buffer: &'a mut TileBuffer) -> &'a [f64];

    /// Where the results are to be written.
    fn results<'a>(out: &'a mut [Self], buffer: &'a mut TileBuffer) -> &'a mut [f64];

    /// Takes over the results that were written to the buffer.
    fn round(buffer: &TileBuffer, out: &mut [Self]);

    /// Moves the last results to the front of the buffer, `count` results having followed those that were there.
    fn carry(buffer: &mut TileBuffer, count: usize);
}

impl FloatElement for f64 {
    const TILE: usize = usize::MAX / 2;
    const IN_PLACE: bool = true;

    #[inline(always)]
    fn wide<'a>(x: &'a [Self], _: &'a mut TileBuffer) -> &'a [f64] {
        x
    }

    #[inline(always)]
    fn results<'a>(out: &'a mut [Self], _: &'a mut TileBuffer) -> &'a mut [f64] {
        out
    }

    #[inline(always)]
    fn round(_: &TileBuffer, _: &mut [Self]) {}

    #[inline(always)]
    fn carry(_: &mut TileBuffer, _: usize) {}
}

impl FloatElement for f32 {
    const TILE: usize = TILE;
    const IN_PLACE: bool = false;

    #[inline(always)]
    fn wide<'a>(x: &'a [Self], buffer: &'a mut TileBuffer) -> &'a [f64] {
        let count = x.len().min(buffer.0.len());
        (0..count).step_by(LINE).for_each(|at| prefetch_from(x, at));
        for (wide, bar) in buffer.0.iter_mut().zip(x) {
            *wide = bar.widen();
        }
        &buffer.0[..count]
    }

    #[inline(always)]
    fn results<'a>(out: &'a mut [Self], buffer: &'a mut TileBuffer) -> &'a mut [f64] {
        &mut buffer.0[..out.len()]
    }

    #[inline(always)]
    fn round(buffer: &TileBuffer, out: &mut [Self]) {
        (0..out.len()).step_by(LINE).for_each(|at| prefetch_from(out, at));
        for (result, wide) in out.iter_mut().zip(&buffer.0) {
            *result = Self::store(*wide);
        }
    }

    #[inline(always)]
    fn carry(buffer: &mut TileBuffer, count: usize) {
        buffer.0.copy_within(count..count + LEAD, 0);
    }
}
