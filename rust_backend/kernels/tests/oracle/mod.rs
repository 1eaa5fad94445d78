//! The contracts' formulas, bar by bar, in double-double arithmetic: about 32 digits.
#![allow(dead_code)]

/// An unevaluated sum of two floats.
#[derive(Clone, Copy, Debug)]
pub struct Exact(pub f64, pub f64);

impl From<f64> for Exact {
    fn from(value: f64) -> Self {
        Self(value, 0.0)
    }
}

impl Exact {
    pub fn value(self) -> f64 {
        self.0 + self.1
    }

    pub fn plus(self, other: Self) -> Self {
        let sum = self.0 + other.0;
        if !sum.is_finite() {
            return sum.into();
        }
        let part = sum - self.0;
        let error = (self.0 - (sum - part)) + (other.0 - part);
        Self(sum, error + self.1 + other.1).renormalised()
    }

    pub fn times(self, factor: f64) -> Self {
        let product = self.0 * factor;
        if !product.is_finite() {
            return product.into();
        }
        Self(product, self.0.mul_add(factor, -product) + self.1 * factor).renormalised()
    }

    pub fn over(self, divisor: f64) -> Self {
        let quotient = self.0 / divisor;
        if !quotient.is_finite() {
            return quotient.into();
        }
        Self(quotient, ((-quotient).mul_add(divisor, self.0) + self.1) / divisor).renormalised()
    }

    fn renormalised(self) -> Self {
        let sum = self.0 + self.1;
        Self(sum, self.1 - (sum - self.0))
    }
}

const NOT_A_NUMBER: Exact = Exact(f64::NAN, 0.0);

fn exact(x: &[f64]) -> Vec<Exact> {
    x.iter().map(|bar| (*bar).into()).collect()
}

fn floats(x: Vec<Exact>) -> Vec<f64> {
    x.into_iter().map(Exact::value).collect()
}

fn window(x: &[Exact], length: usize, divisor: f64, weight: impl Fn(usize) -> f64) -> Vec<Exact> {
    let at = |t: usize| {
        let sum = (0..length).fold(Exact(0.0, 0.0), |sum, age| sum.plus(x[t - age].times(weight(age))));
        sum.over(divisor)
    };
    (0..x.len()).map(|t| if t + 1 < length { NOT_A_NUMBER } else { at(t) }).collect()
}

fn falling(x: &[Exact], length: usize) -> Vec<Exact> {
    let n = length as f64;
    window(x, length, n * (n + 1.0) / 2.0, |age| (length - age) as f64)
}

pub fn sma(x: &[f64], length: usize) -> Vec<f64> {
    floats(window(&exact(x), length, length as f64, |_| 1.0))
}

pub fn wma(x: &[f64], length: usize) -> Vec<f64> {
    floats(falling(&exact(x), length))
}

pub fn lsma(x: &[f64], length: usize) -> Vec<f64> {
    let n = length as f64;
    floats(window(&exact(x), length, n * (n + 1.0), |age| 4.0 * n - 2.0 - 6.0 * age as f64))
}

pub fn hma(x: &[f64], length: usize) -> Vec<f64> {
    let x = exact(x);
    let (near, far) = (falling(&x, (length / 2).max(1)), falling(&x, length));
    let lead: Vec<Exact> = near.iter().zip(&far).map(|(near, far)| near.times(2.0).plus(far.times(-1.0))).collect();
    let root = (1..).take_while(|root| root * root <= length).last().unwrap();
    floats(falling(&lead, root))
}

fn start(x: &[f64]) -> usize {
    x.iter().position(|bar| !bar.is_nan()).unwrap_or(x.len())
}

fn smooth(average: Exact, bar: Exact, length: usize) -> Exact {
    average.times(length as f64 - 1.0).plus(bar.times(2.0)).over(length as f64 + 1.0)
}

fn exponential(x: &[f64], length: usize) -> Vec<Exact> {
    let mut out = vec![NOT_A_NUMBER; x.len()];
    let start = start(x);
    if x.len() - start < length {
        return out;
    }
    let first = start + length - 1;
    out[first] = window(&exact(&x[start..=first]), length, length as f64, |_| 1.0)[length - 1];
    for t in first + 1..x.len() {
        out[t] = smooth(out[t - 1], x[t].into(), length);
    }
    out
}

pub fn ema(x: &[f64], length: usize) -> Vec<f64> {
    floats(exponential(x, length))
}

pub fn dema(x: &[f64], length: usize) -> Vec<f64> {
    let single = exponential(x, length);
    let first = (start(x) + length).saturating_sub(1);
    let mut double = single.get(first).copied().unwrap_or(NOT_A_NUMBER);
    let mut out = vec![NOT_A_NUMBER; x.len()];
    for t in first..x.len() {
        if t > first {
            double = smooth(double, single[t], length);
        }
        out[t] = single[t].times(2.0).plus(double.times(-1.0));
    }
    floats(out)
}

pub fn kama(x: &[f64], length: usize) -> Vec<f64> {
    kama_of(x, length, 0.666, 0.064)
}

pub fn kama_of(x: &[f64], length: usize, fast: f64, slow: f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; x.len()];
    let start = start(x);
    let mut average: Exact = x.get(start).copied().unwrap_or_default().into();
    for t in start..x.len() {
        if t - start >= length {
            let moves = (t + 1 - length..=t).map(|j| (x[j] - x[j - 1]).abs());
            let noise = moves.fold(Exact(0.0, 0.0), |sum, step| sum.plus(step.into())).value();
            let ratio = if noise == 0.0 { 0.0 } else { (x[t] - x[t - length]).abs() / noise };
            let pull = (ratio * (fast - slow) + slow).powi(2);
            average = average.plus(Exact(x[t], 0.0).plus(average.times(-1.0)).times(pull));
        }
        out[t] = average.value();
    }
    out
}

pub fn crossover_signal(prices: &[f64], average: &[f64]) -> Vec<i8> {
    let equal = |a: f64, b: f64| (a - b).abs() <= (1e-10 * a.abs().max(b.abs())).min(f64::MAX);
    let above = |a: f64, b: f64| a > b && !equal(a, b);
    let not_above = |a: f64, b: f64| a <= b || equal(a, b);
    let mut state = 0;
    let step = |t: usize| {
        if t > 0 {
            let (p, m, q, w) = (prices[t], average[t], prices[t - 1], average[t - 1]);
            state = match (above(p, m) && not_above(q, w), above(m, p) && not_above(w, q)) {
                (true, _) => 1,
                (_, true) => -1,
                _ => state,
            };
        }
        state
    };
    (0..prices.len()).map(step).collect()
}

pub fn signal_persistence(up: &[bool], down: &[bool]) -> Vec<i8> {
    let mut state = 0;
    let step = |(up, down): (&bool, &bool)| {
        state = if *up {
            1
        } else if *down {
            -1
        } else {
            state
        };
        state
    };
    up.iter().zip(down).map(step).collect()
}

pub fn equity(r_values: &[f64], sig_prev: &[f64], starting_equity: f64, decay: f64, cutout: usize) -> Vec<f64> {
    let mut equity = f64::NAN;
    let step = |t: usize| {
        let (r, s) = (r_values[t], sig_prev[t]);
        let gain = if r.is_nan() || s.is_nan() || s == 0.0 { 0.0 } else { r * s.signum() };
        if t >= cutout {
            equity = if t == cutout { starting_equity } else { equity * decay * (1.0 + gain) };
            equity = equity.max(0.25);
        }
        equity
    };
    (0..r_values.len()).map(step).collect()
}
