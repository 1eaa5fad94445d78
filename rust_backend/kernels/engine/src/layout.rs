//! Where the elements of tables are in memory.

use std::ops::Range;

/// Where elements are. Strides are in bytes, of any sign and size.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub bars: usize,
    pub series: usize,
    pub strides: [isize; 2],
}

impl Layout {
    /// The layout of `series` columns side by side in rows, as in C.
    pub fn rows<T>(bars: usize, series: usize) -> Self {
        let size = size_of::<T>() as isize;
        Self { bars, series, strides: [series as isize * size, size] }
    }

    /// Where the last bar is, and the layout from there back.
    pub(crate) fn reversed(self) -> (isize, Self) {
        let [along, across] = self.strides;
        (self.offset(self.bars.saturating_sub(1), 0), Self { strides: [-along, across], ..self })
    }

    pub fn is_empty(self) -> bool {
        self.bars == 0 || self.series == 0
    }

    /// The bytes occupied, counted from the first element on.
    pub fn extent<T>(self) -> Range<isize> {
        if self.is_empty() {
            return 0..0;
        }
        let reach = [self.bars, self.series].map(|count| count as isize - 1);
        let ends = [reach[0].saturating_mul(self.strides[0]), reach[1].saturating_mul(self.strides[1])];
        let low = ends[0].min(0).saturating_add(ends[1].min(0));
        let high = ends[0].max(0).saturating_add(ends[1].max(0));
        low..high.saturating_add(size_of::<T>() as isize)
    }

    /// Whether no two elements share a byte, as far as strides tell.
    pub fn is_distinct<T>(self) -> bool {
        are_distinct::<T, 2>([(self.strides[0], self.bars), (self.strides[1], self.series)])
    }

    /// Whether the series of a bar are neighbours.
    pub fn has_rows<T>(self) -> bool {
        self.strides[1] == size_of::<T>() as isize
    }

    /// Whether the bars of a series are neighbours.
    pub fn has_columns<T>(self) -> bool {
        self.bars < 2 || self.strides[0] == size_of::<T>() as isize
    }

    #[inline(always)]
    pub(crate) fn offset(self, bar: usize, series: usize) -> isize {
        bar as isize * self.strides[0] + series as isize * self.strides[1]
    }

    #[inline(always)]
    pub(crate) fn check(self, bar: usize, series: usize, count: usize) {
        assert!(bar < self.bars && series <= self.series && count <= self.series - series);
    }

    #[inline(always)]
    pub(crate) fn check_block<T>(self, bar: usize, series: usize) {
        assert!(self.has_rows::<T>() && self.bars >= 8 && bar <= self.bars - 8);
        self.check(bar, series, 8);
    }

    pub(crate) fn check_bars(self, bar: usize, series: usize, count: usize) {
        assert!(series < self.series && bar <= self.bars && count <= self.bars - bar);
    }

    pub(crate) fn addresses<T>(self, start: *const u8) -> Range<usize> {
        let extent = self.extent::<T>();
        (start as usize).wrapping_add_signed(extent.start)..(start as usize).wrapping_add_signed(extent.end)
    }

    pub(crate) fn check_within<T>(self, start: usize, length: usize) {
        let extent = self.extent::<T>();
        let start = (start * size_of::<T>()) as isize;
        let fits = start + extent.start >= 0 && extent.end <= (length * size_of::<T>()) as isize - start;
        assert!(self.is_empty() || fits, "{self:?} does not lie in the slice");
    }
}

/// Whether no two elements share a byte, as far as the axes' strides and counts tell.
pub fn are_distinct<T, const AXES: usize>(mut axes: [(isize, usize); AXES]) -> bool {
    axes.sort_by_key(|(stride, _)| stride.unsigned_abs());
    let mut size = size_of::<T>();
    let apart = |(stride, count): (isize, usize)| {
        let fits = count < 2 || stride.unsigned_abs() >= size;
        size = size.saturating_add(stride.unsigned_abs().saturating_mul(count.saturating_sub(1)));
        fits
    };
    axes.iter().any(|(_, count)| *count == 0) || axes.into_iter().all(apart)
}
