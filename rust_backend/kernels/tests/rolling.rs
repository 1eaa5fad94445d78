//! Rolling statistics against their definitions, on every instruction set of this processor.

mod levels;

use atc_kernels as kernels;
use atc_kernels::float32;
use atc_kernels::streams::{self, Refusal, Stream, Value};
use levels::on_every_level;

type Kernel = fn(&[f64], usize, Option<usize>, &mut [f64]);
type Float32 = fn(&[f32], usize, Option<usize>, &mut [f32]);

/// The better of two values.
type Better = fn(f64, f64) -> f64;

/// Name, kernel, the same on float32, and what it looks for.
type Extreme = (&'static str, Kernel, Float32, Better);

const EXTREMES: [Extreme; 2] = [
    ("rolling_max", kernels::rolling_max, float32::rolling_max, f64::max),
    ("rolling_min", kernels::rolling_min, float32::rolling_min, f64::min),
];

fn odd(bars: usize) -> Vec<f64> {
    let mut state = 12345_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 0.0];
    let mut value = || if uniform() < 0.05 { strange[(6.0 * uniform()) as usize] } else { uniform() - 0.5 };
    (0..bars).map(|_| value()).collect()
}

fn naive(x: &[f64], window: usize, needed: usize, better: Better) -> Vec<f64> {
    let at = |bar: usize| {
        let finite = x[(bar + 1).saturating_sub(window)..=bar].iter().copied().filter(|bar| bar.is_finite());
        if finite.clone().count() < needed { f64::NAN } else { finite.reduce(better).unwrap_or(f64::NAN) }
    };
    (0..x.len()).map(at).collect()
}

#[track_caller]
fn assert_same(got: &[f64], want: &[f64], context: &str) {
    for (bar, (got, want)) in got.iter().zip(want).enumerate() {
        assert!(got == want || got.is_nan() && want.is_nan(), "{context}, bar {bar}: {got} is not {want}");
    }
}

#[test]
fn extremes() {
    on_every_level(|| {
        for (name, kernel, narrow, better) in EXTREMES {
            for (bars, window) in
                [0, 1, 7, 33, 600, 3100].into_iter().flat_map(|n| [1, 2, 3, 28, 700, 5000].map(|w| (n, w)))
            {
                for (x, needed) in [(odd(bars), 1), (odd(bars), window), (vec![2.5; bars], window)] {
                    let mut got = vec![7e77; bars];
                    kernel(&x, window, Some(needed), &mut got);
                    let context = format!("{name} {window} {needed} of {bars}");
                    assert_same(&got, &naive(&x, window, needed, better), &context);
                    let x: Vec<f32> = x.iter().map(|bar| *bar as f32).collect();
                    let mut got = vec![7e7; bars];
                    narrow(&x, window, Some(needed), &mut got);
                    let [x, got] = [x, got].map(|x| x.into_iter().map(f64::from).collect::<Vec<_>>());
                    assert_same(&got, &naive(&x, window, needed, better), &context);
                }
            }
        }
    });
}

#[test]
fn streams_go_on_from_their_states() {
    let x = odd(200);
    for (name, kernel, _, _) in EXTREMES {
        let streamed = streams::ALL.iter().copied().flatten().find(|streamed| streamed.kernel == name).unwrap();
        for (window, periods) in [(1, Value::None), (5, Value::Integer(2)), (64, Value::Integer(1))] {
            let mut want = vec![0.0; x.len()];
            let needed = if let Value::Integer(count) = periods { Some(count as usize) } else { None };
            kernel(&x, window, needed, &mut want);
            let mut stream = Stream::new(*streamed, vec![Value::Integer(window as u64), periods], 2).unwrap();
            for (bar, want) in x.iter().zip(&want) {
                let mut got = [0.0; 2];
                stream.update(&[&[*bar, 1.0]], &mut got);
                assert_same(&got[..1], &[*want], name);
                stream = Stream::from_bytes(&stream.to_bytes(), &streams::ALL).unwrap();
            }
            let mut damaged = stream.to_bytes();
            damaged[40] ^= 1;
            assert_eq!(Stream::from_bytes(&damaged, &streams::ALL).err(), Some(Refusal::Damaged));
        }
    }
}
