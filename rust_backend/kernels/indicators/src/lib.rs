//! Technical indicators: each a state of a few parts, and what passes between them.

mod averages;
mod bands;
mod momentum;
mod moving_averages;
mod oscillators;
mod parts;
mod passes;
mod ranges;
mod stops;
mod volume;

use averages::{Rma, Tema, Trima, Vwma};
use bands::{Donchian, Ichimoku, Keltner, bollinger};
use momentum::{Adx, Aroon, Macd, Momentum, Ppo, Roc, Trix};
pub use moving_averages::INCREMENTAL as AVERAGES;
use oscillators::{Cci, Kdj, Mfi, Rsi, Stochastic, StochasticRsi, UltimateOscillator, WilliamsR};
use ranges::{Atr, Natr, TrueRange};
use std::num::NonZeroUsize;
use stops::{ParabolicSar, Supertrend};
use volume::{AccumulationDistribution, ChaikinMoneyFlow, ChaikinOscillator, Obv, Vwap};

/// Calls a macro with the list of these kernels: here, and where they become functions of C.
#[macro_export]
macro_rules! indicators {
    ($($with:tt)+) => {
        $($with)+! {
            windowed {
                trima(x; length: NonZeroUsize) -> (out) = Trima::new;
                vwma(x, volume; length: NonZeroUsize) -> (out) = Vwma::new;
                true_range(high, low, close;) -> (out) = TrueRange::new;
                bollinger(x; length: NonZeroUsize, multiplier: f64, ddof: usize) -> (upper, middle, lower) = bollinger;
                donchian(high, low; length: NonZeroUsize) -> (upper, middle, lower) = Donchian::new;
                ichimoku(high, low; conversion: NonZeroUsize, base: NonZeroUsize, span_b: NonZeroUsize, displacement: NonZeroUsize)
                    -> (conversion_line, base_line, lead_a, lead_b) = Ichimoku::new;
                stochastic(high, low, close; length: NonZeroUsize, smooth_k: NonZeroUsize, smooth_d: NonZeroUsize) -> (k, d) = Stochastic::new;
                williams_r(high, low, close; length: NonZeroUsize) -> (out) = WilliamsR::new;
                cci(high, low, close; length: NonZeroUsize) -> (out) = Cci::new;
                mfi(high, low, close, volume; length: NonZeroUsize) -> (out) = Mfi::new;
                ultimate_oscillator(high, low, close; short: NonZeroUsize, medium: NonZeroUsize, long: NonZeroUsize)
                    -> (out) = UltimateOscillator::new;
                momentum(x; length: NonZeroUsize) -> (out) = Momentum::new;
                roc(x; length: NonZeroUsize) -> (out) = Roc::new;
                aroon(high, low; length: NonZeroUsize) -> (up, down) = Aroon::new;
                chaikin_money_flow(high, low, close, volume; length: NonZeroUsize) -> (out) = ChaikinMoneyFlow::new;
                vwap(high, low, close, volume, session_start: Flag;) -> (out) = Vwap::new;
            }
            from_first {
                rma(x; length: NonZeroUsize) -> (out) = Rma::new;
                tema(x; length: NonZeroUsize) -> (out) = Tema::new;
                atr(high, low, close; length: NonZeroUsize) -> (out) = Atr::new;
                natr(high, low, close; length: NonZeroUsize) -> (out) = Natr::new;
                keltner(high, low, close; length: NonZeroUsize, multiplier: f64, atr_length: NonZeroUsize)
                    -> (upper, middle, lower) = Keltner::new;
                supertrend(high, low, close; length: NonZeroUsize, multiplier: f64)
                    -> (supertrend, direction: Sign) = Supertrend::new;
                parabolic_sar(high, low; acceleration: f64, maximum: f64) -> (out) = ParabolicSar::new;
                rsi(x; length: NonZeroUsize) -> (out) = Rsi::new;
                stochastic_rsi(x; length: NonZeroUsize, stochastic_length: NonZeroUsize, smooth_k: NonZeroUsize, smooth_d: NonZeroUsize)
                    -> (k, d) = StochasticRsi::new;
                kdj(high, low, close; length: NonZeroUsize, smooth_k: NonZeroUsize, smooth_d: NonZeroUsize) -> (k, d, j) = Kdj::new;
                macd(x; fast: NonZeroUsize, slow: NonZeroUsize, signal: NonZeroUsize) -> (line, average, histogram) = Macd::new;
                ppo(x; fast: NonZeroUsize, slow: NonZeroUsize, signal: NonZeroUsize) -> (line, average, histogram) = Ppo::new;
                trix(x; length: NonZeroUsize) -> (out) = Trix::new;
                adx(high, low, close; length: NonZeroUsize) -> (adx, plus_di, minus_di) = Adx::new;
                obv(close, volume;) -> (out) = Obv::new;
                accumulation_distribution(high, low, close, volume;) -> (out) = AccumulationDistribution::new;
                chaikin_oscillator(high, low, close, volume; fast: NonZeroUsize, slow: NonZeroUsize) -> (out) = ChaikinOscillator::new;
            }
        }
    };
}

indicators!(atc_engine::incremental);
