//! What a state is made of: values, and parts that are made of these.

use crate::saved::{Reader, Refusal, Writer};

/// What a state is made of.
pub trait Saved {
    fn save(&self, writer: &mut Writer);

    /// Takes up what was saved, in a state that was made with the same options.
    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal>;

    /// So many bars are read again before each block: blocks should be longer.
    fn reach(&self) -> usize {
        0
    }

    /// Becomes what another one is: the same a bar later, or a bar earlier. Only what that bar changed is copied.
    fn copy_from(&mut self, other: &Self)
    where
        Self: Clone,
    {
        *self = other.clone();
    }
}

impl Saved for f64 {
    fn save(&self, writer: &mut Writer) {
        writer.value(*self);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        *self = reader.value()?;
        Ok(())
    }
}

impl Saved for u64 {
    fn save(&self, writer: &mut Writer) {
        writer.count(*self);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        *self = reader.count()?;
        Ok(())
    }
}

impl Saved for bool {
    fn save(&self, writer: &mut Writer) {
        writer.count(u8::from(*self));
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        *self = reader.count::<u8>()? != 0;
        Ok(())
    }
}

impl Saved for Vec<f64> {
    fn save(&self, writer: &mut Writer) {
        writer.values(self);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        let count: usize = reader.count()?;
        if count > reader.left() {
            return Err(Refusal::Damaged);
        }
        *self = (0..count).map(|_| reader.value()).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn copy_from(&mut self, other: &Self) {
        self.clone_from(other);
    }
}

impl<S: Saved + Clone, const N: usize> Saved for [S; N] {
    fn save(&self, writer: &mut Writer) {
        self.iter().for_each(|part| part.save(writer));
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.iter_mut().try_for_each(|part| part.load(reader))
    }

    fn reach(&self) -> usize {
        self.iter().map(Saved::reach).max().unwrap_or(0)
    }

    fn copy_from(&mut self, other: &Self)
    where
        Self: Clone,
    {
        self.iter_mut().zip(other).for_each(|(part, other)| part.copy_from(other));
    }
}
