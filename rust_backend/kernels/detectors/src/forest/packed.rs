//! Nodes of 16 bytes for many rows: the children of a node lie beside each other, and a leaf leads to itself, so that a
//! step takes no branch.

use super::Nodes;

/// Rows that go down a tree side by side: a step of one waits for the one before it.
const TOGETHER: usize = 8;

#[derive(Clone, Copy)]
struct Node {
    threshold: f64,
    feature: u32,
    /// The left child; the right one is the next.
    left: u32,
}

impl Node {
    /// Where a value leads. NaN goes left: it must not leave a leaf, behind which may be nothing.
    #[inline(always)]
    fn child(self, value: f64) -> u32 {
        self.left + u32::from(value > self.threshold)
    }
}

/// Where a tree begins, and how many steps lead to its deepest leaf.
struct Tree {
    root: u32,
    depth: usize,
}

/// All trees.
pub struct Packed {
    nodes: Vec<Node>,
    path_length: Vec<f64>,
    trees: Vec<Tree>,
}

impl Packed {
    pub fn new(given: &Nodes<'_>) -> Self {
        let count = given.feature.len() + given.roots.len();
        let mut packed =
            Self { nodes: Vec::with_capacity(count), path_length: Vec::with_capacity(count), trees: Vec::new() };
        let mut left = Vec::new();
        for root in given.roots {
            let at = packed.reserve(1);
            let mut tree = Tree { root: at as u32, depth: 0 };
            left.push((*root as usize, at, 0));
            while let Some((node, at, depth)) = left.pop() {
                packed.path_length[at] = given.path_length[node];
                tree.depth = tree.depth.max(depth);
                let Ok(feature) = u32::try_from(given.feature[node]) else { continue };
                let children = packed.reserve(2);
                packed.nodes[at] = Node { threshold: given.threshold[node], feature, left: children as u32 };
                left.push((given.right[node] as usize, children + 1, depth + 1));
                left.push((given.left[node] as usize, children, depth + 1));
            }
            packed.trees.push(tree);
        }
        packed
    }

    /// Adds leaves; gives the first.
    fn reserve(&mut self, count: usize) -> usize {
        let first = self.nodes.len();
        for node in first..first + count {
            self.nodes.push(Node { threshold: f64::INFINITY, feature: 0, left: node as u32 });
            self.path_length.push(0.0);
        }
        first
    }

    /// The sums of the lengths of rows' paths.
    pub fn totals(&self, x: &[f64], columns: usize, totals: &mut [f64]) {
        totals.fill(0.0);
        for tree in &self.trees {
            for (x, totals) in x.chunks(TOGETHER * columns.max(1)).zip(totals.chunks_mut(TOGETHER)) {
                if totals.len() == TOGETHER && columns > 0 {
                    let leaves = self.leaves(tree, x, columns);
                    for (total, leaf) in totals.iter_mut().zip(leaves) {
                        *total += self.path_length[leaf as usize];
                    }
                } else {
                    for (row, total) in totals.iter_mut().enumerate() {
                        *total += self.path_length[self.leaf(tree, &x[row * columns..]) as usize];
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn leaves(&self, tree: &Tree, x: &[f64], columns: usize) -> [u32; TOGETHER] {
        let mut at = [tree.root; TOGETHER];
        for _ in 0..tree.depth {
            for (row, at) in at.iter_mut().enumerate() {
                let node = self.nodes[*at as usize];
                *at = node.child(x[row * columns + node.feature as usize]);
            }
        }
        at
    }

    fn leaf(&self, tree: &Tree, row: &[f64]) -> u32 {
        (0..tree.depth).fold(tree.root, |at, _| {
            let node = self.nodes[at as usize];
            node.child(row.get(node.feature as usize).copied().unwrap_or(f64::NAN))
        })
    }
}
