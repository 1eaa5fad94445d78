//! Runs one kernel a given number of times, to count its instructions (`make instructions` does it for all):
//!
//!     cargo build --release -p atc-kernels --example instructions
//!     valgrind --tool=callgrind target/release/examples/instructions ema 10000 28 10
//!
//! It prints the instruction set that the kernels use; with `list` alone, the kernels' names.

use atc_kernels as kernels;
use atc_kernels::incremental::{Bars, Incremental, Results, Value, alone, on_new_series};
use std::hint::black_box;

/// Kernels whose results are signals.
const OTHERS: [&str; 2] = ["crossover_signal", "signal_persistence"];

/// Kernels of windows that may hold fewer values: one longer than its series grows at every bar.
fn statistics() -> impl Iterator<Item = &'static Incremental> {
    alone().filter(|kernel| kernel.options.contains(&"min_periods"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| arguments.get(at).map_or(default, |text| text.parse().expect("a number"));
    if arguments.first().is_some_and(|name| name == "list") {
        let names = kernels::cases().map(|case| case.name).chain(OTHERS);
        return names.chain(statistics().map(|kernel| kernel.name)).for_each(|name| println!("{name}"));
    }
    let name = arguments.first().expect("usage: instructions KERNEL [BARS [LENGTH [TIMES]]]");
    let (bars, length, times) = (number(1, 10_000), number(2, 28), number(3, 1));
    let series = Series::new(bars);
    let mut out = vec![0.0; bars];
    let mut signal = vec![0; bars];
    println!("{:?}", kernels::levels().last().expect("every processor has the baseline"));
    for _ in 0..times {
        run(name, &series, length, &mut out, &mut signal);
        black_box((&mut out, &mut signal));
    }
}

struct Series {
    prices: Vec<f64>,
    slow: Vec<f64>,
    returns: Vec<f64>,
    sides: Vec<f64>,
    up: Vec<bool>,
    down: Vec<bool>,
}

impl Series {
    /// A reproducible random walk, with what the other kernels need made of it.
    fn new(bars: usize) -> Self {
        let mut state = 12345_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let returns: Vec<f64> = (0..bars).map(|_| 0.02 * (2.0 * uniform() - 1.0)).collect();
        let walk = returns.iter().scan(100.0, |price, change| {
            *price *= 1.0 + change;
            Some(*price)
        });
        let prices: Vec<f64> = walk.collect();
        let mut slow = vec![0.0; bars];
        kernels::sma(&prices, 28, &mut slow);
        let sides = (0..bars).map(|_| if uniform() < 0.5 { -1.0 } else { 1.0 }).collect();
        let up = (0..bars).map(|_| uniform() < 0.1).collect();
        let down = (0..bars).map(|_| uniform() < 0.1).collect();
        Self { prices, slow, returns, sides, up, down }
    }
}

fn run(name: &str, series: &Series, length: usize, out: &mut [f64], signal: &mut [i8]) {
    let Series { prices, slow, returns, sides, up, down } = series;
    match name {
        "nothing" => {}
        "crossover_signal" => kernels::crossover_signal(prices, slow, signal),
        "signal_persistence" => kernels::signal_persistence(up, down, signal),
        "equity" => kernels::equity(returns, sides, 1.0, 0.9997, 0, out),
        _ => match kernels::cases().find(|case| case.name == name) {
            Some(case) => (case.float64)([prices, slow], length, out),
            None => statistic(name, [prices, returns], length, out),
        },
    }
}

/// A kernel of windows; those longer than the series may hold any number of values. The code that every processor has:
/// valgrind 3.19 does not know all instructions that AVX2 code of these has.
fn statistic(name: &str, inputs: [&[f64]; 2], window: usize, out: &mut [f64]) {
    kernels::limit(kernels::Level::Baseline);
    let kernel = statistics().find(|kernel| kernel.name == name).expect("a kernel's name");
    let option = |name: &&str| match *name {
        "window" => Value::Integer(window as u64),
        "min_periods" if window > out.len() || kernel.name == "amihud" => Value::Integer(1),
        "min_periods" => Value::None,
        "scale" => Value::Number(1.0),
        _ => Value::Integer(1),
    };
    let options: Vec<Value> = kernel.options.iter().map(option).collect();
    let mut state = (kernel.start)(&options).expect("options of the right types");
    let bars: Vec<Bars<f64>> = inputs[..kernel.inputs.len()].iter().map(|input| Bars::Float(input)).collect();
    let mut more = vec![vec![0.0; out.len()]; kernel.fields.len() - 1];
    let first = std::iter::once(out);
    let mut results: Vec<Results<f64>> =
        first.chain(more.iter_mut().map(Vec::as_mut_slice)).map(Results::Float).collect();
    on_new_series(state.as_mut(), &bars, &mut results);
}
