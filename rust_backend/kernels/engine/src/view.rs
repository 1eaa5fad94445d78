//! Series side by side in memory of any layout; here and in `lanes::ahead` alone is there `unsafe`.
//!
//! Invariants:
//! * a table's elements are readable, a mutable one's writable, for its lifetime, each at
//!   `start + bar * strides[0] + series * strides[1]` in bytes, aligned or not;
//! * nothing else writes to a table, or uses a mutable one, meanwhile; elements of a table may coincide;
//! * rows and columns are checked before an address is made of them.

use crate::element::Element;
use crate::lanes::{Cache, prefetch};
use crate::layout::Layout;
use std::any::TypeId;
use std::marker::PhantomData;
use std::ops::Range;

/// Series to read.
#[derive(Clone, Copy)]
pub struct Table<'a, T> {
    start: *const u8,
    layout: Layout,
    elements: PhantomData<&'a [T]>,
}

// SAFETY: it stands for a shared slice.
unsafe impl<T: Sync> Send for Table<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Table<'_, T> {}

impl<'a, T: Element> Table<'a, T> {
    /// The table that starts at an address.
    ///
    /// # Safety
    /// As the invariants above say, for `'a`.
    pub unsafe fn new(start: *const T, layout: Layout) -> Self {
        Self { start: start.cast(), layout, elements: PhantomData }
    }

    /// The table in a slice whose first bar of its first series is `slice[start]`.
    pub fn within(slice: &'a [T], start: usize, layout: Layout) -> Self {
        layout.check_within::<T>(start, slice.len());
        // SAFETY: all elements lie in the slice.
        unsafe { Self::new(slice.as_ptr().wrapping_add(start), layout) }
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The bytes from the lowest element to the highest.
    pub fn addresses(&self) -> Range<usize> {
        self.layout.addresses::<T>(self.start)
    }

    /// The same tables, if they hold float64.
    pub fn all_float64<const N: usize>(tables: &[Self; N]) -> Option<[Table<'a, f64>; N]> {
        let same = |table: &Self| Table { start: table.start, layout: table.layout, elements: PhantomData };
        (TypeId::of::<T>() == TypeId::of::<f64>()).then(|| tables.each_ref().map(same))
    }

    /// Some of the series.
    pub fn columns(self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.layout.series);
        let start = self.start.wrapping_offset(self.layout.offset(0, range.start));
        Self { start, layout: Layout { series: range.len(), ..self.layout }, ..self }
    }

    /// Some of the bars.
    pub fn rows(self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.layout.bars);
        let start = self.start.wrapping_offset(self.layout.offset(range.start, 0));
        Self { start, layout: Layout { bars: range.len(), ..self.layout }, ..self }
    }

    /// The same bars, the last one first.
    pub fn reversed(self) -> Self {
        let (offset, layout) = self.layout.reversed();
        Self { start: self.start.wrapping_offset(offset), layout, ..self }
    }

    /// One series, where its bars are aligned neighbours.
    pub fn column(&self, series: usize) -> Option<&'a [T]> {
        let column = self.columns(series..series + 1).start.cast::<T>();
        if !self.layout.has_columns::<T>() || !column.is_aligned() || self.layout.bars == 0 {
            return None;
        }
        // SAFETY: `bars` neighbours, aligned, readable for 'a.
        Some(unsafe { std::slice::from_raw_parts(column, self.layout.bars) })
    }

    /// Asks for a bar of some series before it is needed; it may be beyond the last.
    #[inline(always)]
    pub fn prefetch(&self, bar: usize, series: usize, count: usize, cache: Cache) {
        let at = self.layout.offset(bar, series);
        prefetch(self.start.wrapping_offset(at), count * size_of::<T>(), cache);
    }

    /// Reads a bar of as many series as `row` has, from `series` on.
    #[inline(always)]
    pub fn read<U>(&self, bar: usize, series: usize, row: &mut [U], convert: impl Fn(T) -> U) {
        self.layout.check(bar, series, row.len());
        let start = self.start.wrapping_offset(self.layout.offset(bar, series));
        if self.layout.has_rows::<T>() {
            let start = start.cast::<T>();
            for (i, value) in row.iter_mut().enumerate() {
                // SAFETY: bar and series were checked; no alignment is asked for.
                *value = convert(unsafe { start.add(i).read_unaligned() });
            }
        } else {
            for (i, value) in row.iter_mut().enumerate() {
                let at = start.wrapping_offset(i as isize * self.layout.strides[1]).cast::<T>();
                // SAFETY: as above.
                *value = convert(unsafe { at.read_unaligned() });
            }
        }
    }

    /// Reads eight bars of eight series, from bar `bar` and `series` on; the series of a bar must be neighbours.
    #[inline(always)]
    pub fn read_block(&self, bar: usize, series: usize) -> [[T; 8]; 8] {
        self.layout.check_block::<T>(bar, series);
        let start = self.start.wrapping_offset(self.layout.offset(bar, series));
        let mut rows = [[T::zeroed(); 8]; 8];
        for (i, row) in rows.iter_mut().enumerate() {
            // SAFETY: all rows were checked; no alignment is asked for.
            *row =
                unsafe { start.wrapping_offset(i as isize * self.layout.strides[0]).cast::<[T; 8]>().read_unaligned() };
        }
        rows
    }

    /// Reads as many bars of a series as `bars` has, from bar `from` on.
    pub fn read_bars(&self, from: usize, series: usize, bars: &mut [T]) {
        self.layout.check_bars(from, series, bars.len());
        let start = self.start.wrapping_offset(self.layout.offset(from, series));
        for (i, bar) in bars.iter_mut().enumerate() {
            let at = start.wrapping_offset(i as isize * self.layout.strides[0]).cast::<T>();
            // SAFETY: bars and series were checked; no alignment is asked for.
            *bar = unsafe { at.read_unaligned() };
        }
    }
}

/// Series to write.
pub struct TableMut<'a, T> {
    start: *mut u8,
    layout: Layout,
    elements: PhantomData<&'a mut [T]>,
}

// SAFETY: it stands for an exclusive slice.
unsafe impl<T: Send> Send for TableMut<'_, T> {}

impl<'a, T: Element> TableMut<'a, T> {
    /// The table that starts at an address.
    ///
    /// # Safety
    /// As the invariants above say, for `'a`.
    pub unsafe fn new(start: *mut T, layout: Layout) -> Self {
        Self { start: start.cast(), layout, elements: PhantomData }
    }

    /// The table in a slice whose first bar of its first series is `slice[start]`.
    pub fn within(slice: &'a mut [T], start: usize, layout: Layout) -> Self {
        layout.check_within::<T>(start, slice.len());
        // SAFETY: all elements lie in the slice.
        unsafe { Self::new(slice.as_mut_ptr().wrapping_add(start), layout) }
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The bytes from the lowest element to the highest.
    pub fn addresses(&self) -> Range<usize> {
        self.layout.addresses::<T>(self.start)
    }

    /// The same table for a while.
    #[inline(always)]
    pub fn reborrow(&mut self) -> TableMut<'_, T> {
        TableMut { start: self.start, layout: self.layout, elements: PhantomData }
    }

    /// The same bars, the last one first.
    pub fn reversed(self) -> Self {
        let (offset, layout) = self.layout.reversed();
        Self { start: self.start.wrapping_offset(offset), layout, ..self }
    }

    /// The same table for a while, if it holds `U`.
    pub fn same<U: Element>(&mut self) -> Option<TableMut<'_, U>> {
        let same = TypeId::of::<T>() == TypeId::of::<U>();
        same.then_some(TableMut { start: self.start, layout: self.layout, elements: PhantomData })
    }

    /// Takes the first bars away, at most so many, if there are any; the others are left.
    ///
    /// # Panics
    /// Where elements coincide: the two could not be told apart.
    pub fn take_bars(&mut self, bars: usize) -> Option<Self> {
        let Layout { bars: all, .. } = self.layout;
        let bars = bars.min(all);
        self.take([bars, 0], Layout { bars, ..self.layout }, Layout { bars: all - bars, ..self.layout })
    }

    /// Takes the first series away, at most so many, if there are any; the others are left.
    ///
    /// # Panics
    /// As `take_bars`.
    pub fn take_series(&mut self, series: usize) -> Option<Self> {
        let Layout { series: all, .. } = self.layout;
        let series = series.min(all);
        self.take([0, series], Layout { series, ..self.layout }, Layout { series: all - series, ..self.layout })
    }

    fn take(&mut self, [bar, series]: [usize; 2], now: Layout, later: Layout) -> Option<Self> {
        assert!(self.layout.is_distinct::<T>());
        let start = self.start;
        self.start = start.wrapping_offset(self.layout.offset(bar, series));
        self.layout = later;
        (!now.is_empty()).then_some(Self { start, layout: now, elements: PhantomData })
    }

    /// One series, where its bars are aligned neighbours.
    pub fn column(&mut self, series: usize) -> Option<&mut [T]> {
        assert!(series < self.layout.series);
        let column = self.start.wrapping_offset(self.layout.offset(0, series)).cast::<T>();
        if !self.layout.has_columns::<T>() || !column.is_aligned() || self.layout.bars == 0 {
            return None;
        }
        // SAFETY: `bars` neighbours, aligned, ours alone while `self` is borrowed.
        Some(unsafe { std::slice::from_raw_parts_mut(column, self.layout.bars) })
    }

    /// Asks for a bar of some series before it is needed; it may be beyond the last.
    #[inline(always)]
    pub fn prefetch(&self, bar: usize, series: usize, count: usize, cache: Cache) {
        let at = self.layout.offset(bar, series);
        prefetch(self.start.wrapping_offset(at), count * size_of::<T>(), cache);
    }

    /// Writes a bar of as many series as `row` has, from `series` on.
    #[inline(always)]
    pub fn write<U: Copy>(&mut self, bar: usize, series: usize, row: &[U], convert: impl Fn(U) -> T) {
        self.layout.check(bar, series, row.len());
        let start = self.start.wrapping_offset(self.layout.offset(bar, series));
        if self.layout.has_rows::<T>() {
            let start = start.cast::<T>();
            for (i, value) in row.iter().enumerate() {
                // SAFETY: bar and series were checked; no alignment is asked for.
                unsafe { start.add(i).write_unaligned(convert(*value)) };
            }
        } else {
            for (i, value) in row.iter().enumerate() {
                let at = start.wrapping_offset(i as isize * self.layout.strides[1]).cast::<T>();
                // SAFETY: as above.
                unsafe { at.write_unaligned(convert(*value)) };
            }
        }
    }

    /// Writes eight bars of eight series, from bar `bar` and `series` on; the series of a bar must be neighbours.
    #[inline(always)]
    pub fn write_block(&mut self, bar: usize, series: usize, rows: &[[T; 8]; 8]) {
        self.layout.check_block::<T>(bar, series);
        let start = self.start.wrapping_offset(self.layout.offset(bar, series));
        for (i, row) in rows.iter().enumerate() {
            let at = start.wrapping_offset(i as isize * self.layout.strides[0]).cast::<[T; 8]>();
            // SAFETY: all rows were checked; no alignment is asked for.
            unsafe { at.write_unaligned(*row) };
        }
    }

    /// Writes as many bars of a series as `bars` has, from bar `from` on.
    pub fn write_bars(&mut self, from: usize, series: usize, bars: &[T]) {
        self.layout.check_bars(from, series, bars.len());
        let start = self.start.wrapping_offset(self.layout.offset(from, series));
        for (i, bar) in bars.iter().enumerate() {
            let at = start.wrapping_offset(i as isize * self.layout.strides[0]).cast::<T>();
            // SAFETY: bars and series were checked; no alignment is asked for.
            unsafe { at.write_unaligned(*bar) };
        }
    }
}
