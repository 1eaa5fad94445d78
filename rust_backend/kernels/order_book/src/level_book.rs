//! Books of levels.

use crate::levels::{Levels, key_of};
use crate::snapshots::{Side, Snapshots};
use atc_engine::Workers;

/// The best levels of both sides after some of the messages that set them; `crossed` is "keep", or "newest": a level that is
/// set removes those of the other side at or through its price.
#[allow(clippy::too_many_arguments)]
pub fn book_replay(
    side: &[i64],
    price: &[i64],
    size: &[f64],
    at: &[i64],
    _: [usize; 2],
    levels: usize,
    crossed: &str,
    _: &dyn Workers,
    bid_price: &mut [f64],
    bid_size: &mut [f64],
    ask_price: &mut [f64],
    ask_size: &mut [f64],
) {
    let messages = Messages { side, price, size };
    let sides = [Side { price: bid_price, size: bid_size }, Side { price: ask_price, size: ask_size }];
    let snapshots = Snapshots { at, levels, sides };
    if crossed == "newest" { replay::<true>(messages, snapshots) } else { replay::<false>(messages, snapshots) }
}

#[derive(Clone, Copy)]
struct Messages<'a> {
    side: &'a [i64],
    price: &'a [i64],
    size: &'a [f64],
}

fn replay<const REMOVES_CROSSED: bool>(messages: Messages, mut snapshots: Snapshots) {
    let mut book = [Levels::<1>::new(), Levels::<1>::new()];
    snapshots.each(|messages_of, show| {
        let side = &messages.side[messages_of.clone()];
        let (price, size) = (&messages.price[messages_of.clone()], &messages.size[messages_of]);
        for ((&side, &price), &size) in side.iter().zip(price).zip(size) {
            if side == 0 {
                book.iter_mut().for_each(Levels::clear);
                continue;
            }
            let is_bid = side > 0;
            book[usize::from(!is_bid)].put(key_of(is_bid, price), [size], size > 0.0);
            if REMOVES_CROSSED && size > 0.0 {
                book[usize::from(is_bid)].remove_through(key_of(!is_bid, price));
            }
        }
        for (place, levels) in book.iter().enumerate() {
            show.side(place, levels, |_, _, [size]| *size);
        }
    });
}
