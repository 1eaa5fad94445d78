//! Metrics of the contract, on every instruction set, and drawdowns against a loop that has no parts.

mod levels;

use atc_kernels as kernels;
use levels::on_every_level;

const INFINITY: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

const RETURNS: [f64; 7] = [0.01, -0.02, 0.03, NAN, 0.0, -0.01, 0.02];
const CURVE: [f64; 7] = [100.0, 110.0, 99.0, NAN, 105.0, 121.0, 115.0];

#[track_caller]
fn assert_near(got: &[f64], want: &[f64], tolerance: f64) {
    assert_eq!(got.len(), want.len());
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        let is_near = (got - want).abs() <= tolerance || got == want || got.is_nan() && want.is_nan();
        assert!(is_near, "{i}: {got} is not {want}");
    }
}

#[test]
fn ratios_and_losses_of_the_contract() {
    on_every_level(|| {
        let got = [
            kernels::sortino_ratio(&RETURNS, 0.0, 252.0),
            kernels::sortino_ratio(&RETURNS, 0.002, 12.0),
            kernels::volatility(&RETURNS, 252.0, 1),
            kernels::volatility(&RETURNS, 12.0, 0),
            kernels::value_at_risk(&RETURNS, 0.05),
            kernels::value_at_risk(&RETURNS, 0.25),
            kernels::conditional_value_at_risk(&RETURNS, 0.05),
            kernels::conditional_value_at_risk(&RETURNS, 0.25),
        ];
        let want = [8.6948260477, 1.0125791108, 0.2969848481, 0.0591607978, -0.02, -0.01, -0.02, -0.015];
        assert_near(&got, &want, 1e-9);
        assert_eq!([0.0, 0.1].map(|target| kernels::sortino_ratio(&[0.1; 3], target, 252.0)), [INFINITY, 0.0]);
        assert_eq!(kernels::volatility(&[0.1; 9], 252.0, 1), 0.0);
    });
}

#[test]
fn curves_of_the_contract() {
    on_every_level(|| {
        let mut lost = [7.0; 7];
        kernels::drawdown(&CURVE, &mut lost);
        assert_near(&lost, &[0.0, 0.0, 0.1, NAN, 0.0454545455, 0.0, 0.0495867769], 1e-9);
        let growth = [kernels::annual_return(&CURVE, 12.0), kernels::calmar_ratio(&CURVE, 12.0)];
        assert_near(&growth, &[0.3985397572, 3.9853975718], 1e-9);
        let debt = [100.0, 50.0, -20.0];
        assert_eq!([kernels::annual_return(&debt, 12.0), kernels::max_drawdown(&debt)], [-1.0, 1.2]);
        assert_eq!([2.0, 1.0].map(|last| kernels::calmar_ratio(&[1.0, last], 1.0)), [INFINITY, 0.0]);
    });
}

#[test]
fn nothing_has_no_metrics() {
    for none in [&[][..], &[NAN], &[NAN; 9]] {
        let got = [
            kernels::sortino_ratio(none, 0.0, 252.0),
            kernels::volatility(none, 252.0, 0),
            kernels::value_at_risk(none, 0.5),
            kernels::conditional_value_at_risk(none, 0.5),
            kernels::max_drawdown(none),
            kernels::annual_return(none, 252.0),
            kernels::calmar_ratio(none, 252.0),
        ];
        assert!(got.iter().all(|metric| metric.is_nan()), "{got:?}");
    }
}

#[test]
fn spreads_of_tiny_and_huge_returns_keep_their_digits() {
    on_every_level(|| {
        let scales = [1e-300, 1e-200, 1.0, 1e200];
        let of =
            |metric: &dyn Fn(&[f64]) -> f64| scales.map(|scale| metric(&[-1.0, 2.0, -4.0, 8.0].map(|r| r * scale)));
        let ratios = of(&|returns| kernels::sortino_ratio(returns, 0.0, 252.0));
        assert_near(&ratios, &[ratios[2]; 4], 1e-12);
        let spreads = of(&|returns| kernels::volatility(returns, 252.0, 1));
        let relative: Vec<f64> = spreads.iter().zip(scales).map(|(spread, scale)| spread / scale).collect();
        assert_near(&relative, &[spreads[2]; 4], 1e-10);
    });
}

#[test]
fn peaks_by_parts_are_those_of_a_chain() {
    for (bars, drift) in [(1023, 0.0), (1024, 1.0), (5000, 0.2), (5000, -0.4)] {
        let mut value = 1000.0;
        let mut state = 1_u64;
        let step = |bar: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            value += (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5 + drift;
            if bar % 97 == 5 { NAN } else { value }
        };
        let curve: Vec<f64> = (0..bars).map(step).collect();
        let mut peak = f64::NEG_INFINITY;
        let below = |value: &f64| {
            peak = peak.max(*value);
            1.0 - value / peak
        };
        let want: Vec<f64> = curve.iter().map(below).collect();
        let deepest = want.iter().copied().fold(NAN, f64::max);
        on_every_level(|| {
            let mut got = vec![7.0; bars];
            kernels::drawdown(&curve, &mut got);
            assert_near(&got, &want, 0.0);
            assert_eq!(kernels::max_drawdown(&curve), deepest);
        });
    }
}
