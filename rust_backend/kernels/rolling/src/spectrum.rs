//! Energy in bands of frequency, window by window.

use realfft::RealFftPlanner;
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
    let (mut away, mut spectrum) = (plan.make_input_vec(), plan.make_output_vec());
    let (mut scratch, mut power) = (plan.make_scratch_vec(), vec![0.0; window / 2 + 1]);
    let places: Vec<Range<usize>> = bands.iter().map(|band| frequencies_in(*band, window)).collect();
    for (bars, out) in x.windows(window).step_by(hop).zip(out.chunks_exact_mut(bands.len())) {
        if !centre(bars, &mut away) || plan.process_with_scratch(&mut away, &mut spectrum, &mut scratch).is_err() {
            out.fill(f64::NAN);
            continue;
        }
        for (power, value) in power.iter_mut().zip(&spectrum) {
            *power = value.re * value.re + value.im * value.im;
        }
        // Without its mean a window has none at frequency 0.
        power[0] = 0.0;
        for (out, places) in out.iter_mut().zip(&places) {
            *out = power[places.clone()].iter().sum();
        }
    }
}

/// Deviations from the mean; false where a value is not finite.
fn centre(bars: &[f64], away: &mut [f64]) -> bool {
    let last = bars[bars.len() - 1];
    let mut sum = 0.0;
    for (away, bar) in away.iter_mut().zip(bars) {
        *away = bar - last;
        sum += *away;
    }
    let mean = sum / bars.len() as f64;
    away.iter_mut().for_each(|away| *away -= mean);
    bars.iter().map(|bar| 0.0 * bar).sum::<f64>() == 0.0
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
