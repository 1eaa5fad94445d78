//! Logarithms and exponentials that compilers can put into vectors: three calls a bar of the system's took two thirds of the
//! time. Within 3e-16 of what is right, relative to it or to 1.

const EXPONENT: u64 = 0x7ff;
const MANTISSA: u32 = 52;
const ONE: u64 = 1.0_f64.to_bits();
/// 2^52: an integer below it is in the last bits of the sum.
const INTEGERS: f64 = 4_503_599_627_370_496.0;
const BIAS: f64 = 1023.0;
/// The logarithm of 2: its first 32 bits, whose products with exponents are exact, and the rest.
const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/// 2^54, which makes the smallest numbers ordinary.
const SMALL: f64 = 18_014_398_509_481_984.0;

/// The natural logarithm: -infinity of 0, NaN below.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let is_small = x < f64::MIN_POSITIVE;
    let (scaled, shift) = (if is_small { x * SMALL } else { x }, if is_small { 54.0 } else { 0.0 });
    let bits = scaled.to_bits();
    let exponent = f64::from_bits(INTEGERS.to_bits() | bits >> MANTISSA & EXPONENT) - INTEGERS - BIAS - shift;
    let mantissa = f64::from_bits(bits & !(EXPONENT << MANTISSA) | ONE);
    let is_large = mantissa > std::f64::consts::SQRT_2;
    let (m, e) = (if is_large { 0.5 * mantissa } else { mantissa }, if is_large { exponent + 1.0 } else { exponent });
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let mut series = 1.0 / 21.0;
    for k in (1..10).rev() {
        series = series * z + 1.0 / (2 * k + 1) as f64;
    }
    // 2 s (1 + z/3 + z^2/5 + …), of which the first part is exact enough by itself.
    let found = e * LN_2[0] + (2.0 * s + (2.0 * s * z * series + e * LN_2[1]));
    let found = if x == f64::INFINITY { x } else { found };
    let found = if x == 0.0 { f64::NEG_INFINITY } else { found };
    if x >= 0.0 { found } else { f64::NAN }
}

/// The exponential of a number of at most 700 in magnitude.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Integers are the last bits of such a sum.
    let shifted = x * std::f64::consts::LOG2_E + 1.5 * INTEGERS;
    let k = shifted - 1.5 * INTEGERS;
    let r = (x - k * LN_2[0]) - k * LN_2[1];
    let mut series = 1.0;
    // An exclusive range: an inclusive one is not unrolled, and then nothing is put into vectors.
    for i in (0..13).rev() {
        series = series * (r * (1.0 / (i + 1) as f64)) + 1.0;
    }
    series * f64::from_bits(shifted.to_bits().wrapping_add(BIAS as u64) << MANTISSA)
}
