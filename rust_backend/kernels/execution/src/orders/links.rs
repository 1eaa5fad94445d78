//! Which orders hang together: rings of those of a group, lists of the children of a parent.

use std::collections::HashMap;

/// No row.
pub const NONE: usize = usize::MAX;

pub struct Links {
    /// The next order of the same group, the first after the last; itself where there is no other.
    pub next_of_group: Vec<usize>,
    pub first_child: Vec<usize>,
    pub next_child: Vec<usize>,
}

impl Links {
    pub fn new(group: &[i64], parent: &[i64]) -> Self {
        let count = group.len();
        let mut links =
            Self { next_of_group: (0..count).collect(), first_child: vec![NONE; count], next_child: vec![NONE; count] };
        // From the last row to the first: lists come out in the order of rows.
        let mut rings = HashMap::<i64, [usize; 2]>::new();
        for row in (0..count).rev() {
            if let Ok(parent) = usize::try_from(parent[row]) {
                links.next_child[row] = links.first_child[parent];
                links.first_child[parent] = row;
            }
            if group[row] < 0 {
                continue;
            }
            let [first, last] = rings.entry(group[row]).or_insert([row, row]);
            links.next_of_group[row] = *first;
            links.next_of_group[*last] = row;
            *first = row;
        }
        links
    }

    /// The rows of a list of children.
    pub fn children(&self, row: usize) -> impl Iterator<Item = usize> + use<'_> {
        let after = |row: usize| (row != NONE).then_some(row);
        std::iter::successors(after(self.first_child[row]), move |row| after(self.next_child[*row]))
    }

    /// The other rows of the same group.
    pub fn others(&self, row: usize) -> impl Iterator<Item = usize> + use<'_> {
        let after = move |other: usize| (other != row).then_some(other);
        std::iter::successors(after(self.next_of_group[row]), move |other| after(self.next_of_group[*other]))
    }
}
