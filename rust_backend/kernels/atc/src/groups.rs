//! The states of any number of series, eight to a group.

use atc_engine::lanes::{Cell, LANES as SERIES};
use atc_engine::saved::{Reader, Refusal, Writer};

pub struct Groups {
    series: usize,
    /// Cells of a group.
    size: usize,
    cells: Vec<Cell>,
}

impl Groups {
    pub fn new(series: usize, size: usize, start: impl Fn(&mut [Cell])) -> Self {
        let mut cells = vec![Cell::ZERO; size * series.div_ceil(SERIES)];
        cells.chunks_exact_mut(size).for_each(start);
        Self { series, size, cells }
    }

    pub fn series(&self) -> usize {
        self.series
    }

    /// The groups' states, and which series they are of.
    pub fn each(&mut self) -> impl Iterator<Item = (std::ops::Range<usize>, &mut [Cell])> {
        let series = self.series;
        let ranges = (0..series).step_by(SERIES).map(move |first| first..series.min(first + SERIES));
        ranges.zip(self.cells.chunks_exact_mut(self.size))
    }

    /// The states of so many groups at a time.
    pub fn several(&mut self, groups: usize) -> impl Iterator<Item = &mut [Cell]> {
        self.cells.chunks_mut(groups * self.size)
    }

    /// Some of the series, in groups of their own.
    pub fn select(&self, places: &[usize]) -> Self {
        let mut selected = Self::new(places.len(), self.size, |_| ());
        for (first, group) in (0..).step_by(SERIES).zip(selected.cells.chunks_exact_mut(self.size)) {
            for lane in 0..SERIES {
                // Lanes that are left over do as the last series does.
                let place = places[places.len().min(first + lane + 1) - 1];
                let own = &self.cells[place / SERIES * self.size..][..self.size];
                for (cell, given) in group.iter_mut().zip(own) {
                    cell.0[lane] = given.0[place % SERIES];
                }
            }
        }
        selected
    }

    pub fn values(&self) -> usize {
        self.size * self.series
    }

    /// Series by series, so that it does not matter how they lie in memory.
    pub fn save(&self, writer: &mut Writer) {
        for series in 0..self.series {
            let group = &self.cells[series / SERIES * self.size..][..self.size];
            group.iter().for_each(|cell| writer.value(cell.0[series % SERIES]));
        }
    }

    pub fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        for series in 0..self.series {
            let group = &mut self.cells[series / SERIES * self.size..][..self.size];
            // Lanes that are left over do as the last series does.
            let lanes = if series + 1 == self.series { SERIES } else { series % SERIES + 1 };
            for cell in group {
                let value = reader.value()?;
                cell.0[series % SERIES..lanes].fill(value);
            }
        }
        Ok(())
    }
}

/// A bar's cell of up to eight values; lanes that are left over repeat the last one.
pub fn cell(values: &[f64]) -> Cell {
    let mut cell = Cell::splat(values[values.len() - 1]);
    cell.0[..values.len()].copy_from_slice(values);
    cell
}
