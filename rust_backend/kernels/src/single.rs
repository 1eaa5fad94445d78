//! The kernels on float32: the same bodies, which take a float32 series tile by tile into double precision and round
//! every result once.

use crate::dispatch::dispatched;
use crate::lanes::fetch_ahead;
use crate::moving_averages::{dema_body, ema_body, hma_body, kama_body, lsma_body, sma_body, wma_body};
use crate::tables::{Float, Stored};
use crate::trend::equity_body;

dispatched! {
    /// Mean of the last `length` bars.
    pub fn sma(x: &[f32], length: usize, out: &mut [f32]) = sma_body;
    /// Mean of the last `length` bars, the newest of which weighs `length` and the oldest 1.
    pub fn wma(x: &[f32], length: usize, out: &mut [f32]) = wma_body;
    /// Value at the newest bar of the least-squares line through the last `length` bars.
    pub fn lsma(x: &[f32], length: usize, out: &mut [f32]) = lsma_body;
    /// Hull moving average: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.
    pub fn hma(x: &[f32], length: usize, out: &mut [f32]) = hma_body;
    /// Exponential moving average, seeded with the mean of the first `length` bars that follow leading NaNs.
    pub fn ema(x: &[f32], length: usize, out: &mut [f32]) = ema_body;
    /// Twice the exponential moving average minus that of it.
    pub fn dema(x: &[f32], length: usize, out: &mut [f32]) = dema_body;
    /// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants in (0, 1].
    pub fn kama(x: &[f32], length: usize, fast: f64, slow: f64, out: &mut [f32]) = kama_body;
    /// Equity of trading the signal on the returns from bar `cutout` on, never below 0.25.
    pub fn equity(
        r_values: &[f32],
        sig_prev: &[f32],
        starting_equity: f64,
        decay_multiplier: f64,
        cutout: usize,
        out: &mut [f32],
    ) = equity_body;
}

/// Bars of a tile; whole tiles of every kernel's own. With rooms of about 4 KiB, loads from one would wait for stores to
/// the other: processors first compare the last twelve bits of addresses.
const TILE: usize = 256;

/// Bars of float32 in a cache line.
const LINE: usize = 16;

/// Bars and results that a recurrence needs from before a tile.
pub(crate) const LEAD: usize = 8;

/// Room for a tile in double precision.
#[repr(align(64))]
pub(crate) struct Room([f64; LEAD + TILE]);

impl Room {
    #[inline(always)]
    pub fn new() -> Self {
        Self([0.0; LEAD + TILE])
    }
}

/// What a series holds: float64, on which kernels work in place and in one go, or float32, for which they need room.
pub(crate) trait Bar: Float + Stored {
    /// Bars that are taken at once.
    const TILE: usize;

    /// The bars in double precision: no more than the room has.
    fn wide<'a>(x: &'a [Self], room: &'a mut Room) -> &'a [f64];

    /// Where the results are to be written.
    fn results<'a>(out: &'a mut [Self], room: &'a mut Room) -> &'a mut [f64];

    /// Takes over the results that were written to the room.
    fn deliver(room: &Room, out: &mut [Self]);

    /// Moves the last results to the front of the room, `count` results having followed those that were there.
    fn carry(room: &mut Room, count: usize);
}

impl Bar for f64 {
    const TILE: usize = usize::MAX / 2;

    #[inline(always)]
    fn wide<'a>(x: &'a [Self], _: &'a mut Room) -> &'a [f64] {
        x
    }

    #[inline(always)]
    fn results<'a>(out: &'a mut [Self], _: &'a mut Room) -> &'a mut [f64] {
        out
    }

    #[inline(always)]
    fn deliver(_: &Room, _: &mut [Self]) {}

    #[inline(always)]
    fn carry(_: &mut Room, _: usize) {}
}

impl Bar for f32 {
    const TILE: usize = TILE;

    #[inline(always)]
    fn wide<'a>(x: &'a [Self], room: &'a mut Room) -> &'a [f64] {
        let count = x.len().min(room.0.len());
        (0..count).step_by(LINE).for_each(|at| fetch_ahead(x, at));
        for (wide, bar) in room.0.iter_mut().zip(x) {
            *wide = bar.widen();
        }
        &room.0[..count]
    }

    #[inline(always)]
    fn results<'a>(out: &'a mut [Self], room: &'a mut Room) -> &'a mut [f64] {
        &mut room.0[..out.len()]
    }

    #[inline(always)]
    fn deliver(room: &Room, out: &mut [Self]) {
        (0..out.len()).step_by(LINE).for_each(|at| fetch_ahead(out, at));
        for (result, wide) in out.iter_mut().zip(&room.0) {
            *result = Self::store(*wide);
        }
    }

    #[inline(always)]
    fn carry(room: &mut Room, count: usize) {
        room.0.copy_within(count..count + LEAD, 0);
    }
}
