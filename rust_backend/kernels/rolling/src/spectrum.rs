//! Energy in bands of frequency, window by window.

use atc_engine::Machine;
use atc_engine::lanes::{LANES, zip};
use realfft::{RealFftPlanner, RealToComplex};
use std::cell::RefCell;
use std::ops::Range;

/// Frequencies that are as near as this are equal.
const TIE_BAND: f64 = 1e-10;

thread_local! {
    /// A plan of 256 bars costs as much as 20 windows.
    static PLANS: RefCell<RealFftPlanner<f64>> = RefCell::new(RealFftPlanner::new());
}

/// How many windows fit.
pub fn window_count(bars: usize, window: usize, hop: usize) -> usize {
    if bars < window { 0 } else { (bars - window) / hop + 1 }
}

/// The sum of the power in each band, of each window less its mean; NaN where a value is not finite.
pub fn spectral_energy(x: &[f64], _: [usize; 1], window: usize, hop: usize, bands: Vec<[f64; 2]>, out: &mut [f64]) {
    if bands.is_empty() || x.len() < window {
        return;
    }
    let plan = PLANS.with_borrow_mut(|plans| plans.plan_fft_forward(window));
    let places: Vec<Range<usize>> = bands.iter().map(|band| frequencies_in(*band, window)).collect();
    transform(x, &*plan, hop, &places, out);
}

atc_engine::dispatched! {
    fn transform(x: &[f64], plan: &dyn RealToComplex<f64>, hop: usize, bands: &[Range<usize>], out: &mut [f64])
        = each_window;
}

/// All but the transforms themselves in lanes: sums term by term took longer than these.
#[inline(always)]
fn each_window<M: Machine>(
    _: M,
    x: &[f64],
    plan: &dyn RealToComplex<f64>,
    hop: usize,
    bands: &[Range<usize>],
    out: &mut [f64],
) {
    let (mut away, mut spectrum, mut scratch) =
        (plan.make_input_vec(), plan.make_output_vec(), plan.make_scratch_vec());
    let mut power = vec![0.0; spectrum.len()];
    for (bars, out) in x.windows(plan.len()).step_by(hop).zip(out.chunks_exact_mut(bands.len())) {
        if !centre(bars, &mut away) || plan.process_with_scratch(&mut away, &mut spectrum, &mut scratch).is_err() {
            out.fill(f64::NAN);
            continue;
        }
        for (power, value) in power.iter_mut().zip(&spectrum) {
            *power = value.re * value.re + value.im * value.im;
        }
        // Without its mean a window has none at frequency 0.
        power[0] = 0.0;
        for (out, places) in out.iter_mut().zip(bands) {
            *out = sum(&power[places.clone()], |power| power);
        }
    }
}

/// Deviations from the mean; false where a value is not finite.
#[inline(always)]
fn centre(bars: &[f64], away: &mut [f64]) -> bool {
    let last = bars[bars.len() - 1];
    for (away, bar) in away.iter_mut().zip(bars) {
        *away = bar - last;
    }
    let mean = sum(away, |away| away) / bars.len() as f64;
    away.iter_mut().for_each(|away| *away -= mean);
    // 0, or NaN where one is not finite.
    sum(bars, |bar| 0.0 * bar) == 0.0
}

#[inline(always)]
fn sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let (eights, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for eight in eights {
        sums = zip(sums, *eight, |sum, value| sum + term(value));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|value| term(*value)).sum::<f64>()
}

/// The places of the frequencies in a band; 1, Nyquist's, is in one that ends at it.
fn frequencies_in([low, high]: [f64; 2], window: usize) -> Range<usize> {
    let below = |end: f64| {
        let is_below = |place: &usize| {
            let frequency = 2.0 * *place as f64 / window as f64;
            frequency < end && (end - frequency).abs() > TIE_BAND * frequency.max(end)
        };
        (0..=window / 2).take_while(is_below).count()
    };
    below(low)..if high == 1.0 { window / 2 + 1 } else { below(high) }
}
