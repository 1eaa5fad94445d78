//! Books of orders.

use crate::levels::{Levels, key_of};
use crate::snapshots::{Side, Snapshots};
use crate::totals::{NOTHING, PARTS, Total, sum};
use atc_engine::Workers;
use atc_engine::random_numbers::draw;
use atc_engine::trading::TIE_BAND;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

const CLEAR: i64 = 0;
const ADD: i64 = 1;
const REDUCE: i64 = 2;
const REPLACE: i64 = 4;

/// The best levels of both sides after some of the messages about single orders, how many orders are at each, and how many
/// messages changed nothing.
#[allow(clippy::too_many_arguments)]
pub fn order_replay(
    action: &[i64],
    order_id: &[i64],
    side: &[i64],
    price: &[i64],
    size: &[f64],
    at: &[i64],
    _: [usize; 2],
    levels: usize,
    _: &dyn Workers,
    bid_price: &mut [f64],
    bid_size: &mut [f64],
    ask_price: &mut [f64],
    ask_size: &mut [f64],
    bid_count: &mut [i64],
    ask_count: &mut [i64],
    ignored: &mut [i64],
) {
    let sides = [Side { price: bid_price, size: bid_size }, Side { price: ask_price, size: ask_size }];
    let mut counts = [bid_count, ask_count];
    let mut book = Book::new();
    ignored[0] = 0;
    Snapshots { at, levels, sides }.each(|messages, show| {
        for message in messages {
            let (action, number) = (action[message], order_id[message]);
            let is_used = book.take(action, number, side[message] > 0, price[message], size[message]);
            ignored[0] += i64::from(!is_used);
        }
        for place in [0, 1] {
            let counts = &mut counts[place][show.place * levels..][..levels];
            counts.fill(0);
            show.side(place, &book.sides[place], |level, key, parts| {
                let total = Total::of(parts);
                counts[level] = total.count as i64;
                if total.is_exact() { total.value() } else { book.orders_at(place == 0, key) }
            });
        }
    });
}

/// One order as it stands.
#[derive(Clone, Copy)]
struct Order {
    key: i64,
    size: f64,
    is_bid: bool,
}

/// All orders, and what they add up to.
struct Book {
    orders: HashMap<i64, Order, BuildHasherDefault<Mixed>>,
    sides: [Levels<PARTS>; 2],
}

impl Book {
    fn new() -> Self {
        Self { orders: HashMap::default(), sides: [Levels::new(), Levels::new()] }
    }

    /// Takes a message; false where it changes nothing.
    #[inline(always)]
    fn take(&mut self, action: i64, number: i64, is_bid: bool, price: i64, size: f64) -> bool {
        match action {
            CLEAR => self.clear(),
            ADD => return self.add(number, Order { key: key_of(is_bid, price), size, is_bid }),
            REDUCE => return self.reduce(number, size),
            REPLACE => return self.replace(number, price, size),
            _ => return self.delete(number),
        }
        true
    }

    fn clear(&mut self) {
        self.orders.clear();
        self.sides.iter_mut().for_each(Levels::clear);
    }

    #[inline(always)]
    fn add(&mut self, number: i64, order: Order) -> bool {
        use std::collections::hash_map::Entry;
        let Entry::Vacant(place) = self.orders.entry(number) else { return false };
        place.insert(order);
        enter(&mut self.sides, order);
        true
    }

    #[inline(always)]
    fn delete(&mut self, number: i64) -> bool {
        let Some(order) = self.orders.remove(&number) else { return false };
        leave(&mut self.sides, order);
        true
    }

    #[inline(always)]
    fn reduce(&mut self, number: i64, size: f64) -> bool {
        let Some(order) = self.orders.get_mut(&number) else { return false };
        let left = order.size - size;
        // Within the tie band of the order nothing is left of it.
        if left <= TIE_BAND * order.size.max(size) {
            return self.delete(number);
        }
        if let Some(parts) = self.sides[usize::from(!order.is_bid)].get_mut(order.key) {
            // Both are added, as what is left is rounded.
            Total::change(parts, -order.size);
            Total::change(parts, left);
        }
        order.size = left;
        true
    }

    #[inline(always)]
    fn replace(&mut self, number: i64, price: i64, size: f64) -> bool {
        let Some(order) = self.orders.get_mut(&number) else { return false };
        let before = *order;
        *order = Order { key: key_of(before.is_bid, price), size, ..before };
        let after = *order;
        leave(&mut self.sides, before);
        enter(&mut self.sides, after);
        true
    }

    /// The sizes of all orders of a level, one by one.
    #[cold]
    fn orders_at(&self, is_bid: bool, key: i64) -> f64 {
        sum(self.orders.values().filter(|order| order.is_bid == is_bid && order.key == key).map(|order| order.size))
    }
}

#[inline(always)]
fn enter(sides: &mut [Levels<PARTS>; 2], order: Order) {
    let side = &mut sides[usize::from(!order.is_bid)];
    match side.get_mut(order.key) {
        Some(parts) => Total::enter(parts, order.size),
        None => side.put(order.key, Total::first(order.size), true),
    }
}

#[inline(always)]
fn leave(sides: &mut [Levels<PARTS>; 2], order: Order) {
    let side = &mut sides[usize::from(!order.is_bid)];
    let is_empty = side.get_mut(order.key).is_some_and(|parts| Total::leave(parts, order.size));
    if is_empty {
        side.put(order.key, NOTHING, false);
    }
}

/// Mixes all bits of a number into all others: numbers of orders are often multiples of something.
#[derive(Clone, Copy, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    #[inline(always)]
    fn write_i64(&mut self, number: i64) {
        self.0 = draw(number as u64, self.0);
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_i64(i64::from(*byte)));
    }

    #[inline(always)]
    fn finish(&self) -> u64 {
        self.0
    }
}
