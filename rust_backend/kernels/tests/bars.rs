//! Bars of longer intervals, on every instruction set and by several threads, against loops.

mod levels;
mod three;

use atc_kernels::ohlcv_resample;
use atc_kernels::tables::{Sequential, Workers};
use levels::on_every_level;
use three::Three;

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

type Rows = (Vec<i64>, [Vec<f64>; 5]);

fn resampled(timestamps: &[i64], fields: [&[f64]; 5], every: u64, workers: &dyn Workers) -> Rows {
    let [open, high, low, close, volume] = fields;
    let plan = ohlcv_resample(timestamps, open, high, low, close, volume, [timestamps.len()], every, workers);
    let [count] = plan.shape();
    let (mut starts, mut rows) = (vec![7; count], [(); 5].map(|()| vec![7.0; count]));
    let [open, high, low, close, volume] = &mut rows;
    plan.fill((&mut starts, open, high, low, close, volume), workers);
    (starts, rows)
}

/// The same, bar by bar.
fn plain(timestamps: &[i64], [open, high, low, close, volume]: [&[f64]; 5], every: u64) -> Rows {
    let start = |bar: usize| timestamps[bar].saturating_sub_unsigned(timestamps[bar].rem_euclid(every as i64) as u64);
    let mut starts: Vec<i64> = (0..timestamps.len()).map(start).collect();
    starts.dedup();
    let of = |field: &[f64], fold: &dyn Fn(&[f64]) -> f64| {
        let values = |row: &i64| -> Vec<f64> {
            let own = (0..timestamps.len()).filter(|bar| start(*bar) == *row);
            own.map(|bar| field[bar]).filter(|value| !value.is_nan()).collect()
        };
        starts.iter().map(|row| fold(&values(row))).collect()
    };
    let rows = [
        of(open, &|values| values.first().copied().unwrap_or(NAN)),
        of(high, &|values| values.iter().copied().fold(NAN, f64::max)),
        of(low, &|values| values.iter().copied().fold(NAN, f64::min)),
        of(close, &|values| values.last().copied().unwrap_or(NAN)),
        of(volume, &|values| values.iter().sum()),
    ];
    (starts, rows)
}

fn assert_same((starts, rows): &Rows, (wanted, fields): &Rows) {
    assert_eq!(starts, wanted);
    for (row, field) in rows.iter().zip(fields) {
        assert!(row.iter().zip(field).all(|(a, b)| a == b || a.is_nan() && b.is_nan()), "{row:?} is not {field:?}");
    }
}

#[test]
fn bars_are_those_of_a_loop() {
    let mut state = 5_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut now = -3000;
    let timestamps: Vec<i64> = (0..700)
        .map(|_| {
            now += [0, 1, 7, 60, 900][random(5) as usize];
            now
        })
        .collect();
    // Whole numbers: sums are exact in any order.
    let odd = [NAN, INFINITY, -INFINITY];
    let mut field = |with: usize| -> Vec<f64> {
        (0..700)
            .map(|_| if random(4) == 0 { odd[random(3) as usize % with] } else { random(99) as f64 - 9.0 })
            .collect()
    };
    let fields = [field(3), field(3), field(3), field(3), field(1)];
    let fields = fields.each_ref().map(|field| &field[..]);
    for every in [1, 50, 60, 3600, 86_400, 1 << 62] {
        let wanted = plain(&timestamps, fields, every);
        on_every_level(|| {
            assert_same(&resampled(&timestamps, fields, every, &Sequential), &wanted);
            assert_same(&resampled(&timestamps, fields, every, &Three), &wanted);
        });
    }
}

#[test]
fn timestamps_may_be_as_far_apart_as_can_be() {
    let timestamps = [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX];
    let ones = [1.0; 5];
    let of = |every| resampled(&timestamps, [&ones; 5], every, &Sequential);
    let (starts, [.., volume]) = of(i64::MAX as u64);
    assert_eq!(starts, [i64::MIN, -i64::MAX, 0, i64::MAX]);
    assert_eq!(volume, [1.0, 2.0, 1.0, 1.0]);
    assert_eq!(of(1000).0, [i64::MIN, -1000, 0, i64::MAX - 807]);
}

#[test]
fn volumes_that_cancel_leave_nothing_behind() {
    let volume = [1e16, 1.0, -1e16, 3.0];
    let (_, [.., total]) = resampled(&[0, 1, 2, 3], [&volume; 5], 10, &Sequential);
    assert_eq!(total, [4.0]);
}

#[test]
fn bars_of_a_minute() {
    let timestamps = [-61, -60, -1, 0, 59, 60, 60, 200];
    let open = [NAN, 1.0, 2.0, 3.0, 4.0, NAN, 6.0, 7.0];
    let volume = [NAN, 1.0, 2.0, INFINITY, 4.0, NAN, 6.0, 7.0];
    let (starts, [first, high, low, last, sums]) =
        resampled(&timestamps, [&open, &open, &open, &open, &volume], 60, &Sequential);
    assert_eq!(starts, [-120, -60, 0, 60, 180]);
    for (got, want) in [
        (first, [NAN, 1.0, 3.0, 6.0, 7.0]),
        (high, [NAN, 2.0, 4.0, 6.0, 7.0]),
        (low, [NAN, 1.0, 3.0, 6.0, 7.0]),
        (last, [NAN, 2.0, 4.0, 6.0, 7.0]),
    ] {
        assert!(got[0].is_nan() && got[1..] == want[1..], "{got:?}");
    }
    assert_eq!(sums, [0.0, 3.0, INFINITY, 6.0, 7.0]);
}
