//! Running values.

use crate::columns::{BLOCK, Column, Output, fits, pieces, split};
use crate::fault::Refused;
use crate::lanes;
use crate::rounding::fitting;
use crate::totals::SUMMABLE;

pub fn cumulative_sum(x: &Column<'_>, out: &mut Output<'_>) -> Result<(), Refused> {
    let (largest, mut total) = (x.largest(), 0i128);
    let limit = largest.min(SUMMABLE.into()) as i64;
    let mut lanes = [[0; BLOCK]];
    for piece in pieces([x]) {
        out.mark(&piece);
        if i64::try_from(total).is_ok_and(|total| total.abs() < i64::MAX / 2) && piece.lanes([limit / 2], &mut lanes) {
            let mut sum = total as i64;
            for (word, lane) in out.words[piece.start..].iter_mut().zip(&lanes[0][..piece.count]) {
                sum += lane;
                *word = [sum, sum >> 63];
            }
            total = sum.into();
            continue;
        }
        for row in 0..piece.count {
            if piece.is_valid(row) {
                let [value] = piece.row(row);
                let sum = total.checked_add(value).filter(|_| fits(value, largest)).and_then(fitting);
                total = sum.ok_or(Refused::at(piece.start + row))?;
            }
            out.words[piece.start + row] = split(total);
        }
    }
    Ok(())
}

pub fn cumulative_max(x: &Column<'_>, out: &mut Output<'_>) -> Result<(), Refused> {
    let largest = x.largest();
    let limit = largest.min(i64::MAX.into()) as i64;
    let (mut peak, mut buffer) = (i128::MIN, [0; BLOCK]);
    for piece in pieces([x]) {
        out.mark(&piece);
        let words = &mut out.words[piece.start..piece.start + piece.count];
        let (lanes, mut is_far) = (&mut buffer[..piece.count], piece.has_nulls());
        if !is_far {
            lanes::load(piece.parts[0].words, limit, lanes, &mut is_far);
        }
        if is_far {
            for (row, word) in words.iter_mut().enumerate() {
                if piece.is_valid(row) {
                    let [value] = piece.row(row);
                    if !fits(value, largest) {
                        return Err(Refused::at(piece.start + row));
                    }
                    peak = peak.max(value);
                }
                *word = split(peak);
            }
            continue;
        }
        match i64::try_from(peak.max(i64::MIN.into())) {
            Ok(before) => {
                let mut highest = before;
                for (word, lane) in words.iter_mut().zip(lanes) {
                    highest = highest.max(*lane);
                    *word = [highest, highest >> 63];
                }
                peak = highest.into();
            }
            Err(_) => words.fill(split(peak)),
        }
    }
    Ok(())
}
