//! States of streams as bytes: what they are and their version, the options, the values, and a checksum of it all. Little endian.

use std::fmt;

const MAGIC: [u8; 8] = *b"ATCSTATE";
const VERSION: u16 = 3;
const CHECKSUM: usize = size_of::<u32>();
const WORD: usize = size_of::<u64>();

/// Why bytes are not a state that can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Foreign,
    Damaged,
    Newer(u16),
    Another,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Foreign => write!(f, "state must be bytes from a stream's state(), was something else"),
            Self::Damaged => write!(f, "state must be whole, was damaged or cut off"),
            Self::Newer(version) => write!(f, "state must have version {VERSION}, was {version}"),
            Self::Another => write!(f, "state must be of this kind of stream, was of another"),
        }
    }
}

pub struct Writer(Vec<u8>);

impl Writer {
    pub fn new(kind: u16, values: usize) -> Self {
        let mut writer = Self(Vec::with_capacity(256 + size_of::<f64>() * values));
        writer.0.extend(MAGIC);
        writer.0.extend(VERSION.to_le_bytes());
        writer.0.extend(kind.to_le_bytes());
        writer
    }

    pub fn count(&mut self, value: impl TryInto<u64>) {
        self.0.extend(value.try_into().unwrap_or(u64::MAX).to_le_bytes());
    }

    pub fn value(&mut self, value: f64) {
        self.0.extend(value.to_le_bytes());
    }

    /// So many values and then these.
    pub fn values(&mut self, values: &[f64]) {
        self.count(values.len());
        values.iter().for_each(|value| self.value(*value));
    }

    /// A text, so many bytes and then these in whole words.
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
        self.0.resize(self.0.len() + text.len().next_multiple_of(WORD) - text.len(), 0);
    }

    pub fn finish(mut self) -> Vec<u8> {
        let checksum = crc32fast::hash(&self.0);
        self.0.extend(checksum.to_le_bytes());
        self.0
    }
}

pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The contents of a state of this kind.
    pub fn new(bytes: &'a [u8], kind: u16) -> Result<Self, Refusal> {
        let (magic, rest) = bytes.split_first_chunk().ok_or(Refusal::Foreign)?;
        if *magic != MAGIC {
            return Err(Refusal::Foreign);
        }
        let (version, rest) = rest.split_first_chunk().ok_or(Refusal::Damaged)?;
        if u16::from_le_bytes(*version) != VERSION {
            return Err(Refusal::Newer(u16::from_le_bytes(*version)));
        }
        let (own_kind, rest) = rest.split_first_chunk().ok_or(Refusal::Damaged)?;
        let (contents, checksum) = rest.split_last_chunk::<CHECKSUM>().ok_or(Refusal::Damaged)?;
        if crc32fast::hash(&bytes[..bytes.len() - CHECKSUM]) != u32::from_le_bytes(*checksum) {
            return Err(Refusal::Damaged);
        }
        if u16::from_le_bytes(*own_kind) != kind {
            return Err(Refusal::Another);
        }
        Ok(Self(contents))
    }

    fn word(&mut self) -> Result<[u8; 8], Refusal> {
        let (word, rest) = self.0.split_first_chunk().ok_or(Refusal::Damaged)?;
        self.0 = rest;
        Ok(*word)
    }

    pub fn count<T: TryFrom<u64>>(&mut self) -> Result<T, Refusal> {
        T::try_from(u64::from_le_bytes(self.word()?)).map_err(|_| Refusal::Damaged)
    }

    pub fn text(&mut self) -> Result<String, Refusal> {
        let count: usize = self.count()?;
        if count > self.0.len() {
            return Err(Refusal::Damaged);
        }
        let mut bytes = Vec::new();
        for _ in 0..count.div_ceil(WORD) {
            bytes.extend(self.word()?);
        }
        bytes.truncate(count);
        String::from_utf8(bytes).map_err(|_| Refusal::Damaged)
    }

    /// A count that cannot be more than the values that follow: what is made for it fits in memory.
    pub fn size(&mut self) -> Result<usize, Refusal> {
        let size = self.count()?;
        if (1..=self.left()).contains(&size) { Ok(size) } else { Err(Refusal::Damaged) }
    }

    pub fn value(&mut self) -> Result<f64, Refusal> {
        Ok(f64::from_le_bytes(self.word()?))
    }

    /// Refuses the state unless so many values of so many series are left.
    pub fn expect(&self, values: usize, series: usize) -> Result<(), Refusal> {
        if values.checked_mul(series) == Some(self.left()) { Ok(()) } else { Err(Refusal::Damaged) }
    }

    /// How many values or counts are left.
    pub fn left(&self) -> usize {
        self.0.len() / size_of::<f64>()
    }
}
