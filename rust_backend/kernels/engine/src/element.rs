//! What arrays hold.

/// A number without padding, of which every bit pattern is one.
pub trait Element: bytemuck::Pod + Send + Sync {}

impl Element for f64 {}
impl Element for f32 {}
impl Element for i64 {}
impl Element for i8 {}
impl Element for u8 {}
/// Records whose fields take 64 bits each.
impl Element for [u64; 5] {}
impl Element for [u64; 7] {}
impl Element for [u64; 8] {}
impl Element for [u64; 9] {}
impl Element for [u64; 10] {}

/// An input: arithmetic is float64 always.
pub trait Float: Element {
    fn widen(self) -> f64;
}

impl Float for f64 {
    #[inline(always)]
    fn widen(self) -> f64 {
        self
    }
}

impl Float for f32 {
    #[inline(always)]
    fn widen(self) -> f64 {
        self.into()
    }
}

/// A flag: NumPy's views may hold other bytes than 0 and 1.
impl Float for u8 {
    #[inline(always)]
    fn widen(self) -> f64 {
        f64::from(u8::from(self != 0))
    }
}

/// A label: a state sees its bits.
impl Float for i64 {
    #[inline(always)]
    fn widen(self) -> f64 {
        f64::from_bits(self as u64)
    }
}

/// What a kernel's results may be stored as.
pub trait Stored: Element {
    fn store(value: f64) -> Self;
}

impl Stored for f64 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        value
    }
}

impl Stored for f32 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        value as Self
    }
}

impl Stored for i64 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        value.to_bits() as Self
    }
}

/// Signals of -1, 0 and 1. Behind this addend they are the lowest byte, which takes less than a checked conversion.
impl Stored for i8 {
    #[inline(always)]
    fn store(value: f64) -> Self {
        const ADDEND: f64 = (3_u64 << 51) as f64;
        (value + ADDEND).to_bits() as Self
    }
}

/// What a table may hold where a kernel's results are of type `R`: these, or fewer digits.
pub trait Rounded<R>: Element {
    fn rounded(result: R) -> Self;
}

impl Rounded<Self> for f64 {
    #[inline(always)]
    fn rounded(result: Self) -> Self {
        result
    }
}

impl Rounded<f64> for f32 {
    #[inline(always)]
    fn rounded(result: f64) -> Self {
        result as Self
    }
}

impl Rounded<Self> for i8 {
    #[inline(always)]
    fn rounded(result: Self) -> Self {
        result
    }
}
