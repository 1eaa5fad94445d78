//! Returns, signals and equity against their definitions, on every instruction set of this processor.

mod levels;
mod oracle;

use atc_kernels as kernels;
use levels::on_every_level;

fn uniforms(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(step).collect()
}

fn equity(r: &[f64], s: &[f64], start: f64, decay: f64, cutout: usize) -> Vec<f64> {
    let mut out = vec![7e77; r.len()];
    kernels::equity(r, s, start, decay, cutout, &mut out);
    out
}

#[track_caller]
fn assert_equity(r: &[f64], s: &[f64], start: f64, decay: f64, cutout: usize) {
    let (got, want) = (equity(r, s, start, decay, cutout), oracle::equity(r, s, start, decay, cutout));
    for (t, (got, want)) in got.iter().zip(&want).enumerate() {
        let same = got == want || (got.is_nan() && want.is_nan()) || (got - want).abs() <= 1e-12 * want.abs();
        assert!(same, "decay {decay}, cutout {cutout}, bar {t}: {got} is not {want}");
        assert_eq!(t < cutout, got.is_nan());
    }
}

#[test]
fn equity_of_the_contract() {
    let r = [f64::NAN, 0.1, -0.05, 0.02, -0.9, -0.9, 0.1, 0.0];
    let s = [f64::NAN, 0.0, 1.0, 1.0, -1.0, 1.0, 1.0, 0.0];
    let want = [1.0, 0.97, 0.893855, 0.884380137, 1.6299125925, 0.25, 0.26675, 0.2587475];
    on_every_level(|| {
        let got = equity(&r, &s, 1.0, 0.97, 0);
        assert!(got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-10), "{got:?}");
        let late = equity(&r, &s, 1.0, 0.97, 3);
        assert!(late[..3].iter().all(|bar| bar.is_nan()) && (late[4] - 1.843).abs() < 1e-10, "{late:?}");
    });
}

#[test]
fn equity_of_every_size() {
    let r: Vec<f64> = uniforms(1, 300).iter().map(|u| 0.3 * (u - 0.48)).collect();
    let s: Vec<f64> = uniforms(2, 300).iter().map(|u| (3.0 * u).floor() - 1.0).collect();
    on_every_level(|| {
        for bars in 0..300 {
            for cutout in [0, 1, 7, bars, bars + 1, usize::MAX] {
                assert_equity(&r[..bars], &s[..bars], 1.0, 0.9997, cutout);
            }
        }
        assert_equity(&r, &s, 0.01, 1.0, 2);
    });
}

#[test]
fn equity_of_wild_values() {
    let extremes = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e308, 1e200, 1e150];
    let wild = [extremes.as_slice(), &[-1.0, -2.0, 0.0, 1e-300, 1e4, -0.9999999]].concat();
    for seed in 0..200 {
        let share = [0.005, 0.05, 0.5, 1.0][seed as usize % 4];
        let pick = uniforms(3 + seed, 400);
        let which = uniforms(1000 + seed, 400);
        let value = |t: usize, usual: f64| if pick[t] < share { wild[(which[t] * 13.0) as usize] } else { usual };
        let r: Vec<f64> = (0..200).map(|t| value(t, 0.02 * (which[t] - 0.5))).collect();
        let s: Vec<f64> = (200..400).map(|t| value(t, if which[t] < 0.5 { -1.0 } else { 1.0 })).collect();
        on_every_level(|| {
            for decay in [0.9997, 1.0, 1e-5, 1e-60, 1e-300] {
                assert_equity(&r, &s, 1.0, decay, 0);
                assert_equity(&r, &s, 1e307, decay, 3);
            }
        });
    }
}

#[test]
fn equity_of_huge_returns_at_the_end() {
    on_every_level(|| {
        for size in 1..140 {
            let r: Vec<f64> = (0..size).map(|t| if t + 2 >= size { 1e300 } else { 0.01 }).collect();
            assert_equity(&r, &vec![1.0; size], 1.0, 0.9997, 0);
        }
    });
}

#[test]
fn changes() {
    let prices = [100.0, 110.0, 99.0, 0.0, 5.0, -5.0, f64::NAN, 1.0, f64::INFINITY, 2.0];
    on_every_level(|| {
        for bars in 0..=prices.len() {
            let mut got = vec![7e77; bars];
            kernels::rate_of_change(&prices[..bars], &mut got);
            for t in 0..bars {
                let want = if t == 0 { f64::NAN } else { prices[t] / prices[t - 1] - 1.0 };
                assert!(got[t] == want || got[t].is_nan() && want.is_nan(), "bar {t}: {} is not {want}", got[t]);
            }
        }
    });
}

#[test]
fn changes_among_strange_prices() {
    let mut prices: Vec<f64> = uniforms(1, 500).iter().map(|u| 90.0 + 20.0 * u).collect();
    prices[40..45].fill(100.0);
    let strange = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 1e-300, 5e-324, -3.0, 1e100];
    for value in strange {
        for at in (0..500).step_by(7) {
            let mut prices = prices.clone();
            prices[at] = value;
            on_every_level(|| {
                let mut got = vec![7e77; prices.len()];
                kernels::rate_of_change(&prices, &mut got);
                for t in 1..prices.len() {
                    let want = prices[t] / prices[t - 1] - 1.0;
                    let near = (got[t] - want).abs() <= 1e-15 * want.abs().max(1.0);
                    let same = got[t] == want || got[t].is_nan() && want.is_nan();
                    assert!(near || same, "{value} at {at}, bar {t}: {} is not {want}", got[t]);
                    assert!(prices[t] != prices[t - 1] || !want.is_finite() || got[t] == 0.0, "bar {t}: {}", got[t]);
                }
            });
        }
    }
}

#[test]
fn crossings() {
    let usual = [1.0, 1.0 + 1e-11, 1.0 - 1e-11, 1.0 + 2e-10, 2.0, 0.5, -1.0];
    let values = [usual.as_slice(), &[0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]].concat();
    for seed in 0..300 {
        let most = if seed % 2 == 0 { 7.0 } else { 11.0 };
        let pick = |seed| -> Vec<f64> { uniforms(seed, 333).iter().map(|u| values[(u * most) as usize]).collect() };
        let (prices, average) = (pick(seed), pick(seed + 5000));
        let want = oracle::crossover_signal(&prices, &average);
        on_every_level(|| {
            for bars in [0, 1, 2, 7, 8, 9, 63, 64, 65, 130, 333] {
                let mut got = vec![9; bars];
                kernels::crossover_signal(&prices[..bars], &average[..bars], &mut got);
                assert_eq!(got, want[..bars]);
            }
        });
    }
}

#[test]
fn persistence() {
    for seed in 0..300 {
        let share = [0.01, 0.1, 0.5, 0.0][seed as usize % 4];
        let pick = |seed| -> Vec<bool> { uniforms(seed, 333).iter().map(|u| *u < share).collect() };
        let (up, down) = (pick(seed), pick(seed + 5000));
        let want = oracle::signal_persistence(&up, &down);
        on_every_level(|| {
            for bars in [0, 1, 2, 7, 8, 9, 63, 64, 65, 130, 333] {
                let mut got = vec![9; bars];
                kernels::signal_persistence(&up[..bars], &down[..bars], &mut got);
                assert_eq!(got, want[..bars]);
            }
        });
    }
}

#[test]
fn any_nonzero_byte_is_true() {
    let mut got = [9; 9];
    kernels::signal_persistence_bytes(&[0, 2, 0, 0, 255, 0, 0, 0, 128], &[0, 7, 0, 1, 1, 0, 64, 0, 0], &mut got);
    assert_eq!(got, [0, 1, 1, -1, 1, 1, -1, -1, 1]);
}

#[test]
fn an_infinity_equals_only_itself() {
    let infinity = f64::INFINITY;
    let prices = [1.0, infinity, 1.0, -infinity, 1.0, infinity, infinity, -infinity, -infinity, 1.0, 1.0];
    let average = [1.0, 1.0, infinity, 1.0, -infinity, infinity, 1.0, infinity, -infinity, -infinity, f64::NAN];
    on_every_level(|| {
        let mut got = [9; 11];
        kernels::crossover_signal(&prices, &average, &mut got);
        assert_eq!(got, [0, 1, -1, -1, 1, 1, 1, -1, -1, 1, 1]);
        let mut got = [9; 11];
        kernels::crossover_signal(&average, &prices, &mut got);
        assert_eq!(got, [0, -1, 1, 1, -1, -1, -1, 1, 1, -1, -1]);
    });
}
