//! Mean, spread and shape of the values of one window.

/// Deviations from the mean, and their unit: the power of two in which none is above 2, so that no power of them overflows
/// or vanishes. First from the newest value, which is in the window: equal values deviate by exactly 0.
pub fn centre(values: &mut [f64]) -> f64 {
    let Some(&newest) = values.last() else { return 1.0 };
    values.iter_mut().for_each(|value| *value -= newest);
    let largest = values.iter().fold(0.0_f64, |largest, away| largest.max(away.abs()));
    // The biased exponent. 2^1074 is beyond the largest number; after 2^1000 the smallest is large enough.
    let exponent = (largest.to_bits() >> 52) as i32 - 1022;
    let factor = 2.0_f64.powi(-exponent.clamp(-1000, 1023));
    values.iter_mut().for_each(|away| *away *= factor);
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|away| *away -= mean);
    1.0 / factor
}

/// The sum of products of deviations; what rounding left of their means is taken out.
pub fn sum_of_products(a: &[f64], b: &[f64]) -> f64 {
    let products: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    products - a.iter().sum::<f64>() * b.iter().sum::<f64>() / a.len() as f64
}

pub fn mean(values: &[f64]) -> f64 {
    let Some(newest) = values.last() else { return f64::NAN };
    newest + values.iter().map(|value| value - newest).sum::<f64>() / values.len() as f64
}

/// The standard deviation; NaN of not more than `ddof` values.
pub fn deviation(values: &mut [f64], ddof: usize) -> f64 {
    if values.len() <= ddof {
        return f64::NAN;
    }
    let unit = centre(values);
    (sum_of_products(values, values).max(0.0) / (values.len() - ddof) as f64).sqrt() * unit
}

/// Skewness without bias; NaN of fewer than 3 values and of equal ones.
pub fn skewness(values: &mut [f64]) -> f64 {
    if values.len() < 3 {
        return f64::NAN;
    }
    centre(values);
    let [second, third] = [2, 3].map(|power| moment(values, power));
    let n = values.len() as f64;
    (n * (n - 1.0)).sqrt() / (n - 2.0) * (third / (second * second.sqrt()))
}

/// Excess kurtosis without bias; NaN of fewer than 4 values and of equal ones.
pub fn excess_kurtosis(values: &mut [f64]) -> f64 {
    if values.len() < 4 {
        return f64::NAN;
    }
    centre(values);
    let [second, fourth] = [2, 4].map(|power| moment(values, power));
    let n = values.len() as f64;
    (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (fourth / (second * second)) - 3.0 * (n - 1.0))
}

fn moment(away: &[f64], power: i32) -> f64 {
    away.iter().map(|away| away.powi(power)).sum::<f64>() / away.len() as f64
}

/// The slope of the line through values at their places; 0 of one value.
pub fn slope(values: &mut [f64], places: &mut [f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let unit = centre(values);
    let mean = places.iter().sum::<f64>() / places.len() as f64;
    places.iter_mut().for_each(|place| *place -= mean);
    sum_of_products(places, values) / sum_of_products(places, places) * unit
}

/// Pearson's r; NaN where either is constant.
pub fn correlation([x, y]: [&mut [f64]; 2]) -> f64 {
    centre(x);
    centre(y);
    let spread = sum_of_products(x, x).sqrt() * sum_of_products(y, y).sqrt();
    (sum_of_products(x, y) / spread).clamp(-1.0, 1.0)
}

/// The root of the covariance's magnitude, with its sign, so that no product overflows where the values do not.
pub fn covariance_root([x, y]: [&mut [f64]; 2]) -> f64 {
    let unit = centre(x).sqrt() * centre(y).sqrt();
    let covariance = sum_of_products(x, y) / (x.len() as f64 - 1.0);
    covariance.abs().sqrt().copysign(covariance) * unit
}

/// The slope of the line through the points of two series; NaN where the first is constant.
pub fn slope_of([x, y]: [&mut [f64]; 2]) -> f64 {
    let (unit_x, unit_y) = (centre(x), centre(y));
    sum_of_products(x, y) / sum_of_products(x, x) * (unit_y / unit_x)
}
