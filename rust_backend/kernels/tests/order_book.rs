//! Books beside maps in order: at every message, wherever the prices are.

use atc_kernels::tables::Sequential;
use atc_kernels::{book_replay, order_replay};
use std::collections::BTreeMap;

const LEVELS: usize = 12;

struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// Far, near, in clusters that a window must move to, and at the ends of all integers.
    fn price(&mut self, step: usize) -> i64 {
        match self.below(16) {
            0 => i64::MIN + self.below(3) as i64,
            1 => i64::MAX - self.below(3) as i64,
            2..=4 => 1_000_000_000_000 + self.below(5_000) as i64,
            5 => -(self.below(1 << 40) as i64),
            _ => (step / 3_000) as i64 * 10_000 + self.below(4_500) as i64,
        }
    }
}

type Side = BTreeMap<i64, (f64, i64)>;

/// The best levels of both sides, bids first.
fn best(book: &[Side; 2]) -> [Vec<(f64, f64, i64)>; 2] {
    let shown = |(price, (size, count)): (&i64, &(f64, i64))| (*price as f64, *size, *count);
    [book[0].iter().rev().take(LEVELS).map(shown).collect(), book[1].iter().take(LEVELS).map(shown).collect()]
}

fn assert_row(fields: [&[f64]; 4], row: usize, wanted: &[Vec<(f64, f64, i64)>; 2]) {
    for (side, wanted) in wanted.iter().enumerate() {
        for level in 0..LEVELS {
            let (price, size) = (fields[2 * side][row * LEVELS + level], fields[2 * side + 1][row * LEVELS + level]);
            match wanted.get(level) {
                Some((right, right_size, _)) => assert_eq!((price, size), (*right, *right_size), "row {row}"),
                None => assert!(price.is_nan() && size == 0.0, "row {row}"),
            }
        }
    }
}

#[test]
fn levels_are_those_of_a_map_whatever_is_crossed() {
    for crossed in ["keep", "newest"] {
        let (mut random, n) = (Random(7), 40_000);
        let (mut side, mut price, mut size) = (vec![0; n], vec![0; n], vec![0.0; n]);
        for i in 0..n {
            side[i] = if random.below(2_000) == 0 { 0 } else { 1 - 2 * random.below(2) as i64 };
            price[i] = random.price(i);
            size[i] = random.below(3) as f64 * 0.1;
        }
        let at: Vec<i64> = (0..=n as i64).collect();
        let mut fields = vec![vec![7.0; at.len() * LEVELS]; 4];
        let [a, b, c, d] = &mut fields[..] else { unreachable!() };
        book_replay(&side, &price, &size, &at, [n, at.len()], LEVELS, crossed, &Sequential, a, b, c, d);
        let mut book = [Side::new(), Side::new()];
        for row in 0..=n {
            assert_row([0, 1, 2, 3].map(|field| &fields[field][..]), row, &best(&book));
            let Some((side, price, size)) = (row < n).then(|| (side[row], price[row], size[row])) else { break };
            match (side, size > 0.0) {
                (0, _) => book.iter_mut().for_each(BTreeMap::clear),
                (_, false) => _ = book[usize::from(side < 0)].remove(&price),
                (1, true) => {
                    book[0].insert(price, (size, 1));
                    book[1].retain(|ask, _| crossed == "keep" || *ask > price);
                }
                _ => {
                    book[1].insert(price, (size, 1));
                    book[0].retain(|bid, _| crossed == "keep" || *bid < price);
                }
            }
        }
    }
}

#[test]
fn orders_add_up_to_levels_at_every_message() {
    let (mut random, n) = (Random(3), 20_000);
    let (mut action, mut number, mut side) = (vec![0; n], vec![0; n], vec![0; n]);
    let (mut price, mut size) = (vec![0; n], vec![0.0; n]);
    for i in 0..n {
        action[i] = [1, 1, 1, 2, 3, 4][random.below(6) as usize];
        action[i] = if random.below(3_000) == 0 { 0 } else { action[i] };
        (number[i], side[i]) = (random.below(300) as i64 * 1_024 - 9, 1 - 2 * random.below(2) as i64);
        price[i] = if random.below(3) == 0 { random.price(i) } else { random.below(20) as i64 };
        // Quarters, whose sums are exact, and now and then a giant in which they would be lost.
        size[i] = if random.below(50) == 0 { 1e300 } else { (1 + random.below(40)) as f64 / 4.0 };
    }
    let at: Vec<i64> = (0..=n as i64).collect();
    let mut fields = vec![vec![7.0; at.len() * LEVELS]; 4];
    let mut counts = vec![vec![7; at.len() * LEVELS]; 2];
    let mut ignored = [7];
    let ([a, b, c, d], [e, f]) = (&mut fields[..], &mut counts[..]) else { unreachable!() };
    let shape = [n, at.len()];
    order_replay(
        &action,
        &number,
        &side,
        &price,
        &size,
        &at,
        shape,
        LEVELS,
        &Sequential,
        a,
        b,
        c,
        d,
        e,
        f,
        &mut ignored,
    );
    let (mut orders, mut wrong) = (BTreeMap::<i64, (i64, i64, f64)>::new(), 0);
    for row in 0..=n {
        let mut book = [Side::new(), Side::new()];
        let mut by_size: Vec<_> = orders.values().collect();
        by_size.sort_by(|one, other| one.2.total_cmp(&other.2));
        for (side, price, size) in by_size {
            let level = book[usize::from(*side < 0)].entry(*price).or_default();
            (level.0, level.1) = (level.0 + size, level.1 + 1);
        }
        let wanted = best(&book);
        assert_row([0, 1, 2, 3].map(|field| &fields[field][..]), row, &wanted);
        for (counts, wanted) in counts.iter().zip(&wanted) {
            let row = &counts[row * LEVELS..][..LEVELS];
            assert!((0..LEVELS).all(|level| row[level] == wanted.get(level).map_or(0, |wanted| wanted.2)));
        }
        if row == n {
            break;
        }
        let known = orders.contains_key(&number[row]);
        match action[row] {
            0 => orders.clear(),
            1 if !known => _ = orders.insert(number[row], (side[row], price[row], size[row])),
            2 if known => {
                let (_, _, left) = orders[&number[row]];
                let rest = left - size[row];
                if rest <= 1e-10 * left.max(size[row]) {
                    orders.remove(&number[row]);
                } else if let Some(order) = orders.get_mut(&number[row]) {
                    order.2 = rest;
                }
            }
            3 if known => _ = orders.remove(&number[row]),
            4 if known => {
                let (side, ..) = orders[&number[row]];
                orders.insert(number[row], (side, price[row], size[row]));
            }
            _ => wrong += 1,
        }
    }
    assert_eq!(ignored[0], wrong);
}
