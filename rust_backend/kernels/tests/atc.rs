//! The fused classification against its composition from kernels, and streams against whole series.

mod levels;

use atc_kernels as kernels;
use atc_kernels::atc::{self, Compat, RESULTS, Refusal, Robustness, Settings, Stream, WarmUp};
use atc_kernels::incremental::{self, Value};
use atc_kernels::tables::{Layout, Table, TableMut};
use levels::on_every_level;

fn uniforms(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(step).collect()
}

/// A random walk; `head` bars of NaN come first.
fn walk(seed: u64, bars: usize, head: usize) -> Vec<f64> {
    let mut price = 100.0;
    let mut walk = uniforms(seed, bars);
    for value in &mut walk {
        price *= 1.0 + 0.02 * (2.0 * *value - 1.0);
        *value = price;
    }
    walk[..head.min(bars)].fill(f64::NAN);
    walk
}

/// Walks with whatever prices may be: ticks, heads of NaN, constants, zeros, gaps, infinities.
fn strange(column: usize, bars: usize) -> Vec<f64> {
    let mut series = walk(column as u64 + 1, bars, if column % 3 == 1 { 7 * column } else { 0 });
    match column % 8 {
        2 => series.iter_mut().for_each(|price| *price = price.round()),
        3 => series.fill(12.5),
        4 if bars > 90 => series[80..85].fill(0.0),
        5 if bars > 90 => series[70] = f64::NAN,
        6 if bars > 90 => series[75] = f64::INFINITY,
        7 if bars > 90 => series[90..].iter_mut().for_each(|price| *price *= -1.0),
        _ => {}
    }
    series
}

fn one_back(series: &[f64]) -> Vec<f64> {
    std::iter::once(f64::NAN).chain(series.iter().copied()).take(series.len()).collect()
}

type Average = fn(&[f64], usize) -> Vec<f64>;

const AVERAGES: [Average; 6] = [
    |x, length| filled(x, |out| kernels::ema(x, length, out)),
    |x, length| filled(x, |out| kernels::hma(x, length, out)),
    |x, length| filled(x, |out| kernels::wma(x, length, out)),
    |x, length| filled(x, |out| kernels::dema(x, length, out)),
    |x, length| filled(x, |out| kernels::lsma(x, length, out)),
    |x, length| filled(x, |out| kernels::kama(x, length, 0.666, 0.064, out)),
];

fn filled(x: &[f64], kernel: impl Fn(&mut [f64])) -> Vec<f64> {
    let mut out = vec![7e77; x.len()];
    kernel(&mut out);
    out
}

/// The contract, step by step, from the kernels.
fn composed(prices: &[f64], settings: &Settings) -> Vec<Vec<f64>> {
    let cutout = settings.cutout as usize;
    let mut returns = filled(prices, |out| kernels::rate_of_change(prices, out));
    for (bar, value) in returns.iter_mut().enumerate().filter(|(bar, _)| (*bar).max(1) >= cutout) {
        *value *= (settings.la / 1000.0 * (bar.max(1) - cutout) as f64).exp();
    }
    let decay = 1.0 - settings.de / 100.0;
    let follow = |signal: &[f64], start| {
        filled(prices, |out| kernels::equity(&returns, &one_back(signal), start, decay, cutout, out))
    };
    let (mut signals, mut equities) = (Vec::new(), Vec::new());
    let (mut above, mut total) = (vec![0.0; prices.len()], vec![0.0; prices.len()]);
    for (family, average) in AVERAGES.iter().enumerate() {
        let offsets = settings.robustness.offsets();
        let base = settings.lengths[family];
        let lengths = [base].into_iter().chain(offsets.map(|d| base + d)).chain(offsets.map(|d| base - d));
        let (mut weighed, mut sum) = (vec![0.0; prices.len()], vec![0.0; prices.len()]);
        for length in lengths {
            let mut signal = vec![0; prices.len()];
            kernels::crossover_signal(prices, &average(prices, length), &mut signal);
            let signal: Vec<f64> = signal.into_iter().map(f64::from).collect();
            let equity = follow(&signal, 1.0);
            for bar in 0..prices.len() {
                weighed[bar] += signal[bar] * equity[bar];
                sum[bar] += equity[bar];
            }
        }
        let rounded = |(weighed, sum): (&f64, &f64)| (weighed / sum * 100.0).round_ties_even() / 100.0;
        let signal: Vec<f64> = weighed.iter().zip(&sum).map(rounded).collect();
        let equity = follow(&signal, settings.weights[family]);
        for bar in 0..prices.len() {
            let is_long = signal[bar] > settings.long_threshold;
            let is_short = signal[bar] < settings.short_threshold;
            above[bar] += (f64::from(u8::from(is_long)) - f64::from(u8::from(is_short))) * equity[bar];
            total[bar] += equity[bar];
        }
        signals.push(signal);
        equities.push(equity);
    }
    let share = |(above, total): (&f64, &f64)| Some(above / total).filter(|share| share.is_finite()).unwrap_or(0.0);
    let average = above.iter().zip(&total).map(share).collect();
    signals.into_iter().chain(equities).chain([average]).collect()
}

/// The fused results of series side by side: result, series, bar.
fn fused(series: &[Vec<f64>], settings: &Settings) -> Vec<Vec<Vec<f64>>> {
    let (bars, width) = (series[0].len(), series.len());
    let layout = Layout::rows::<f64>(bars, width);
    let table: Vec<f64> = (0..bars).flat_map(|bar| series.iter().map(move |series| series[bar])).collect();
    let mut out = vec![vec![7e77; bars * width]; RESULTS];
    let tables: Vec<_> = out.iter_mut().map(|out| TableMut::within(out, 0, layout)).collect();
    atc::atc(Table::within(&table, 0, layout), settings, tables.try_into().ok().unwrap());
    let column = |out: &Vec<f64>, first: usize| out.iter().skip(first).step_by(width).copied().collect();
    out.iter().map(|out| (0..width).map(|first| column(out, first)).collect()).collect()
}

#[track_caller]
fn assert_same_bits(got: &[f64], want: &[f64], context: &str) {
    for (bar, (got, want)) in got.iter().zip(want).enumerate() {
        assert!(got.to_bits() == want.to_bits() || (got.is_nan() && want.is_nan()), "{context}, {bar}: {got}, {want}");
    }
}

#[track_caller]
fn assert_near(got: &[f64], want: &[f64], tolerance: f64, context: &str) {
    for (bar, (got, want)) in got.iter().zip(want).enumerate() {
        let near = (got - want).abs() <= tolerance * want.abs().max(1.0);
        assert!(got == want || near || (got.is_nan() && want.is_nan()), "{context}, bar {bar}: {got} is not {want}");
    }
}

fn variants() -> Vec<Settings> {
    let usual = Settings::default();
    vec![
        usual,
        Settings { robustness: Robustness::Narrow, cutout: 50, ..usual },
        Settings { robustness: Robustness::Wide, lengths: [8, 9, 10, 14, 8, 21], la: 5.0, de: 2.0, ..usual },
        Settings { cutout: 500, weights: [0.1, 2.0, 3.0, 1.0, 0.5, 9.0], long_threshold: 0.5, ..usual },
        Settings { compat: Compat::Python, ..usual },
        Settings { compat: Compat::Pine, cutout: 33, lengths: [40, 12, 28, 9, 15, 30], ..usual },
        Settings { compat: Compat::Python, warm_up: WarmUp::Wait, lengths: [40, 12, 28, 9, 15, 30], ..usual },
    ]
}

#[test]
fn it_is_what_the_kernels_compose() {
    on_every_level(|| {
        for settings in variants().iter().filter(|settings| settings.compat == Compat::Default) {
            let series: Vec<_> = (0..19).map(|column| strange(column, 400)).collect();
            let got = fused(&series, settings);
            for (column, prices) in series.iter().enumerate() {
                for (result, want) in composed(prices, settings).iter().enumerate() {
                    let context = format!("{settings:?}, series {column}, result {result}");
                    assert_near(&got[result][column], want, if result < 6 { 0.0 } else { 1e-12 }, &context);
                }
            }
        }
    });
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let series: Vec<_> = (0..70).map(|column| strange(column, 300)).collect();
    for settings in variants() {
        let want = fused(&series, &settings);
        on_every_level(|| {
            for (got, want) in fused(&series, &settings).iter().flatten().zip(want.iter().flatten()) {
                assert_same_bits(got, want, "level");
            }
        });
    }
}

#[test]
fn series_do_not_mix() {
    for width in [1, 7, 8, 9, 64, 65, 130] {
        let series: Vec<_> = (0..width).map(|column| strange(column, 150)).collect();
        let together = fused(&series, &Settings::default());
        for column in [0, width / 2, width - 1] {
            let alone = fused(&series[column..=column], &Settings::default());
            for result in 0..RESULTS {
                assert_same_bits(&together[result][column], &alone[result][0], "alone");
            }
        }
    }
}

/// Stretches of a series alone begin at other bars than blocks of windows, and may lie before its first number.
#[test]
fn a_series_alone_gives_what_it_gives_among_others() {
    let long = Settings { lengths: [300, 250, 30, 700, 20, 1100], ..Settings::default() };
    let short = Settings { lengths: [5; 6], robustness: Robustness::Narrow, ..Settings::default() };
    let heads = [0, 1, 28, 1000, 1023, 1024, 1030, 2290, 2300];
    let mut series: Vec<_> = heads.iter().map(|head| walk(*head as u64, 2300, *head)).collect();
    series.extend((0..8).map(|column| strange(column, 2300)));
    let all = [variants(), vec![long, Settings { compat: Compat::Python, ..short }, short]].concat();
    on_every_level(|| {
        for settings in &all {
            let together = fused(&series, settings);
            for (column, prices) in series.iter().enumerate() {
                for (result, got) in fused(std::slice::from_ref(prices), settings).iter().enumerate() {
                    assert_same_bits(&got[0], &together[result][column], &format!("{settings:?}, {column}, {result}"));
                }
            }
        }
    });
}

#[test]
fn few_bars() {
    for bars in [0, 1, 2, 27, 31, 32, 33] {
        let prices = walk(5, bars, 0);
        for (result, want) in composed(&prices, &Settings::default()).iter().enumerate() {
            assert_near(
                &fused(std::slice::from_ref(&prices), &Settings::default())[result][0],
                want,
                1e-12,
                "few bars",
            );
        }
    }
}

fn updated(stream: &mut Stream, series: &[Vec<f64>], bar: usize) -> Vec<f64> {
    let prices: Vec<f64> = series.iter().map(|series| series[bar]).collect();
    let mut out = vec![7e77; RESULTS * series.len()];
    stream.update(&prices, &mut out);
    out
}

#[test]
fn a_stream_gives_what_the_series_gives() {
    for settings in variants() {
        let series: Vec<_> = (0..11).map(|column| strange(column, 700)).collect();
        let want = fused(&series, &settings);
        let mut stream = Stream::new(settings, series.len());
        for bar in 0..700 {
            for (at, got) in updated(&mut stream, &series, bar).into_iter().enumerate() {
                let want = want[at / 11][at % 11][bar];
                assert_same_bits(&[got], &[want], &format!("{settings:?}, result and series {at}, bar {bar}"));
            }
        }
    }
}

#[test]
fn a_long_stream_gives_what_the_series_gives() {
    let series = [walk(9, 100_000, 0)];
    let want = fused(&series, &Settings::default());
    let mut stream = Stream::new(Settings::default(), 1);
    for bar in 0..series[0].len() {
        for (got, want) in updated(&mut stream, &series, bar).iter().zip(&want) {
            assert_same_bits(&[*got], &[want[0][bar]], "long stream");
        }
    }
}

/// With one instruction set: the last bits of averages depend on it, and other tests change it.
#[test]
fn a_restored_stream_goes_on_to_the_bit() {
    let series: Vec<_> = (0..9).map(|column| strange(column, 400)).collect();
    let breaks: Vec<_> = uniforms(3, 50).iter().map(|u| (400.0 * u) as usize).collect();
    on_every_level(|| {
        for settings in variants() {
            let mut stream = Stream::new(settings, series.len());
            let mut restored: Vec<Stream> = Vec::new();
            for bar in 0..400 {
                for _ in breaks.iter().filter(|place| **place == bar) {
                    restored.push(Stream::from_bytes(&stream.to_bytes()).unwrap());
                }
                let want = updated(&mut stream, &series, bar);
                for restored in &mut restored {
                    assert_same_bits(&updated(restored, &series, bar), &want, "restored");
                }
            }
            let bytes = stream.to_bytes();
            assert!(restored.iter().all(|restored| restored.to_bytes() == bytes && restored.settings() == &settings));
        }
    });
}

#[test]
fn damaged_and_foreign_states_are_refused() {
    let bytes = Stream::new(Settings { lengths: [8; 6], ..Settings::default() }, 2).to_bytes();
    let refusal = |bytes: &[u8]| Stream::from_bytes(bytes).err();
    for at in (0..bytes.len()).step_by(41).chain(0..400) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(refusal(&damaged).is_some(), "byte {at}");
        assert!(refusal(&bytes[..at]).is_some(), "cut off at {at}");
    }
    assert_eq!(refusal(b"something else"), Some(Refusal::Foreign));
    assert_eq!(refusal(&[bytes.as_slice(), b"more"].concat()), Some(Refusal::Damaged));
    let (kernel, options) = (incremental::ALL[0][0], vec![Value::Integer(5)]);
    let other = incremental::Stream::new(kernel, options, 1, false).unwrap().to_bytes();
    assert_eq!(refusal(&other), Some(Refusal::Another));
    assert!(refusal(&bytes).is_none());
}
