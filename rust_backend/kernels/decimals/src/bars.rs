//! Bars of longer intervals.

use crate::columns::{BLOCK, Column, Piece, Words, pieces, split};
use crate::fault::Refused;
use crate::lanes;
use crate::rounding::{Rounding, big_at_scale};
use crate::totals::Total;

/// Bars in the order of time: where they start, then open, high, low, close and volume.
#[derive(Default)]
pub struct Bars {
    pub starts: Vec<i64>,
    pub fields: [Vec<[i64; 2]>; 5],
}

/// A bar that is not complete.
struct Bar {
    /// Times from here on belong to another one.
    start: i64,
    open: i128,
    high: i128,
    low: i128,
    close: i128,
    volume: Total,
}

impl Bar {
    fn new(start: i64, [open, high, low, close, _]: [i128; 5]) -> Self {
        Self { start, open, high, low, close, volume: Total::default() }
    }

    fn take(&mut self, [_, high, low, close, volume]: [i128; 5]) {
        self.high = self.high.max(high);
        self.low = self.low.min(low);
        self.close = close;
        self.volume.add(volume);
    }

    /// `end` is the row behind the bar's last.
    fn finish(self, end: usize, bars: &mut Bars) -> Result<(), Refused> {
        let volume = big_at_scale(self.volume.value(), 0, 0, Rounding::Down).ok_or(Refused::at(end - 1))?;
        bars.starts.push(self.start);
        for (field, value) in bars.fields.iter_mut().zip([self.open, self.high, self.low, self.close, volume]) {
            field.push(split(value));
        }
        Ok(())
    }
}

/// Columns are open, high, low, close and volume, without nulls; `timestamps` are in order.
pub fn resample(timestamps: &[i64], columns: [&Column<'_>; 5], every: i64) -> Result<Bars, Refused> {
    let (mut bars, mut current) = (Bars::default(), None::<Bar>);
    let largest = columns.map(Column::largest);
    let mut buffers = [[0; BLOCK]; 5];
    for piece in pieces(columns) {
        let piece = in_lanes(&piece, &largest, &mut buffers);
        for row in 0..piece.count {
            let (place, values) = (piece.start + row, piece.row(row));
            if values.iter().zip(&largest).any(|(value, largest)| value.abs() > *largest) {
                return Err(Refused::at(place));
            }
            let start = match &current {
                Some(bar) if i128::from(timestamps[place]) - i128::from(bar.start) < every.into() => None,
                _ => Some(timestamps[place].div_euclid(every) * every),
            };
            if let Some(start) = start
                && let Some(bar) = current.replace(Bar::new(start, values))
            {
                bar.finish(place, &mut bars)?;
            }
            if let Some(bar) = &mut current {
                bar.take(values);
            }
        }
    }
    if let Some(bar) = current {
        bar.finish(timestamps.len(), &mut bars)?;
    }
    Ok(bars)
}

/// The piece in words of 8 bytes, if all values fit.
fn in_lanes<'a>(piece: &Piece<'a, 5>, largest: &[i128; 5], buffers: &'a mut [[i64; BLOCK]; 5]) -> Piece<'a, 5> {
    let mut is_far = false;
    for ((part, buffer), largest) in piece.parts.iter().zip(buffers.iter_mut()).zip(largest) {
        let limit = (*largest).min(i64::MAX.into()) as i64;
        lanes::load(part.words, limit, &mut buffer[..piece.count], &mut is_far);
    }
    let mut parts = piece.parts;
    if !is_far {
        for (part, buffer) in parts.iter_mut().zip(buffers.iter()) {
            part.words = Words::Narrow(&buffer[..piece.count]);
        }
    }
    Piece { start: piece.start, count: piece.count, parts }
}
