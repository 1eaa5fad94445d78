//! Which side began a trade.

use atc_engine::trading::is_tied;

/// 1 above the mid, -1 below it; at the mid, or where that is not known, the sign of the last change of price.
pub fn trade_sign(price: &[f64], mid: &[f64], _: [usize; 1], out: &mut [i8]) {
    let (mut before, mut moved) = (f64::NAN, 0);
    for ((&price, &mid), sign) in price.iter().zip(mid).zip(out) {
        if price.is_nan() {
            *sign = 0;
            continue;
        }
        let change = side_of(price, before);
        moved = if change == 0 { moved } else { change };
        let side = side_of(price, mid);
        *sign = if side == 0 { moved } else { side };
        before = price;
    }
}

#[inline(always)]
fn side_of(price: f64, other: f64) -> i8 {
    let side = i8::from(price > other) - i8::from(price < other);
    if is_tied(price, other) { 0 } else { side }
}
