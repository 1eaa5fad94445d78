//! The streams of incremental kernels: one state for each symbol.

use super::{Incremental, Saved, State};
use crate::saved::{Reader, Refusal, Writer};
use crate::stream::Value;

/// The states of all symbols.
pub struct Symbols(pub Vec<Box<dyn State>>);

impl Symbols {
    /// None where an option is of another type than the kernel's.
    pub fn new(kernel: &Incremental, options: &[Value], symbols: usize) -> Option<Self> {
        let state = (kernel.start)(options)?;
        let others: Vec<Box<dyn State>> = (1..symbols).map(|_| state.boxed()).collect();
        Some(Self(if symbols == 0 { others } else { others.into_iter().chain([state]).collect() }))
    }

    /// Takes the next bar of each symbol but those that are `missing`.
    pub fn update(&mut self, inputs: &[&[f64]], missing: &[bool], out: &mut [&mut [f64]]) {
        for (symbol, state) in self.0.iter_mut().enumerate() {
            if missing.get(symbol) != Some(&true) {
                state.advance(inputs, out, symbol..symbol + 1);
            }
        }
    }

    /// Become what others are: the same a bar later, or a bar earlier.
    pub fn copy_from(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(state, other)| state.copy(other.as_ref()));
    }

    /// Those of some symbols.
    pub fn select(&self, places: &[usize]) -> Self {
        Self(places.iter().map(|place| self.0[*place].boxed()).collect())
    }
}

impl Saved for Symbols {
    fn save(&self, writer: &mut Writer) {
        self.0.iter().for_each(|state| state.save(writer));
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.0.iter_mut().try_for_each(|state| state.load(reader))
    }
}

impl Clone for Symbols {
    fn clone(&self) -> Self {
        Self(self.0.iter().map(|state| state.boxed()).collect())
    }
}
