//! Whether messages follow each other.

const CONTINUES: i8 = 0;
const STALE: i8 = 1;
const AFTER_GAP: i8 = 2;

/// 0 of a message that continues the ones before it, 1 of one whose last number is at most the largest so far, 2 of one that
/// begins more than one after that.
pub fn sequence_status(first: &[i64], last: &[i64], _: [usize; 1], out: &mut [i8]) {
    let mut largest = None;
    for ((&first, &last), status) in first.iter().zip(last).zip(out) {
        *status = match largest {
            Some(largest) if last <= largest => STALE,
            // A number above the largest is at least one more, and that does not overflow.
            Some(largest) if first > largest + 1 => AFTER_GAP,
            _ => CONTINUES,
        };
        if *status != STALE {
            largest = Some(last);
        }
    }
}
