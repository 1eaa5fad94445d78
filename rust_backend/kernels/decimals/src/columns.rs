//! Columns of decimals, and the pieces in which several of them are read side by side.

use crate::lanes;

/// Rows that are computed at once: three columns of lanes lie in the first cache.
pub const BLOCK: usize = 1024;

/// Validity, a bit a row, the least first.
#[derive(Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    first: usize,
}

impl<'a> Bits<'a> {
    /// From the bit `first` on.
    pub fn new(bytes: &'a [u8], first: usize) -> Self {
        Self { bytes, first }
    }

    pub fn get(self, row: usize) -> bool {
        let bit = self.first + row;
        self.bytes[bit / 8] >> (bit % 8) & 1 == 1
    }

    fn from(self, row: usize) -> Self {
        Self { first: self.first + row, ..self }
    }

    /// Up to 8 rows from `row` on, in the lowest bits; what lies behind them is of no meaning.
    fn byte(self, row: usize) -> u8 {
        let (place, shift) = ((self.first + row) / 8, (self.first + row) % 8);
        let next = self.bytes.get(place + 1).copied().unwrap_or(0);
        (u16::from_le_bytes([self.bytes[place], next]) >> shift) as u8
    }
}

/// Integers, the low word first where they have two.
#[derive(Clone, Copy)]
pub enum Words<'a> {
    Narrow(&'a [i64]),
    Wide(&'a [[i64; 2]]),
    /// One number in so many rows.
    Same(i128, usize),
}

impl Words<'_> {
    pub fn len(self) -> usize {
        match self {
            Self::Narrow(words) => words.len(),
            Self::Wide(words) => words.len(),
            Self::Same(_, count) => count,
        }
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub fn get(self, row: usize) -> i128 {
        match self {
            Self::Narrow(words) => words[row].into(),
            Self::Wide(words) => joined(words[row]),
            Self::Same(value, _) => value,
        }
    }

    fn part(self, start: usize, count: usize) -> Self {
        match self {
            Self::Narrow(words) => Self::Narrow(&words[start..start + count]),
            Self::Wide(words) => Self::Wide(&words[start..start + count]),
            Self::Same(value, _) => Self::Same(value, count),
        }
    }
}

/// The integer of two words.
pub fn joined([low, high]: [i64; 2]) -> i128 {
    i128::from(high) << 64 | i128::from(low as u64)
}

/// Whether a value is at most so large in magnitude.
pub fn fits(value: i128, largest: i128) -> bool {
    value.unsigned_abs() <= largest.unsigned_abs()
}

/// The two words of an integer.
pub fn split(value: i128) -> [i64; 2] {
    [value as i64, (value >> 64) as i64]
}

/// Rows that lie side by side.
#[derive(Clone, Copy)]
pub struct Chunk<'a> {
    pub words: Words<'a>,
    /// None where no row is null.
    pub valid: Option<Bits<'a>>,
}

impl Chunk<'_> {
    pub fn is_valid(&self, row: usize) -> bool {
        self.valid.is_none_or(|bits| bits.get(row))
    }

    fn part(self, start: usize, count: usize) -> Self {
        Self { words: self.words.part(start, count), valid: self.valid.map(|bits| bits.from(start)) }
    }
}

/// A column.
pub struct Column<'a> {
    pub chunks: Vec<Chunk<'a>>,
    pub precision: u32,
    pub scale: u32,
}

impl Column<'_> {
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.words.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row's value, none where it is null; it takes as long as there are chunks.
    pub fn value(&self, mut row: usize) -> Option<i128> {
        for chunk in &self.chunks {
            if row < chunk.words.len() {
                return chunk.is_valid(row).then(|| chunk.words.get(row));
            }
            row -= chunk.words.len();
        }
        None
    }

    /// Whether any row may be null.
    pub fn has_nulls(&self) -> bool {
        self.chunks.iter().any(|chunk| chunk.valid.is_some())
    }

    /// The largest magnitude that the type allows.
    pub fn largest(&self) -> i128 {
        10i128.pow(self.precision) - 1
    }
}

/// Some rows of several columns, each part within one chunk.
pub struct Piece<'a, const N: usize> {
    /// The first row.
    pub start: usize,
    pub count: usize,
    pub parts: [Chunk<'a>; N],
}

impl<const N: usize> Piece<'_, N> {
    pub fn is_valid(&self, row: usize) -> bool {
        self.parts.iter().all(|part| part.is_valid(row))
    }

    pub fn has_nulls(&self) -> bool {
        self.parts.iter().any(|part| part.valid.is_some())
    }

    /// Whether no row is null and all values are at most so large in magnitude: they are then in the lanes.
    pub fn lanes(&self, limits: [i64; N], lanes: &mut [[i64; BLOCK]; N]) -> bool {
        let mut is_far = self.has_nulls();
        for ((part, lane), limit) in self.parts.iter().zip(lanes).zip(limits) {
            if !is_far {
                lanes::load(part.words, limit, &mut lane[..self.count], &mut is_far);
            }
        }
        !is_far
    }

    /// Whether the values of a row have the digits of their types: one beside a null too.
    pub fn fits(&self, row: usize, largest: &[i128; N]) -> bool {
        self.parts.iter().zip(largest).all(|(part, most)| !part.is_valid(row) || fits(part.words.get(row), *most))
    }

    /// The values of a row.
    pub fn row(&self, row: usize) -> [i128; N] {
        self.parts.map(|part| part.words.get(row))
    }
}

/// Several columns of one length, a block after the other.
pub struct Pieces<'a, 'b, const N: usize> {
    columns: [&'b Column<'a>; N],
    /// The chunk of each column, and the row in it.
    places: [(usize, usize); N],
    start: usize,
    end: usize,
}

pub fn pieces<'a, 'b, const N: usize>(columns: [&'b Column<'a>; N]) -> Pieces<'a, 'b, N> {
    Pieces { columns, places: [(0, 0); N], start: 0, end: columns[0].len() }
}

impl<'a, const N: usize> Iterator for Pieces<'a, '_, N> {
    type Item = Piece<'a, N>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.start == self.end {
            return None;
        }
        let mut count = BLOCK.min(self.end - self.start);
        for (column, (chunk, row)) in self.columns.iter().zip(&mut self.places) {
            while *row == column.chunks[*chunk].words.len() {
                (*chunk, *row) = (*chunk + 1, 0);
            }
            count = count.min(column.chunks[*chunk].words.len() - *row);
        }
        let mut place = 0;
        let parts = self.columns.map(|column| {
            let (chunk, row) = &mut self.places[place];
            let part = column.chunks[*chunk].part(*row, count);
            *row += count;
            place += 1;
            part
        });
        let start = self.start;
        self.start += count;
        Some(Piece { start, count, parts })
    }
}

/// A column of the result.
pub struct Output<'a> {
    pub words: &'a mut [[i64; 2]],
    /// Bits, all clear at first; None where no row can be null.
    pub valid: Option<&'a mut [u8]>,
}

impl Output<'_> {
    /// Which rows of a piece are null: those that are so in any of its columns.
    pub fn mark<const N: usize>(&mut self, piece: &Piece<'_, N>) {
        let Some(valid) = &mut self.valid else { return };
        for row in (0..piece.count).step_by(8) {
            let count = 8.min(piece.count - row);
            let known = piece.parts.iter().filter_map(|part| part.valid);
            let bits = known.fold(u8::MAX, |all, bits| all & bits.byte(row)) & (0xff >> (8 - count));
            let (place, shift) = ((piece.start + row) / 8, (piece.start + row) % 8);
            let [low, high] = (u16::from(bits) << shift).to_le_bytes();
            valid[place] |= low;
            if high != 0 {
                valid[place + 1] |= high;
            }
        }
    }

    /// The rows of a piece, of which none is null but for those of its columns.
    pub fn fill<const N: usize>(&mut self, piece: &Piece<'_, N>, lanes: &[i64]) {
        self.mark(piece);
        lanes::store(&lanes[..piece.count], &mut self.words[piece.start..piece.start + piece.count]);
    }

    /// Whether a row is not null.
    pub fn is_valid(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|bits| bits[row / 8] >> (row % 8) & 1 == 1)
    }

    /// Makes a row null.
    pub fn clear(&mut self, row: usize) {
        if let Some(bits) = &mut self.valid {
            bits[row / 8] &= !(1 << (row % 8));
        }
    }

    /// A row, null where there is no value.
    pub fn put(&mut self, row: usize, value: Option<i128>) {
        self.words[row] = split(value.unwrap_or(0));
        if let (Some(valid), Some(_)) = (&mut self.valid, value) {
            valid[row / 8] |= 1 << (row % 8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Refused;
    use crate::rounding::Rounding;
    use crate::{arithmetic, rows, totals};

    type Rows = fn(&Column<'_>, &Column<'_>, &mut Output<'_>) -> Result<(), Refused>;
    const ALIKE: Rounding = Rounding::Down;
    const BY_ROW: [Rows; 3] = [
        |a, b, out| arithmetic::add(a, b, 1, 0, ALIKE, out),
        |a, b, out| arithmetic::multiply(a, b, 0, ALIKE, out),
        |a, b, out| rows::divide(a, b, 0, ALIKE, out),
    ];

    /// A value of four digits, where the type has three, in the only row in which the other column is null.
    #[test]
    fn a_value_has_the_digits_of_its_type_beside_a_null_too() {
        let (beyond, ones) = ([[1, 0], [1000, 0], [1, 0]], [[1, 0]; 3]);
        let column =
            |words, valid| Column { chunks: vec![Chunk { words: Words::Wide(words), valid }], precision: 3, scale: 0 };
        let wrong = column(&beyond, None);
        let right = column(&ones, Some(Bits::new(&[0b101], 0)));
        for (a, b) in [(&wrong, &right), (&right, &wrong)] {
            for kernel in BY_ROW {
                let (mut words, mut valid) = ([[0; 2]; 3], [0]);
                let found = kernel(a, b, &mut Output { words: &mut words, valid: Some(&mut valid) });
                assert_eq!(found.map_err(|refused| refused.row), Err(Some(1)));
            }
            assert_eq!(totals::dot(a, b, 0, ALIKE).map_err(|refused| refused.row), Err(Some(1)));
        }
    }
}
