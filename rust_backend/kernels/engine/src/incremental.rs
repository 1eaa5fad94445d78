//! Kernels that go on: they take some bars at a time, a thousand or one, and keep what the next ones need.
//!
//! One body gives a kernel on a series, on tables, on float32, its stream, and the stream's start from a history. A state is
//! made of parts that go on too, listed in `state!`; `incremental!` lists a crate's kernels.

mod lag;
mod missing;
mod part;
mod series;
mod sliding;
mod symbols;
mod tables;
mod window;

pub use lag::Lag;
pub use part::Saved;
pub use series::{Bars, Real, Results, block_of, on_new_series, on_series};
pub use sliding::Sliding;
pub use symbols::Symbols;
pub use tables::{Columns, ResultColumns, on_new_table, on_table};
pub use window::Past;

use crate::saved::{Reader, Refusal, Writer};
use crate::stream::Value;
use crate::{Float, Table, TableMut};
use std::any::Any;
use std::array;
use std::ops::Range;

/// A kernel of `INPUTS` series and `FIELDS` results on one symbol.
pub trait Advance<const INPUTS: usize, const FIELDS: usize>: Saved + Clone + Send + Sync + 'static {
    /// Takes the next bars, at least one, and writes their results.
    fn advance(&mut self, bars: [&[f64]; INPUTS], out: [&mut [f64]; FIELDS]);

    /// Whether there may be a way for tables whose bars are rows without a look at each series by itself.
    const TAKES_ROWS: bool = false;

    /// Writes the results of such tables as a whole, if there is that way for them.
    fn on_rows(&self, _tables: [Table<f64>; INPUTS], _out: [TableMut<f64>; FIELDS]) -> bool {
        false
    }

    /// Writes the results of a whole series, if there is a way in which nothing is kept between blocks.
    fn at_once(&self, _bars: [&[f64]; INPUTS], _out: [&mut [f64]; FIELDS]) -> bool {
        false
    }
}

/// The same of any kernel.
pub trait State: Saved + Any + Send + Sync {
    /// Takes some of the bars, at least one, and writes their results, which are at the same places.
    fn advance(&mut self, bars: &[&[f64]], out: &mut [&mut [f64]], places: Range<usize>);

    /// Whether there may be a way for tables whose bars are rows without a look at each series by itself.
    fn takes_rows(&self) -> bool;

    /// Writes the results of such tables as a whole, if there is that way for them; they must be as many as the kernel takes
    /// and gives.
    fn on_rows(&self, tables: &[Table<f64>], out: Vec<TableMut<f64>>) -> bool;

    /// Writes the results of a whole series, if there is a way in which nothing is kept between blocks.
    fn at_once(&self, bars: &[&[f64]], out: &mut [&mut [f64]]) -> bool;

    fn boxed(&self) -> Box<dyn State>;

    /// Becomes what another one is: the same a bar later, or a bar earlier.
    fn copy(&mut self, other: &dyn State);
}

/// A kernel whose number of inputs and results is known.
#[derive(Clone)]
pub struct Typed<S, const INPUTS: usize, const FIELDS: usize>(pub S);

impl<S: Saved, const INPUTS: usize, const FIELDS: usize> Saved for Typed<S, INPUTS, FIELDS> {
    fn save(&self, writer: &mut Writer) {
        self.0.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.0.load(reader)
    }

    fn reach(&self) -> usize {
        self.0.reach()
    }
}

impl<S: Advance<INPUTS, FIELDS>, const INPUTS: usize, const FIELDS: usize> State for Typed<S, INPUTS, FIELDS> {
    fn advance(&mut self, bars: &[&[f64]], out: &mut [&mut [f64]], places: Range<usize>) {
        let mut fields = out.iter_mut();
        let field = |_| -> &mut [f64] { fields.next().map_or(&mut [], |field| &mut field[places.clone()]) };
        self.0.advance(array::from_fn(|input| &bars[input][places.clone()]), array::from_fn(field));
    }

    fn takes_rows(&self) -> bool {
        S::TAKES_ROWS
    }

    fn on_rows(&self, tables: &[Table<f64>], out: Vec<TableMut<f64>>) -> bool {
        match (tables.try_into(), out.try_into()) {
            (Ok(tables), Ok(out)) => self.0.on_rows(tables, out),
            _ => false,
        }
    }

    fn at_once(&self, bars: &[&[f64]], out: &mut [&mut [f64]]) -> bool {
        let mut fields = out.iter_mut();
        let field = |_| -> &mut [f64] { fields.next().map_or(&mut [], |field| &mut **field) };
        self.0.at_once(array::from_fn(|input| bars[input]), array::from_fn(field))
    }

    fn boxed(&self) -> Box<dyn State> {
        Box::new(self.clone())
    }

    fn copy(&mut self, other: &dyn State) {
        let other: &dyn Any = other;
        if let Some(other) = other.downcast_ref::<Self>() {
            self.0.copy_from(&other.0);
        }
    }
}

/// A kernel that skips all bars before the first at which no input is NaN.
#[derive(Clone)]
pub struct FromFirst<S> {
    pub inner: S,
    has_begun: bool,
}

impl<S> FromFirst<S> {
    pub fn new(inner: S) -> Self {
        Self { inner, has_begun: false }
    }
}

impl<S: Saved + Clone> Saved for FromFirst<S> {
    fn save(&self, writer: &mut Writer) {
        self.has_begun.save(writer);
        self.inner.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.has_begun.load(reader)?;
        self.inner.load(reader)
    }

    fn reach(&self) -> usize {
        self.inner.reach()
    }

    fn copy_from(&mut self, other: &Self)
    where
        Self: Clone,
    {
        self.has_begun = other.has_begun;
        self.inner.copy_from(&other.inner);
    }
}

impl<S: Advance<INPUTS, FIELDS>, const INPUTS: usize, const FIELDS: usize> Advance<INPUTS, FIELDS> for FromFirst<S> {
    fn advance(&mut self, bars: [&[f64]; INPUTS], out: [&mut [f64]; FIELDS]) {
        if self.has_begun {
            return self.inner.advance(bars, out);
        }
        let count = out.first().map_or(0, |field| field.len());
        let first = (0..count).find(|bar| bars.iter().all(|input| !input[*bar].is_nan())).unwrap_or(count);
        let rest = out.map(|field| {
            let (before, rest) = field.split_at_mut(first);
            before.fill(f64::NAN);
            rest
        });
        if first < count {
            self.has_begun = true;
            self.inner.advance(bars.map(|input| &input[first..]), rest);
        }
    }
}

/// What an array of an incremental kernel holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Float,
    /// Booleans as bytes; a state sees 0 and 1.
    Flag,
    /// int8: -1, 0 and 1.
    Sign,
    /// int64; a state sees the bits, for not every label is a float.
    Label,
}

impl Kind {
    /// What stands where a bar is missing.
    pub fn nothing(self) -> f64 {
        if self == Self::Label { i64::widen(0) } else { f64::NAN }
    }
}

/// A kernel that goes on, and its stream.
#[derive(Clone, Copy)]
pub struct Incremental {
    pub name: &'static str,
    pub inputs: &'static [Kind],
    /// The options' names, in order.
    pub options: &'static [&'static str],
    pub fields: &'static [Kind],
    /// None where an option is of another type than the kernel's.
    pub start: fn(&[Value]) -> Option<Box<dyn State>>,
}

/// A state made of parts that are saved, and the options that its kernel was given, which are not.
#[macro_export]
macro_rules! state {
    ($($(#[$doc:meta])* $name:ident($($option:ident: $kind:ty),*) { $($part:ident: $of:ty = $new:expr),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            $($option: $kind,)*
            $($part: $of,)*
        }

        impl $name {
            pub fn new($($option: $kind),*) -> Self {
                Self { $($part: $new,)* $($option,)* }
            }
        }

        impl $crate::incremental::Saved for $name {
            #[allow(unused_variables)]
            fn save(&self, writer: &mut $crate::saved::Writer) {
                $($crate::incremental::Saved::save(&self.$part, writer);)*
            }

            #[allow(unused_variables)]
            fn load(&mut self, reader: &mut $crate::saved::Reader) -> Result<(), $crate::saved::Refusal> {
                $($crate::incremental::Saved::load(&mut self.$part, reader)?;)*
                Ok(())
            }

            fn reach(&self) -> usize {
                [0 $(, $crate::incremental::Saved::reach(&self.$part))*].into_iter().max().unwrap_or(0)
            }

            fn copy_from(&mut self, other: &Self) {
                $($crate::incremental::Saved::copy_from(&mut self.$part, &other.$part);)*
            }
        }
    )*};
}

/// The kernels of a crate, `INCREMENTAL`. Those after `from_first` skip what comes before the first bar that is whole.
#[macro_export]
macro_rules! incremental {
    (windowed { $($windowed:tt)* } $(from_first { $($from_first:tt)* })?) => {
        const WINDOWED: &[$crate::incremental::Incremental] = $crate::incremental!(@list |state| state; $($windowed)*);
        const FROM_FIRST: &[$crate::incremental::Incremental] =
            $crate::incremental!(@list $crate::incremental::FromFirst::new; $($($from_first)*)?);
        /// The kernels of this crate that go on.
        pub const INCREMENTAL: [&[$crate::incremental::Incremental]; 2] = [WINDOWED, FROM_FIRST];
    };
    (@list $wrap:expr; $(
        $name:ident($($input:ident $(: $is:ident)?),+; $($option:ident: $kind:ty),*)
            -> ($($field:ident $(: $holds:ident)?),+) = $state:path;
    )*) => {
        &[$($crate::incremental::Incremental {
            name: stringify!($name),
            inputs: &[$($crate::incremental!(@kind $($is)?)),+],
            options: &[$(stringify!($option)),*],
            fields: &[$($crate::incremental!(@kind $($holds)?)),+],
            start: |options| {
                let mut options = options.iter().copied();
                $(let $option = <$kind as $crate::stream::FromValue>::from_value(options.next()?)?;)*
                let state = $wrap($state($($option.into()),*));
                const INPUTS: usize = $crate::count!($($input)+);
                const FIELDS: usize = $crate::count!($($field)+);
                Some(Box::new($crate::incremental::Typed::<_, INPUTS, FIELDS>(state)))
            },
        }),*]
    };
    (@kind) => { $crate::incremental::Kind::Float };
    (@kind $kind:ident) => { $crate::incremental::Kind::$kind };
}
