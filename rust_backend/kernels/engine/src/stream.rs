//! Streams: incremental kernels that take one bar after the other, for one symbol or many, with states that survive the
//! process.

use crate::incremental::{Incremental, Saved, Symbols};
use crate::saved::{Reader, Refusal, Writer};
use std::num::NonZeroUsize;

/// How `saved` tells states of these streams from others.
const KIND: u16 = 5;

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

impl FromValue for NonZeroUsize {
    fn from_value(value: Value) -> Option<Self> {
        usize::from_value(value).and_then(Self::new)
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

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Integer(value as u64)
    }
}

impl From<NonZeroUsize> for Value {
    fn from(value: NonZeroUsize) -> Self {
        value.get().into()
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// A kernel that goes on.
pub struct Stream {
    kernel: Incremental,
    options: Vec<Value>,
    bars: u64,
    states: Symbols,
    /// As they were before the newest bar, if that may be replaced.
    before: Option<Symbols>,
    is_revisable: bool,
}

impl Stream {
    /// None where an option is of another type than the kernel's.
    pub fn new(kernel: Incremental, options: Vec<Value>, symbols: usize, is_revisable: bool) -> Option<Self> {
        let states = Symbols::new(&kernel, &options, symbols)?;
        Some(Self { kernel, options, bars: 0, states, before: None, is_revisable })
    }

    pub fn kernel(&self) -> &Incremental {
        &self.kernel
    }

    pub fn symbols(&self) -> usize {
        self.states.0.len()
    }

    /// How many bars it has seen.
    pub fn bars(&self) -> u64 {
        self.bars
    }

    /// Takes the next bar of each symbol but those that are `missing`, and writes the results of the others.
    pub fn update(&mut self, inputs: &[&[f64]], missing: &[bool], out: &mut [&mut [f64]]) {
        let all = self.symbols();
        assert!(inputs.iter().all(|input| input.len() == all) && out.iter().all(|field| field.len() == all));
        match &mut self.before {
            Some(before) => before.copy_from(&self.states),
            None => self.before = self.is_revisable.then(|| self.states.clone()),
        }
        self.states.update(inputs, missing, out);
        self.bars += 1;
    }

    /// Takes the newest bar once more, with other values; false where there is none that may be replaced.
    pub fn revise(&mut self, inputs: &[&[f64]], missing: &[bool], out: &mut [&mut [f64]]) -> bool {
        let Some(before) = &self.before else { return false };
        self.states.copy_from(before);
        self.states.update(inputs, missing, out);
        true
    }

    /// Takes many bars of each symbol: `run` takes the states over them.
    pub fn extend<T, E>(&mut self, bars: usize, run: impl FnOnce(&mut Symbols) -> Result<T, E>) -> Result<T, E> {
        let results = run(&mut self.states)?;
        self.bars += bars as u64;
        self.before = None;
        Ok(results)
    }

    /// A stream of some of its symbols that goes on from here.
    pub fn select(&self, places: &[usize]) -> Self {
        let before = self.before.as_ref().map(|before| before.select(places));
        Self { options: self.options.clone(), states: self.states.select(places), before, ..*self }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(KIND, 0);
        writer.text(self.kernel.name);
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
        writer.count(self.symbols());
        self.bars.save(&mut writer);
        self.is_revisable.save(&mut writer);
        self.states.save(&mut writer);
        self.before.is_some().save(&mut writer);
        self.before.iter().for_each(|before| before.save(&mut writer));
        writer.finish()
    }

    /// The stream that a state is of, one of those that are known.
    pub fn from_bytes(bytes: &[u8], known: &[&[Incremental]]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes, KIND)?;
        let name = reader.text()?;
        let kernel = known.iter().copied().flatten().find(|kernel| kernel.name == name);
        let kernel = *kernel.ok_or(Refusal::Another)?;
        let options: Vec<Value> = kernel.options.iter().map(|_| option(&mut reader)).collect::<Result<_, _>>()?;
        let symbols = reader.size()?;
        let mut stream = Self::new(kernel, options, symbols, false).ok_or(Refusal::Damaged)?;
        stream.bars.load(&mut reader)?;
        stream.is_revisable.load(&mut reader)?;
        let fresh = stream.states.clone();
        stream.states.load(&mut reader)?;
        let mut has_before = false;
        has_before.load(&mut reader)?;
        if has_before {
            let before = stream.before.insert(fresh);
            before.load(&mut reader)?;
        }
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
