//! What kernels are built on: instruction sets, vectors, views of tables, and the drivers that take a kernel over them.
//!
//! It knows no kernel. A kernel is a loop over slices in the plain way (`plain!`), a state that takes a block of bars after the
//! other (`incremental!`), or lanes of its own where a measurement asks for them (`tables::Kernel`).

mod bits;
pub mod case;
pub mod dispatch;
mod element;
pub mod float32;
pub mod incremental;
pub mod lanes;
mod layout;
pub mod plain;
pub mod random_numbers;
pub mod saved;
mod scratch;
pub mod segments;
pub mod stream;
pub mod sums;
pub mod tables;
pub mod trading;
mod transposed_columns;
mod vectors;
mod view;
mod workers;

pub use bits::{Bits, WORD};
pub use bytemuck;
pub use dispatch::{Level, Machine, has_vectors, levels, limit};
pub use element::{Element, Float, Rounded, Stored};
pub use layout::{Layout, are_distinct};
pub use pulp;
pub use scratch::{Scratch, column_stride};
pub use vectors::{Arithmetic, One, Part, Row as VectorRow, Slot, Vectors};
pub use view::{Table, TableMut};
pub use workers::{Sequential, Workers, each};
