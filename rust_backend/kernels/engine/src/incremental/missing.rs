//! Columns without the bars that are missing: flags of 1 say which, others are 0.

/// Moves the bars that are there to the front, in their order, and gives these.
pub fn gather<'a>(missing: &[f64], column: &'a mut [f64]) -> &'a [f64] {
    let mut count = 0;
    for (bar, missing) in missing.iter().enumerate() {
        column[count] = column[bar];
        count += usize::from(*missing == 0.0);
    }
    &column[..count]
}

/// Moves results of the bars that are there, of which so many are at the front, back to where these were; `nothing` elsewhere.
pub fn scatter(missing: &[f64], count: usize, column: &mut [f64], nothing: f64) {
    let mut left = count;
    for (bar, missing) in missing.iter().enumerate().rev() {
        let is_there = *missing == 0.0;
        left -= usize::from(is_there);
        column[bar] = if is_there { column[left] } else { nothing };
    }
}
