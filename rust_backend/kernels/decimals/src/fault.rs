//! Why there is no result.

/// In the order that Python has them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fault {
    TooLarge,
    DivisionByZero,
    NoChangeFromZero,
    NoPeak,
    NoVolume,
    AboveLimit,
}

/// The first row that has no result; none where it is the result of all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub fault: Fault,
    pub row: Option<usize>,
}

impl Refused {
    pub fn at(row: usize) -> Self {
        Self { fault: Fault::TooLarge, row: Some(row) }
    }

    pub fn whole() -> Self {
        Self { fault: Fault::TooLarge, row: None }
    }
}
