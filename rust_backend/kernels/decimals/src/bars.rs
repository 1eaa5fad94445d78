//! Bars of longer intervals.

use crate::columns::{BLOCK, Column, Piece, fits, pieces, split};
use crate::fault::Refused;
use crate::totals::{SUMMABLE, Total};
use std::ops::Range;

/// Bars in the order of time: where they start, then open, high, low, close and volume.
#[derive(Default)]
pub struct Bars {
    pub starts: Vec<i64>,
    pub fields: [Vec<[i64; 2]>; 5],
}

impl Bars {
    /// None yet, with room for so many: what grows is copied again and again.
    fn with_room(count: usize) -> Self {
        Self { starts: Vec::with_capacity(count), fields: [(); 5].map(|()| Vec::with_capacity(count)) }
    }
}

/// How many bars there can be: one a row, or one an interval from the first to the last.
fn most_bars(timestamps: &[i64], every: i64) -> usize {
    let (Some(first), Some(last)) = (timestamps.first(), timestamps.last()) else { return 0 };
    let intervals = (i128::from(*last) - i128::from(*first)) / i128::from(every) + 2;
    usize::try_from(intervals).unwrap_or(usize::MAX).min(timestamps.len())
}

/// A bar that is not complete.
struct Bar {
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

    /// Whether a time, which is not before the bar, is in it.
    fn has(&self, time: i64, every: i64) -> bool {
        starts(self.start, time, every)
    }

    /// A row, if its values have the digits that their types say.
    fn take(&mut self, piece: &Piece<'_, 5>, row: usize, largest: &[i128; 5]) -> Result<(), Refused> {
        let values = piece.row(row);
        if values.iter().zip(largest).any(|(value, largest)| !fits(*value, *largest)) {
            return Err(Refused::at(piece.start + row));
        }
        let [_, high, low, close, volume] = values;
        self.high = self.high.max(high);
        self.low = self.low.min(low);
        self.close = close;
        self.volume.add(volume);
        Ok(())
    }

    /// Rows of lanes, of which volumes add up to 64 bits.
    fn take_lanes(&mut self, lanes: &[[i64; BLOCK]; 5], rows: Range<usize>) {
        let [_, high, low, close, volume] = lanes.each_ref().map(|lane| &lane[rows.clone()]);
        let [mut most, mut least, mut sum] = [i64::MIN, i64::MAX, 0];
        for ((high, low), volume) in high.iter().zip(low).zip(volume) {
            most = most.max(*high);
            least = least.min(*low);
            sum += volume;
        }
        self.high = self.high.max(most.into());
        self.low = self.low.min(least.into());
        self.close = close[close.len() - 1].into();
        self.volume.add(sum.into());
    }

    /// `end` is the row behind the bar's last.
    fn finish(self, end: usize, bars: &mut Bars) -> Result<(), Refused> {
        let volume = self.volume.fitting().ok_or(Refused::at(end - 1))?;
        bars.starts.push(self.start);
        for (field, value) in bars.fields.iter_mut().zip([self.open, self.high, self.low, self.close, volume]) {
            field.push(split(value));
        }
        Ok(())
    }
}

/// Whether an interval that starts there has a time that is not before it; the difference of times is below 2**64.
fn starts(start: i64, time: i64, every: i64) -> bool {
    (time.wrapping_sub(start) as u64) < every as u64
}

/// Columns are open, high, low, close and volume, without nulls; `timestamps` are in order.
pub fn resample(timestamps: &[i64], columns: [&Column<'_>; 5], every: i64) -> Result<Bars, Refused> {
    let (mut bars, mut current) = (Bars::with_room(most_bars(timestamps, every)), None::<Bar>);
    let largest = columns.map(Column::largest);
    let limits = largest.map(|largest| largest.min(SUMMABLE.into()) as i64);
    let mut lanes = [[0; BLOCK]; 5];
    for piece in pieces(columns) {
        let is_narrow = piece.lanes(limits, &mut lanes);
        let times = &timestamps[piece.start..piece.start + piece.count];
        let mut row = 0;
        while row < piece.count {
            let bar = match &mut current {
                Some(bar) if bar.has(times[row], every) => bar,
                other => {
                    // Mostly the next interval: a division takes as long as ten rows.
                    let next = other.as_ref().map(|bar| bar.start.wrapping_add(every));
                    let is_next = next.is_some_and(|next| starts(next, times[row], every));
                    let start = next.filter(|_| is_next).unwrap_or_else(|| times[row].div_euclid(every) * every);
                    if let Some(bar) = other.replace(Bar::new(start, piece.row(row))) {
                        bar.finish(piece.start + row, &mut bars)?;
                    }
                    continue;
                }
            };
            let end =
                times[row..].iter().position(|time| !bar.has(*time, every)).map_or(piece.count, |rows| row + rows);
            if is_narrow {
                bar.take_lanes(&lanes, row..end);
            } else {
                (row..end).try_for_each(|row| bar.take(&piece, row, &largest))?;
            }
            row = end;
        }
    }
    if let Some(bar) = current {
        bar.finish(timestamps.len(), &mut bars)?;
    }
    Ok(bars)
}
