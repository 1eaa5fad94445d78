//! The moving averages against the oracle, on every instruction set of this processor.

mod levels;
mod oracle;

use atc_kernels as kernels;
use levels::on_every_level;

type Kernel = fn(&[f64], usize, &mut [f64]);
type Formula = fn(&[f64], usize) -> Vec<f64>;

const WINDOWED: [(&str, Kernel, Formula); 4] = [
    ("sma", kernels::sma, oracle::sma),
    ("wma", kernels::wma, oracle::wma),
    ("lsma", kernels::lsma, oracle::lsma),
    ("hma", kernels::hma, oracle::hma),
];

const RECURSIVE: [(&str, Kernel, Formula); 3] =
    [("ema", kernels::ema, oracle::ema), ("dema", kernels::dema, oracle::dema), ("kama", kama, oracle::kama)];

const LENGTHS: [usize; 16] = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 28, 63, 64, 65, 130, 200];

fn kama(x: &[f64], length: usize, out: &mut [f64]) {
    kernels::kama(x, length, 0.666, 0.064, out);
}

fn all() -> impl Iterator<Item = (&'static str, Kernel, Formula)> {
    WINDOWED.into_iter().chain(RECURSIVE)
}

fn run(kernel: Kernel, x: &[f64], length: usize) -> Vec<f64> {
    let mut out = vec![7e77; x.len()];
    kernel(x, length, &mut out);
    out
}

fn walk(bars: usize, offset: f64) -> Vec<f64> {
    let mut state = 12345_u64;
    let mut price = 100.0;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        price *= 1.0 + 0.02 * (2.0 * ((state >> 11) as f64 / (1_u64 << 53) as f64) - 1.0);
        offset + price
    };
    (0..bars).map(step).collect()
}

#[track_caller]
fn assert_near(name: &str, length: usize, got: &[f64], want: &[f64], scale: f64) {
    for (t, (got, want)) in got.iter().zip(want).enumerate() {
        let same = if want.is_finite() { (got - want).abs() <= 1e-12 * scale } else { got.is_nan() == want.is_nan() };
        assert!(same, "{name} {length}, bar {t}: {got} is not {want}");
    }
}

#[test]
fn vectors_of_the_contract() {
    let x = [10.0, 11.0, 12.0, 11.0, 10.0, 12.0, 15.0, 14.0];
    let vectors: [(Kernel, usize, &[f64]); 7] = [
        (kernels::sma, 3, &[11.0, 11.3333333333, 11.0, 11.0, 12.3333333333, 13.6666666667]),
        (kernels::ema, 3, &[11.0, 11.0, 10.5, 11.25, 13.125, 13.5625]),
        (kernels::wma, 3, &[11.3333333333, 11.3333333333, 10.6666666667, 11.1666666667, 13.1666666667, 14.0]),
        (kernels::dema, 3, &[11.0, 11.0, 10.25, 11.5, 14.1875, 14.3125]),
        (kernels::lsma, 3, &[12.0, 11.3333333333, 10.0, 11.5, 14.8333333333, 14.6666666667]),
        (kernels::hma, 4, &[10.4, 10.9333333333, 14.0222222222, 15.2111111111]),
        (kama, 2, &[10.0, 10.0, 10.887112, 10.8875743892, 10.4938854435, 10.5993864253, 12.55130498, 12.7443073741]),
    ];
    on_every_level(|| {
        for (kernel, length, want) in vectors {
            let got = run(kernel, &x, length);
            let (warm_up, results) = got.split_at(x.len() - want.len());
            assert!(warm_up.iter().all(|bar| bar.is_nan()));
            assert!(results.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-9), "{got:?} is not {want:?}");
        }
    });
}

#[test]
fn portable_series_of_the_contract() {
    let last =
        [72.7731743992, 72.0488156326, 70.6000980994, 71.8091623322, 73.2863321223, 70.7349098018, 72.6645336426];
    on_every_level(|| {
        for ((name, kernel, _), want) in all().zip(last) {
            let got = run(kernel, &walk(600, 0.0), 28)[599];
            assert!((got - want).abs() < 1e-9, "{name}: {got} is not {want}");
        }
    });
}

#[test]
fn every_size_from_0_to_200() {
    let x = walk(200, 0.0);
    for (name, kernel, formula) in all() {
        for length in LENGTHS {
            let want = formula(&x, length);
            on_every_level(|| {
                for bars in 0..=200 {
                    assert_near(name, length, &run(kernel, &x[..bars], length), &want[..bars], 300.0);
                }
            });
        }
    }
}

#[test]
fn series_of_many_windows() {
    let x = walk(2600, 0.0);
    for (name, kernel, formula) in WINDOWED {
        for length in [1, 2, 3, 8, 13, 28, 40] {
            let want = formula(&x, length);
            on_every_level(|| {
                for bars in (190..x.len()).step_by(29) {
                    assert_near(name, length, &run(kernel, &x[..bars], length), &want[..bars], 300.0);
                }
            });
        }
    }
}

#[test]
fn length_near_and_far_beyond_the_series() {
    for (name, kernel, formula) in all() {
        for bars in [1, 2, 31, 64, 129, 1500] {
            let x = walk(bars, 0.0);
            for length in [bars, bars + 1] {
                on_every_level(|| assert_near(name, length, &run(kernel, &x, length), &formula(&x, length), 300.0));
            }
            let beyond = run(kernel, &x, (1 << 63) - 1);
            let held = if name == "kama" { x[0] } else { f64::NAN };
            assert!(beyond.iter().all(|bar| bar.total_cmp(&held).is_eq()), "{name}: {beyond:?}");
        }
    }
}

#[test]
fn longer_series_and_windows() {
    for offset in [0.0, 1e6] {
        let x = walk(3001, offset);
        for (name, kernel, formula) in all() {
            for length in [28, 200, 511, 1000, 2048] {
                let want = formula(&x, length);
                on_every_level(|| assert_near(name, length, &run(kernel, &x, length), &want, offset + 100.0));
            }
        }
    }
}

#[test]
fn a_million_bars_do_not_drift() {
    let x = walk(1_000_000, 1e6);
    for (name, kernel, formula) in WINDOWED {
        let got = run(kernel, &x, 28);
        assert_near(name, 28, &got[999_000..], &formula(&x[998_900..], 28)[100..], 1e6);
    }
    for (name, kernel, formula) in RECURSIVE {
        for length in [28, 2000] {
            if name != "kama" || length == 28 {
                assert_near(name, length, &run(kernel, &x, length), &formula(&x, length), 1e6);
            }
        }
    }
}

#[test]
fn long_windows_of_one_value_give_the_value() {
    let x = vec![0.1; 300_000];
    for (name, kernel, _) in all() {
        for length in [28, 2000, 8192, 100_000] {
            let got = run(kernel, &x, length);
            assert_near(name, length, &got[200_000..], &x[200_000..], 0.1);
        }
    }
}

#[test]
fn nothing_leaves_its_window() {
    on_every_level(|| {
        for (name, kernel, formula) in WINDOWED {
            for length in LENGTHS {
                for (bars, at) in
                    [0, 1, 5, 300, 301, 302, 303, 699].map(|at| (700, at)).into_iter().chain([(2500, 1402)])
                {
                    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e10, 1e300] {
                        check_locality((name, kernel, formula), length, walk(bars, 0.0), (at, value));
                    }
                }
            }
        }
    });
}

fn check_locality(
    (name, kernel, formula): (&str, Kernel, Formula),
    length: usize,
    clean: Vec<f64>,
    (at, value): (usize, f64),
) {
    let before = run(kernel, &clean, length);
    let reach = length + if name == "hma" { length.isqrt() - 1 } else { 0 };
    let mut x = clean;
    x[at] = value;
    let (got, want) = (run(kernel, &x, length), formula(&x, length));
    for t in 0..x.len() {
        let context = format!("{name} {length}: {value} at {at}, bar {t} is {}", got[t]);
        if t < at || t >= at + reach || t + 1 < reach {
            assert!(got[t].to_bits() == before[t].to_bits() || got[t].is_nan() && before[t].is_nan(), "{context}");
        } else if value.is_finite() {
            assert!((got[t] - want[t]).abs() <= 1e-12 * value, "{context}");
        } else {
            assert!(!got[t].is_finite(), "{context}");
            let plain = matches!(name, "sma" | "wma") || length == 1;
            assert!(!plain || name == "hma" || got[t] == value || value.is_nan(), "{context}");
            assert!(name != "lsma" || length == 1 || got[t].is_nan(), "{context}");
        }
    }
}

#[test]
fn recursions_keep_what_they_met() {
    let clean = walk(300, 0.0);
    for (name, kernel, formula) in RECURSIVE {
        for length in [1, 2, 3, 8, 28, 64] {
            for at in [0, 1, 2, 40, 150, 151, 155, 299] {
                for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    let mut x = clean.clone();
                    x[at] = value;
                    if at > 100 {
                        x[at.min(250) + 20] = -value;
                    }
                    let want = formula(&x, length);
                    on_every_level(|| {
                        let got = run(kernel, &x, length);
                        assert_near(name, length, &got, &want, 300.0);
                        let infinite = |(got, want): (&f64, &f64)| !want.is_infinite() || got == want;
                        assert!(got.iter().zip(&want).all(infinite), "{name} {length}: {value} at {at}");
                    });
                }
            }
        }
    }
}

#[test]
fn leading_nans_are_skipped_by_recursions() {
    for (name, kernel, formula) in RECURSIVE {
        for lead in [1, 3, 8, 50, 199, 200] {
            let mut x = walk(200, 0.0);
            x[..lead].fill(f64::NAN);
            on_every_level(|| assert_near(name, 9, &run(kernel, &x, 9), &formula(&x, 9), 300.0));
        }
    }
}

#[test]
fn equal_prices_make_no_noise() {
    let mut x = walk(400, 0.0);
    let flat = x[100];
    x[100..300].fill(flat);
    let got = run(kama, &x, 28);
    let pull = 0.064_f64.powi(2);
    for t in 128..300 {
        let want = got[t - 1] + pull * (x[t] - got[t - 1]);
        assert!((got[t] - want).abs() <= 1e-13 * x[t], "bar {t}");
    }
}

#[test]
fn slow_kama_does_not_drift() {
    for slow in [0.1, 1e-2, 1e-3] {
        let x = walk(100_000, 1e6);
        let mut got = vec![0.0; x.len()];
        kernels::kama(&x, 8, slow, slow, &mut got);
        assert_near("kama", 8, &got, &oracle::kama_of(&x, 8, slow, slow), 1e6);
    }
}
