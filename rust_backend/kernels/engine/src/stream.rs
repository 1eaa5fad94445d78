//! Streams: kernels that take one bar after the other, for one symbol or many, with states that survive the process.
//!
//! A kernel that is a step, `(state, bar) -> result`, has a stream by one line in `stepped!`.

use crate::saved::{Reader, Refusal, Writer};

/// How `saved` tells states of these streams from others.
const KIND: u16 = 4;

/// One symbol's state.
pub trait Step<const INPUTS: usize>: Clone + Send + Sync + 'static {
    /// Takes a bar; gives its result.
    fn step(&mut self, bar: [f64; INPUTS]) -> f64;

    fn save(&self, writer: &mut Writer);

    /// Takes up what was saved, in a state that was made with the same options.
    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal>;
}

/// An option, whatever its kernel calls it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    None,
    Integer(u64),
    Number(f64),
}

/// An option's type.
pub trait FromValue: Sized {
    fn from_value(value: Value) -> Option<Self>;
}

impl FromValue for usize {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Integer(value) => value.try_into().ok(),
            _ => None,
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Number(value) => Some(value),
            Value::Integer(value) => Some(value as Self),
            Value::None => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if value == Value::None { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// Makes the states of so many symbols; none where an option is of another type than the kernel's.
pub type Start = fn(&[Value], usize) -> Option<Box<dyn States>>;

/// A kernel that has a stream.
#[derive(Clone, Copy)]
pub struct Streamed {
    pub kernel: &'static str,
    /// How many series it takes.
    pub inputs: usize,
    /// The options' names, in order.
    pub options: &'static [&'static str],
    /// So many bars of memory each symbol takes at most; none where an option is of another type than the kernel's.
    pub size: fn(&[Value]) -> Option<usize>,
    pub(crate) states: Start,
}

impl Streamed {
    pub const fn new(
        kernel: &'static str,
        inputs: usize,
        options: &'static [&'static str],
        size: fn(&[Value]) -> Option<usize>,
        states: Start,
    ) -> Self {
        Self { kernel, inputs, options, size, states }
    }
}

/// The states of all symbols.
pub trait States: Send + Sync {
    fn update(&mut self, inputs: &[&[f64]], out: &mut [f64]);
    /// Those of some symbols.
    fn select(&self, places: &[usize]) -> Box<dyn States>;
    fn save(&self, writer: &mut Writer);
    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal>;
}

/// One for each symbol.
pub struct Each<S, const N: usize>(Vec<S>);

impl<S: Step<N>, const N: usize> Each<S, N> {
    pub fn boxed(symbols: usize, start: impl Fn() -> S) -> Box<dyn States> {
        Box::new(Self((0..symbols).map(|_| start()).collect()))
    }
}

impl<S: Step<N>, const N: usize> States for Each<S, N> {
    fn update(&mut self, inputs: &[&[f64]], out: &mut [f64]) {
        for (symbol, (state, result)) in self.0.iter_mut().zip(out).enumerate() {
            *result = state.step(std::array::from_fn(|input| inputs[input][symbol]));
        }
    }

    fn select(&self, places: &[usize]) -> Box<dyn States> {
        Box::new(Self(places.iter().map(|place| self.0[*place].clone()).collect()))
    }

    fn save(&self, writer: &mut Writer) {
        self.0.iter().for_each(|state| state.save(writer));
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.0.iter_mut().try_for_each(|state| state.load(reader))
    }
}

/// A kernel that goes on.
pub struct Stream {
    streamed: Streamed,
    options: Vec<Value>,
    symbols: usize,
    bars: u64,
    states: Box<dyn States>,
}

impl Stream {
    /// None where an option is of another type than the kernel's.
    pub fn new(streamed: Streamed, options: Vec<Value>, symbols: usize) -> Option<Self> {
        let states = (streamed.states)(&options, symbols)?;
        Some(Self { streamed, options, symbols, bars: 0, states })
    }

    pub fn kernel(&self) -> &'static str {
        self.streamed.kernel
    }

    /// How many series it takes.
    pub fn inputs(&self) -> usize {
        self.streamed.inputs
    }

    pub fn symbols(&self) -> usize {
        self.symbols
    }

    /// How many bars it has seen.
    pub fn bars(&self) -> u64 {
        self.bars
    }

    /// Takes the next bar of each symbol and writes the results.
    pub fn update(&mut self, inputs: &[&[f64]], out: &mut [f64]) {
        assert!(inputs.iter().all(|input| input.len() == self.symbols) && out.len() == self.symbols);
        self.states.update(inputs, out);
        self.bars += 1;
    }

    /// A stream of some of its symbols that goes on from here.
    pub fn select(&self, places: &[usize]) -> Self {
        let (options, states) = (self.options.clone(), self.states.select(places));
        Self { options, symbols: places.len(), states, ..*self }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(KIND, 0);
        writer.text(self.kernel());
        for value in &self.options {
            match *value {
                Value::None => writer.count(0_u8),
                Value::Integer(value) => {
                    writer.count(1_u8);
                    writer.count(value);
                }
                Value::Number(value) => {
                    writer.count(2_u8);
                    writer.value(value);
                }
            }
        }
        writer.count(self.symbols);
        writer.count(self.bars);
        self.states.save(&mut writer);
        writer.finish()
    }

    /// The stream that a state is of, one of those that are known.
    pub fn from_bytes(bytes: &[u8], known: &[&[Streamed]]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes, KIND)?;
        let name = reader.text()?;
        let streamed = known.iter().copied().flatten().find(|streamed| streamed.kernel == name);
        let streamed = *streamed.ok_or(Refusal::Another)?;
        let options: Vec<Value> = streamed.options.iter().map(|_| option(&mut reader)).collect::<Result<_, _>>()?;
        let (symbols, bars) = (reader.size()?, reader.count()?);
        // What is made for the states must fit in memory, as what is saved does.
        let size = (streamed.size)(&options).filter(|size| *size <= reader.left());
        size.ok_or(Refusal::Damaged)?;
        let mut stream = Self::new(streamed, options, symbols).ok_or(Refusal::Damaged)?;
        stream.bars = bars;
        stream.states.load(&mut reader)?;
        if reader.left() == 0 { Ok(stream) } else { Err(Refusal::Damaged) }
    }
}

fn option(reader: &mut Reader) -> Result<Value, Refusal> {
    match reader.count::<u8>()? {
        0 => Ok(Value::None),
        1 => Ok(Value::Integer(reader.count()?)),
        2 => Ok(Value::Number(reader.value()?)),
        _ => Err(Refusal::Damaged),
    }
}

/// Streams of kernels that are steps, `STREAMS`, and their loops, `steps`, for `plain!` where a kernel has no faster one.
///
/// A state has `new(options…)` and `size(options…)`, how many bars of memory it takes.
#[macro_export]
macro_rules! stepped {
    ($($name:ident($($input:ident),+; $($option:ident: $kind:ty),*) = $state:ty;)*) => {
        /// The kernels of this crate that have streams.
        pub const STREAMS: &[$crate::stream::Streamed] = &[$(
            $crate::stream::Streamed::new(
                stringify!($name),
                $crate::count!($($input)+),
                &[$(stringify!($option)),*],
                |options| {
                    let mut options = options.iter().copied();
                    $(let $option = <$kind as $crate::stream::FromValue>::from_value(options.next()?)?;)*
                    Some(<$state>::size($($option),*))
                },
                |options, symbols| {
                    let mut options = options.iter().copied();
                    $(let $option = <$kind as $crate::stream::FromValue>::from_value(options.next()?)?;)*
                    Some($crate::stream::Each::<$state, { $crate::count!($($input)+) }>::boxed(symbols, || {
                        <$state>::new($($option),*)
                    }))
                },
            )
        ),*];

        /// The same kernels on whole series, bar by bar.
        pub mod steps {
            use super::*;
            use $crate::stream::Step;

            $(
                #[inline(always)]
                pub fn $name($($input: &[f64],)+ $($option: $kind,)* out: &mut [f64]) {
                    let mut state = <$state>::new($($option),*);
                    for (bar, result) in out.iter_mut().enumerate() {
                        *result = state.step([$($input[bar]),+]);
                    }
                }
            )*
        }
    };
}
