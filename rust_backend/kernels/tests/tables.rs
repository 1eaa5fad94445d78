//! Tables against the one-dimensional kernels, series by series, on every instruction set of this processor.

mod levels;
mod three;

use atc_kernels::tables::{self, Layout, Sequential, Table, TableMut, Workers};
use atc_kernels::{self as kernels, Case, cases};
use levels::on_every_level;
use three::Three;

const WIDTHS: [usize; 10] = [0, 1, 3, 7, 8, 9, 16, 17, 64, 70];
const LENGTHS: [usize; 6] = [1, 2, 5, 28, 130, 200];

fn uniforms(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed;
    let step = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(step).collect()
}

/// A price, and a side for its bars, of each series. Every third starts with NaNs; values in the middle are `spoilt`.
fn series(bars: usize, width: usize, spoilt: bool) -> [Vec<Vec<f64>>; 2] {
    let price = |column: usize| {
        let mut price = 100.0;
        let mut walk = uniforms(column as u64, bars);
        for value in &mut walk {
            price *= 1.0 + 0.02 * (2.0 * *value - 1.0);
            *value = price;
        }
        if column % 3 == 1 {
            walk[..(7 * column % 90).min(bars)].fill(f64::NAN);
        }
        if spoilt && bars > 100 {
            let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e10, 0.0];
            walk[60 + column] = strange[column % 5];
        }
        walk
    };
    let side = |column: usize| {
        let strange = [f64::NAN, 1.0, -1.0, 0.0, 2.0, -0.5];
        uniforms(1000 + column as u64, bars).iter().map(|u| strange[(6.0 * u) as usize]).collect()
    };
    [(0..width).map(price).collect(), (0..width).map(side).collect()]
}

/// How tables lie in memory: strides in elements, the slice's length and the first element's place.
#[derive(Clone, Copy, Debug)]
enum Order {
    C,
    F,
    Spread,
    Backward,
    BackwardColumns,
}

const ORDERS: [Order; 5] = [Order::C, Order::F, Order::Spread, Order::Backward, Order::BackwardColumns];

impl Order {
    fn strides(self, bars: usize, width: usize) -> [isize; 2] {
        let [bars, width] = [bars as isize, width as isize];
        match self {
            Self::C => [width, 1],
            Self::F => [1, bars],
            Self::Spread => [3 * (2 * width + 1), 2],
            Self::Backward => [-width, -1],
            Self::BackwardColumns => [1, -bars],
        }
    }

    fn layout<T>(self, bars: usize, width: usize) -> Layout {
        Layout {
            bars,
            series: width,
            strides: self.strides(bars, width).map(|stride| stride * size_of::<T>() as isize),
        }
    }

    /// Where the table's first element and its end are in a slice that just holds it.
    fn place(self, bars: usize, width: usize) -> [usize; 2] {
        let extent = self.layout::<u8>(bars, width).extent::<u8>();
        [-extent.start as usize, (extent.end - extent.start) as usize]
    }

    fn index(self, bars: usize, width: usize, [bar, column]: [usize; 2]) -> usize {
        let strides = self.strides(bars, width);
        let offset = bar as isize * strides[0] + column as isize * strides[1];
        (self.place(bars, width)[0] as isize + offset) as usize
    }

    fn fill<T: Copy + Default>(self, columns: &[Vec<T>], bars: usize) -> Vec<T> {
        let width = columns.len();
        let mut slice = vec![T::default(); self.place(bars, width)[1]];
        for (column, values) in columns.iter().enumerate() {
            for (bar, value) in values.iter().enumerate() {
                slice[self.index(bars, width, [bar, column])] = *value;
            }
        }
        slice
    }

    fn column<T: Copy>(self, slice: &[T], bars: usize, width: usize, column: usize) -> Vec<T> {
        (0..bars).map(|bar| slice[self.index(bars, width, [bar, column])]).collect()
    }
}

/// The table kernel's result of each series, in memory of `order`, and how many other elements it wrote to.
fn results<T: tables::Element + Default, O: tables::Element + PartialEq>(
    inputs: [&[Vec<T>]; 2],
    bars: usize,
    [order, out_order]: [Order; 2],
    untouched: O,
    kernel: impl Fn(Table<T>, Table<T>, TableMut<O>),
) -> Vec<Vec<O>> {
    let width = inputs[0].len();
    let [x, y] = inputs.map(|columns| order.fill(columns, bars));
    let [start, _] = order.place(bars, width);
    let [out_start, out_length] = out_order.place(bars, width);
    let mut out = vec![untouched; out_length];
    let layout = order.layout::<T>(bars, width);
    kernel(
        Table::within(&x, start, layout),
        Table::within(&y, start, layout),
        TableMut::within(&mut out, out_start, out_order.layout::<O>(bars, width)),
    );
    let kept = out.iter().filter(|value| **value == untouched).count();
    assert_eq!(kept, out_length - bars * width, "{order:?} to {out_order:?}");
    (0..width).map(|column| out_order.column(&out, bars, width, column)).collect()
}

#[track_caller]
fn assert_near(context: &str, got: &[f64], want: &[f64], scale: f64) {
    for (t, (got, want)) in got.iter().zip(want).enumerate() {
        let near = (got - want).abs() <= 1e-12 * scale.max(want.abs());
        assert!(got == want || near || (got.is_nan() && want.is_nan()), "{context}, bar {t}: {got} is not {want}");
    }
}

fn check(case: &Case, length: usize, bars: usize, width: usize, orders: [Order; 2], spoilt: bool) {
    let [x, y] = series(bars, width, spoilt);
    let got = results([&x, &y], bars, orders, 7e77, |x, y, out| (case.tables)([x, y], length, out, &Sequential));
    for (column, got) in got.iter().enumerate() {
        let mut want = vec![0.0; bars];
        (case.float64)([&x[column], &y[column]], length, &mut want);
        let finite = x[column].iter().filter(|bar| bar.is_finite());
        let scale = finite.fold(0.0, |scale: f64, bar| scale.max(bar.abs()));
        let context = format!("{} {length}, {bars} x {width}, {orders:?}, series {column}", case.name);
        assert_near(&context, got, &want, scale);
    }
}

#[test]
fn every_width_and_length() {
    on_every_level(|| {
        for case in cases() {
            for width in WIDTHS {
                for length in LENGTHS {
                    for bars in [0, 1, 2, 33, 190] {
                        check(case, length, bars, width, [Order::C; 2], false);
                    }
                }
            }
        }
    });
}

#[test]
fn every_order() {
    on_every_level(|| {
        for case in cases() {
            for width in [1, 5, 19] {
                for order in ORDERS {
                    for out_order in ORDERS {
                        check(case, 28, 101, width, [order, out_order], false);
                    }
                }
            }
        }
    });
}

#[test]
fn strange_values() {
    on_every_level(|| {
        for case in cases() {
            for length in LENGTHS {
                check(case, length, 400, 70, [Order::C; 2], true);
            }
        }
    });
}

#[test]
fn lengths_beyond_the_series() {
    for case in cases() {
        for length in [40, 41, usize::MAX] {
            check(case, length, 40, 9, [Order::C; 2], false);
        }
    }
}

#[test]
fn long_windows_of_one_value_give_the_value() {
    let x = vec![vec![0.1; 230_000]; 2];
    for case in cases().filter(|case| !["drawdown", "equity", "rate_of_change"].contains(&case.name)) {
        for length in [2000, 100_000] {
            let orders = [Order::C; 2];
            let got =
                results([&x, &x], 230_000, orders, 7e77, |x, y, out| (case.tables)([x, y], length, out, &Sequential));
            assert_near(case.name, &got[1][210_000..], &x[1][210_000..], 0.1);
        }
    }
}

#[test]
fn long_windows_do_not_drift() {
    for case in cases() {
        for length in [600, 8192, 20_000] {
            check(case, length, 50_000, 3, [Order::C; 2], false);
        }
    }
}

#[test]
fn equal_prices_make_no_noise() {
    let x = vec![vec![0.1; 100], vec![1.0; 100]];
    let got =
        results([&x, &x], 100, [Order::C; 2], 7e77, |x, _, out| tables::kama(x, 9, 0.666, 0.064, out, &Sequential));
    assert_eq!(got, x);
}

#[test]
fn single_precision_rounds_once() {
    on_every_level(|| {
        for case in cases() {
            for order in ORDERS {
                check_narrow(case, order);
            }
        }
    });
}

fn check_narrow(case: &Case, order: Order) {
    let Some(kernel) = case.float32_tables else { return };
    let (bars, width) = (150, 19);
    let narrow = series(bars, width, false).map(|columns| -> Vec<Vec<f32>> {
        columns.iter().map(|column| column.iter().map(|value| *value as f32).collect()).collect()
    });
    let [x, y] = &narrow;
    let got = results([x, y], bars, [order; 2], 7e33_f32, |x, y, out| kernel([x, y], 28, out, &Sequential));
    for (column, got) in got.iter().enumerate() {
        let [x, y] = [x, y].map(|columns| columns[column].iter().map(|value| (*value).into()).collect::<Vec<f64>>());
        let mut want = vec![0.0; bars];
        (case.float64)([&x, &y], 28, &mut want);
        for (got, want) in got.iter().zip(&want) {
            let near = (f64::from(*got) - want).abs() <= f64::from(f32::EPSILON) * want.abs().max(1e-5);
            assert!(near || (got.is_nan() && want.is_nan()), "{} series {column}: {got} is not {want}", case.name);
        }
    }
}

/// Prices in ticks, so that many equal their average.
fn ticks(seed: u64, bars: usize, width: usize) -> Vec<Vec<f64>> {
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let tick = |u: f64| if u < 0.03 { strange[(100.0 * u) as usize] } else { (5.0 * u).floor() };
    (0..width as u64).map(|column| uniforms(seed + column, bars).into_iter().map(tick).collect()).collect()
}

#[test]
fn crossings_are_identical() {
    on_every_level(|| {
        for width in WIDTHS {
            for order in ORDERS {
                let [prices, averages] = [1, 1000].map(|seed| ticks(seed, 300, width));
                let got = results([&prices, &averages], 300, [order, Order::C], 77, |x, y, out| {
                    tables::crossover_signal(x, y, out, &Sequential)
                });
                for (column, got) in got.iter().enumerate() {
                    let mut want = vec![0; 300];
                    kernels::crossover_signal(&prices[column], &averages[column], &mut want);
                    assert_eq!(*got, want, "{order:?}, series {column} of {width}");
                }
            }
        }
    });
}

#[test]
fn states_are_identical() {
    let events = |seed: u64, width: usize| -> Vec<Vec<u8>> {
        let event = |u: f64| if u < 0.1 { (2000.0 * u) as u8 } else { 0 };
        (0..width as u64).map(|column| uniforms(seed + column, 300).into_iter().map(event).collect()).collect()
    };
    on_every_level(|| {
        for width in WIDTHS {
            for order in ORDERS {
                let [up, down] = [1, 1000].map(|seed| events(seed, width));
                let got = results([&up, &down], 300, [order; 2], 77, |x, y, out| {
                    tables::signal_persistence(x, y, out, &Sequential)
                });
                for (column, got) in got.iter().enumerate() {
                    let mut want = vec![0; 300];
                    kernels::signal_persistence_bytes(&up[column], &down[column], &mut want);
                    assert_eq!(*got, want, "{order:?}, series {column} of {width}");
                }
            }
        }
    });
}

#[test]
fn a_table_is_split_by_series() {
    let [x, _] = series(100, 9, false);
    let slice = Order::C.fill(&x, 100);
    let layout = Layout::rows::<f64>(100, 9);
    on_every_level(|| {
        let (mut whole, mut parts) = (vec![0.0; 900], vec![0.0; 900]);
        tables::ema(Table::within(&slice, 0, layout), 5, TableMut::within(&mut whole, 0, layout), &Sequential);
        let mut right = TableMut::within(&mut parts, 0, layout);
        let left = right.take_series(4).unwrap();
        tables::ema(Table::within(&slice, 0, layout).columns(0..4), 5, left, &Sequential);
        tables::ema(Table::within(&slice, 0, layout).columns(4..9), 5, right, &Sequential);
        assert!(whole.iter().zip(&parts).all(|(whole, part)| whole.to_bits() == part.to_bits()));
    });
}

#[test]
fn workers_compute_the_same() {
    let same = |a: &[Vec<f64>], b: &[Vec<f64>]| {
        a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| a.to_bits() == b.to_bits())
    };
    // Bars, series and length; the last is of windows whose totals are in two parts.
    let tables = [(1000, 3, 28), (1000, 17, 28), (1000, 70, 28), (1000, 17, 1), (15_000, 3, 600)];
    for (case, (bars, width, length)) in cases().flat_map(|case| tables.map(|table| (case, table))) {
        let [x, y] = series(bars, width, true);
        let run = |workers: &dyn Workers| {
            let kernel = |x: Table<f64>, y: Table<f64>, out: TableMut<f64>| (case.tables)([x, y], length, out, workers);
            results([&x, &y], bars, [Order::C; 2], 7e77, kernel)
        };
        on_every_level(|| assert!(same(&run(&Sequential), &run(&Three)), "{}, {width} series, {length}", case.name));
    }
}

#[test]
#[should_panic(expected = "does not lie in the slice")]
fn a_table_beyond_its_slice_is_refused() {
    Table::within(&[0.0; 10], 1, Layout::rows::<f64>(5, 2));
}

#[test]
fn elements_that_coincide_are_noticed() {
    let layout = |strides| Layout { bars: 3, series: 2, strides };
    assert!(layout([16, 8]).is_distinct::<f64>());
    assert!(layout([-8, 24]).is_distinct::<f64>());
    assert!(!layout([8, 8]).is_distinct::<f64>());
    assert!(!layout([16, 0]).is_distinct::<f64>());
    assert!(!layout([12, 4]).is_distinct::<f64>());
}
