//! Incremental kernels: block by block, on tables, on float32 and from saved states they give what they give at once.

mod levels;

use atc_kernels::incremental::{
    ALL, Bars, Columns, Incremental, Kind, Refusal, ResultColumns, Results, State, Stream, Symbols, Value,
    on_new_series, on_new_table, on_series, on_table,
};
use atc_kernels::tables::{Layout, Sequential, Table, TableMut};
use levels::on_every_level;

const NAN: f64 = f64::NAN;

fn kernels() -> impl Iterator<Item = &'static Incremental> {
    ALL.into_iter().flatten()
}

/// Lengths that grow from option to option, and usual numbers.
fn options(kernel: &Incremental, first: u64) -> Vec<Value> {
    let value = |(place, name): (u64, &&str)| match *name {
        "multiplier" => Value::Number(2.0),
        "acceleration" => Value::Number(0.02),
        "maximum" => Value::Number(0.2),
        "fast" if kernel.name == "kama" => Value::Number(0.666),
        "slow" if kernel.name == "kama" => Value::Number(0.064),
        "starting_equity" | "decay_multiplier" => Value::Number(0.99),
        "ddof" => Value::Integer(0),
        "min_periods" if kernel.name == "amihud" => Value::Integer(1),
        "min_periods" => Value::None,
        _ => Value::Integer(first + 3 * place),
    };
    (0..).zip(kernel.options).map(value).collect()
}

/// Bars that look like prices, some of them missing, flat or far away.
fn inputs(kernel: &Incremental, bars: usize, seed: u64, is_odd: bool) -> Vec<Vec<f64>> {
    let mut state = seed.wrapping_mul(2).wrapping_add(77);
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut price = 100.0;
    let mut columns = vec![Vec::new(); kernel.inputs.len()];
    for bar in 0..bars {
        price += if is_odd && bar % 50 < 20 { 0.0 } else { uniform() - 0.5 };
        for ((column, kind), place) in columns.iter_mut().zip(kernel.inputs).zip([0.3, -0.3, 0.0, 0.1, 0.0]) {
            let value = if *kind == Kind::Flag { f64::from(u8::from(bar % 37 == 20)) } else { price + place };
            let is_missing = is_odd && *kind == Kind::Float && (bar < 3 || bar == 200);
            column.push(if is_missing { NAN } else { value });
        }
    }
    columns
}

/// All fields, taken in blocks of these lengths in turn.
fn in_blocks(kernel: &Incremental, options: &[Value], inputs: &[Vec<f64>], lengths: &[usize]) -> Vec<Vec<f64>> {
    let bars = inputs[0].len();
    let mut state = (kernel.start)(options).unwrap();
    let mut fields = vec![vec![7e77; bars]; kernel.fields.len()];
    let (mut from, mut turns) = (0, lengths.iter().cycle());
    while from < bars {
        let until = bars.min(from + turns.next().unwrap());
        let block: Vec<&[f64]> = inputs.iter().map(|input| &input[from..until]).collect();
        let mut out: Vec<&mut [f64]> = fields.iter_mut().map(|field| &mut field[from..until]).collect();
        state.advance(&block, &mut out, 0..until - from);
        from = until;
    }
    fields
}

#[track_caller]
fn assert_near(got: &[Vec<f64>], want: &[Vec<f64>], tolerance: f64, what: &str) {
    for (field, (got, want)) in got.iter().zip(want).enumerate() {
        assert_eq!(got.len(), want.len());
        for (bar, (got, want)) in got.iter().zip(want).enumerate() {
            let near = (got - want).abs() <= tolerance * want.abs().max(1.0) || got == want;
            assert!(near || got.is_nan() && want.is_nan(), "{what}: field {field}, bar {bar}: {got} is not {want}");
        }
    }
}

#[test]
fn blocks_of_any_length_give_the_same() {
    on_every_level(|| {
        for kernel in kernels() {
            for (first, is_odd) in [(1, false), (5, false), (5, true), (60, true)] {
                let (options, inputs) = (options(kernel, first), inputs(kernel, 400, first, is_odd));
                let whole = in_blocks(kernel, &options, &inputs, &[400]);
                for lengths in [&[1][..], &[3, 50, 1, 7], &[64]] {
                    let parts = in_blocks(kernel, &options, &inputs, lengths);
                    assert_near(&parts, &whole, 1e-8, &format!("{} from {first}, {lengths:?}", kernel.name));
                }
            }
        }
    });
}

/// A driver for series.
type OnSeries = fn(&mut dyn State, &[Bars<f64>], &mut [Results<f64>]);

/// All fields by the driver for series.
fn at_once(kernel: &Incremental, options: &[Value], inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
    driven(on_series, kernel, options, inputs)
}

fn driven(on_series: OnSeries, kernel: &Incremental, options: &[Value], inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let bars = inputs[0].len();
    let flags: Vec<Vec<u8>> = inputs.iter().map(|input| input.iter().map(|flag| *flag as u8).collect()).collect();
    let given: Vec<Bars<f64>> = (kernel.inputs.iter().zip(inputs).zip(&flags))
        .map(|((kind, input), flags)| if *kind == Kind::Flag { Bars::Flag(flags) } else { Bars::Float(input) })
        .collect();
    let mut floats = vec![vec![7e77; bars]; kernel.fields.len()];
    let mut signs = vec![vec![7_i8; bars]; kernel.fields.len()];
    let mut results: Vec<Results<f64>> = (kernel.fields.iter().zip(&mut floats).zip(&mut signs))
        .map(|((kind, floats), signs)| match kind {
            Kind::Sign => Results::Sign(signs),
            _ => Results::Float(floats),
        })
        .collect();
    on_series((kernel.start)(options).unwrap().as_mut(), &given, &mut results);
    for ((kind, floats), signs) in kernel.fields.iter().zip(&mut floats).zip(&signs) {
        if *kind == Kind::Sign {
            *floats = signs.iter().map(|sign| f64::from(*sign)).collect();
        }
    }
    floats
}

#[test]
fn tables_in_both_orders_give_what_series_give() {
    let (bars, series) = (333, 19);
    for (kernel, is_new) in kernels().flat_map(|kernel| [(kernel, false), (kernel, true)]) {
        let options = options(kernel, 5);
        let given: Vec<Vec<Vec<f64>>> =
            (0..series).map(|symbol| inputs(kernel, bars, symbol as u64, symbol % 3 == 0)).collect();
        let want: Vec<_> = given.iter().map(|inputs| at_once(kernel, &options, inputs)).collect();
        for is_rows in [true, false] {
            let layout = |size: isize| {
                let strides = if is_rows { [series as isize * size, size] } else { [size, bars as isize * size] };
                Layout { bars, series, strides }
            };
            let at = |bar: usize, symbol: usize| if is_rows { bar * series + symbol } else { symbol * bars + bar };
            let mut tables = vec![vec![0.0; bars * series]; kernel.inputs.len()];
            for (bar, symbol) in (0..bars).flat_map(|bar| (0..series).map(move |symbol| (bar, symbol))) {
                for (input, table) in tables.iter_mut().enumerate() {
                    table[at(bar, symbol)] = given[symbol][input][bar];
                }
            }
            let flags: Vec<Vec<u8>> =
                tables.iter().map(|table| table.iter().map(|flag| *flag as u8).collect()).collect();
            let columns: Vec<Columns<f64>> = (kernel.inputs.iter().zip(&tables).zip(&flags))
                .map(|((kind, table), flags)| match kind {
                    Kind::Flag => Columns::Flag(Table::within(flags, 0, layout(1))),
                    _ => Columns::Float(Table::within(table, 0, layout(8))),
                })
                .collect();
            let mut floats = vec![vec![7e77; bars * series]; kernel.fields.len()];
            let mut signs = vec![vec![7_i8; bars * series]; kernel.fields.len()];
            let results = (kernel.fields.iter().zip(&mut floats).zip(&mut signs))
                .map(|((kind, floats), signs)| match kind {
                    Kind::Sign => ResultColumns::Sign(TableMut::within(signs, 0, layout(1))),
                    _ => ResultColumns::Float(TableMut::within(floats, 0, layout(8))),
                })
                .collect();
            let mut states = Symbols::new(kernel, &options, series).unwrap();
            if is_new {
                on_new_table(&mut states.0, &columns, results, &Sequential);
            } else {
                on_table(&mut states.0, &columns, None, results, &Sequential);
            }
            for (symbol, want) in want.iter().enumerate() {
                let got = |(field, kind): (usize, &Kind)| -> Vec<f64> {
                    let value = |bar: usize| match kind {
                        Kind::Sign => f64::from(signs[field][at(bar, symbol)]),
                        _ => floats[field][at(bar, symbol)],
                    };
                    (0..bars).map(value).collect()
                };
                let got: Vec<_> = kernel.fields.iter().enumerate().map(got).collect();
                assert_near(&got, want, 1e-9, kernel.name);
            }
        }
    }
}

#[test]
fn new_series_give_what_others_give() {
    on_every_level(|| {
        let windowed = kernels().filter(|kernel| kernel.options.contains(&"window"));
        for (kernel, is_odd) in windowed.flat_map(|kernel| [(kernel, false), (kernel, true)]) {
            let (options, inputs) = (options(kernel, 60), inputs(kernel, 40_000, 1, is_odd));
            let [got, want] = [on_new_series, on_series].map(|driver| driven(driver, kernel, &options, &inputs));
            assert_near(&got, &want, 1e-9, kernel.name);
        }
    });
}

#[test]
fn series_go_on_as_if_the_bars_that_they_miss_had_never_been() {
    let (bars, series) = (900, 11);
    let is_missing =
        |bar: usize, symbol: usize| symbol == 9 || symbol < 8 && (bar * 7 + symbol).is_multiple_of(2 + symbol);
    let flags: Vec<u8> = (0..bars * series).map(|place| u8::from(is_missing(place / series, place % series))).collect();
    let layout = |size: isize| Layout { bars, series, strides: [series as isize * size, size] };
    for kernel in kernels().filter(|kernel| kernel.inputs.iter().chain(kernel.fields).all(|kind| *kind == Kind::Float))
    {
        let options = options(kernel, 5);
        let given: Vec<Vec<Vec<f64>>> = (0..series).map(|symbol| inputs(kernel, bars, symbol as u64, false)).collect();
        let table = |input: usize| -> Vec<f64> {
            (0..bars * series).map(|place| given[place % series][input][place / series]).collect()
        };
        let tables: Vec<Vec<f64>> = (0..kernel.inputs.len()).map(table).collect();
        let columns: Vec<Columns<f64>> =
            tables.iter().map(|table| Columns::Float(Table::within(table, 0, layout(8)))).collect();
        let mut floats = vec![vec![7e77; bars * series]; kernel.fields.len()];
        let results =
            floats.iter_mut().map(|field| ResultColumns::Float(TableMut::within(field, 0, layout(8)))).collect();
        let mut states = Symbols::new(kernel, &options, series).unwrap();
        let missing = Columns::Flag(Table::within(&flags, 0, layout(1)));
        on_table(&mut states.0, &columns, Some(missing), results, &Sequential);
        for (symbol, own) in given.iter().enumerate() {
            let there: Vec<usize> = (0..bars).filter(|bar| !is_missing(*bar, symbol)).collect();
            let rest: Vec<Vec<f64>> = own.iter().map(|input| there.iter().map(|bar| input[*bar]).collect()).collect();
            let want = at_once(kernel, &options, &rest);
            let field =
                |field: &Vec<f64>| -> Vec<f64> { there.iter().map(|bar| field[bar * series + symbol]).collect() };
            assert_near(&floats.iter().map(field).collect::<Vec<_>>(), &want, 1e-9, kernel.name);
            let is_nan = |field: &Vec<f64>| {
                (0..bars).all(|bar| !is_missing(bar, symbol) || field[bar * series + symbol].is_nan())
            };
            assert!(floats.iter().all(is_nan), "{}", kernel.name);
        }
    }
}

/// A stream of three symbols, and what it gives at some bars.
fn take(stream: &mut Stream, given: &[Vec<Vec<f64>>], bars: std::ops::Range<usize>) -> Vec<Vec<f64>> {
    let (symbols, fields) = (given.len(), stream.kernel().fields.len());
    let mut found = vec![Vec::new(); fields];
    for bar in bars {
        let inputs: Vec<Vec<f64>> = (0..stream.kernel().inputs.len())
            .map(|input| given.iter().map(|symbol| symbol[input][bar]).collect())
            .collect();
        let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
        let mut numbers = vec![7e77; fields * symbols];
        let mut out: Vec<&mut [f64]> = numbers.chunks_exact_mut(symbols).collect();
        stream.update(&inputs, &[], &mut out);
        for (found, field) in found.iter_mut().zip(numbers.chunks_exact(symbols)) {
            found.extend(field);
        }
    }
    found
}

#[test]
fn saved_streams_go_on_to_the_last_bit_and_damaged_ones_are_refused() {
    for kernel in kernels() {
        let given: Vec<_> = (0..3).map(|symbol| inputs(kernel, 120, symbol, true)).collect();
        let mut stream = Stream::new(*kernel, options(kernel, 5), 3, false).unwrap();
        take(&mut stream, &given, 0..77);
        let state = stream.to_bytes();
        let want = take(&mut stream, &given, 77..120);
        let mut again = Stream::from_bytes(&state, &ALL).unwrap();
        assert_eq!((again.symbols(), again.bars()), (3, 77));
        let got = take(&mut again, &given, 77..120);
        assert_near(&got, &want, 0.0, kernel.name);
        for place in (0..state.len()).step_by(7) {
            let mut bytes = state.clone();
            bytes[place] ^= 0x55;
            assert!(Stream::from_bytes(&bytes, &ALL).is_err(), "{}, byte {place}", kernel.name);
            assert!(Stream::from_bytes(&state[..place], &ALL).is_err());
        }
    }
    assert_eq!(Stream::from_bytes(b"something else", &ALL).err(), Some(Refusal::Foreign));
}

#[test]
fn the_newest_bar_can_be_replaced_and_symbols_can_miss_bars() {
    for kernel in kernels() {
        let given: Vec<_> = (0..3).map(|symbol| inputs(kernel, 90, symbol, false)).collect();
        let other: Vec<_> = (0..3).map(|symbol| inputs(kernel, 90, symbol + 9, false)).collect();
        let start = || Stream::new(*kernel, options(kernel, 4), 3, true).unwrap();
        let (mut straight, mut revised) = (start(), start());
        let want = take(&mut straight, &given, 0..90);
        take(&mut revised, &given, 0..59);
        take(&mut revised, &other, 59..60);
        let bar: Vec<Vec<f64>> =
            (0..kernel.inputs.len()).map(|input| given.iter().map(|symbol| symbol[input][59]).collect()).collect();
        let bar: Vec<&[f64]> = bar.iter().map(Vec::as_slice).collect();
        let mut numbers = vec![7e77; kernel.fields.len() * 3];
        let mut out: Vec<&mut [f64]> = numbers.chunks_exact_mut(3).collect();
        assert!(revised.revise(&bar, &[], &mut out) && revised.bars() == 60);
        let got = take(&mut revised, &given, 60..90);
        let rest: Vec<Vec<f64>> = want.iter().map(|field| field[180..].to_vec()).collect();
        assert_near(&got, &rest, 0.0, kernel.name);

        let mut without = start();
        take(&mut without, &given, 0..50);
        without.update(&bar, &[true, false, true], &mut out);
        let mut skipped = without.select(&[0]);
        let alone: Vec<_> = given[..1].to_vec();
        let got = take(&mut skipped, &alone, 50..90);
        let rest: Vec<Vec<f64>> = want.iter().map(|field| field[150..].iter().step_by(3).copied().collect()).collect();
        assert_near(&got, &rest, 0.0, kernel.name);
    }
}

#[test]
fn results_do_not_depend_on_where_they_are_written() {
    let (bars, series) = (150, 19);
    let is_float = |kernel: &&Incremental| kernel.inputs.iter().chain(kernel.fields).all(|kind| *kind == Kind::Float);
    for kernel in kernels().filter(is_float) {
        let options = options(kernel, 5);
        let given: Vec<Vec<Vec<f64>>> = (0..series).map(|symbol| inputs(kernel, bars, symbol as u64, true)).collect();
        let table = |input: usize| -> Vec<f64> {
            (0..bars * series).map(|place| given[place % series][input][place / series]).collect()
        };
        let tables: Vec<Vec<f64>> = (0..kernel.inputs.len()).map(table).collect();
        let rows = Layout::rows::<f64>(bars, series);
        let columns: Vec<Columns<f64>> =
            tables.iter().map(|table| Columns::Float(Table::within(table, 0, rows))).collect();
        let found = [rows.strides, [8, 8 * bars as isize]].map(|strides| {
            let mut floats = vec![vec![7e77; bars * series]; kernel.fields.len()];
            let place = |field| ResultColumns::Float(TableMut::within(field, 0, Layout { strides, ..rows }));
            let results = floats.iter_mut().map(|field| place(field)).collect();
            let mut states = Symbols::new(kernel, &options, series).unwrap();
            on_new_table(&mut states.0, &columns, results, &Sequential);
            floats
        });
        for (field, (by_row, by_column)) in found[0].iter().zip(&found[1]).enumerate() {
            for (place, value) in by_row.iter().enumerate() {
                let other = by_column[place % series * bars + place / series];
                let is_same = *value == other || value.is_nan() && other.is_nan();
                assert!(is_same, "{}, field {field}, at {place}", kernel.name);
            }
        }
    }
}
