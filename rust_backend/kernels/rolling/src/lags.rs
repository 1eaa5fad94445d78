//! Features of bars further back.

/// Series by series the bar itself and those 1 to `max_lag` bars back, NaN before the first.
pub fn lag_features(x: &[f64], [_, series]: [usize; 2], max_lag: usize, out: &mut [f64]) {
    let lags = max_lag + 1;
    if series == 0 {
        return;
    }
    let rows = x.chunks_exact(series).zip(out.chunks_exact_mut(series * lags));
    let mut before: Option<&[f64]> = None;
    for (bars, row) in rows {
        // The row before, one place on: one copy at memory speed in place of a gather a feature.
        match before {
            Some(before) => row[1..].copy_from_slice(&before[..before.len() - 1]),
            None => row.fill(f64::NAN),
        }
        for (features, bar) in row.chunks_exact_mut(lags).zip(bars) {
            features[0] = *bar;
        }
        before = Some(row);
    }
}
