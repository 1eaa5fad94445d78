//! Positions from flat to flat.

use crate::account::Position;
use crate::ledger::Keyed;
use atc_engine::sums::Total;

/// A position since it was flat.
#[derive(Clone, Default)]
struct Trip {
    entry_bar: i64,
    is_long: bool,
    opened: Total,
    paid: Total,
    closed: Total,
    received: Total,
    commission: Total,
}

impl Trip {
    /// The trip as a record of NumPy's: each field takes 64 bits, the side the first byte of its own.
    fn record(&self, asset: i64, exit_bar: i64) -> [u64; 9] {
        let (quantity, commission) = (self.opened.value(), self.commission.value());
        let (entry, exit) = (self.paid.value() / quantity, self.received.value() / self.closed.value());
        let side = if self.is_long { 1_i8 } else { -1 };
        let pnl = f64::from(side) * quantity * (exit - entry) - commission;
        let side = u64::from_ne_bytes([side as u8, 0, 0, 0, 0, 0, 0, 0]);
        let [quantity, entry, exit, commission, pnl] = [quantity, entry, exit, commission, pnl].map(f64::to_bits);
        [asset as u64, self.entry_bar as u64, exit_bar as u64, side, quantity, entry, exit, commission, pnl]
    }
}

#[derive(Clone, Default)]
struct Held {
    position: Position,
    trip: Trip,
}

/// Every closed position, in the order of the closing fills.
pub fn round_trips(
    bar: &[i64],
    asset: &[i64],
    quantity: &[f64],
    price: &[f64],
    commission: &[f64],
    _: [usize; 1],
) -> (Vec<[u64; 9]>,) {
    let (mut assets, mut records) = (Keyed::<Held>::new(asset), Vec::new());
    for (fill, asset) in asset.iter().enumerate() {
        let (quantity, price, fee) = (quantity[fill], price[fill], commission[fill]);
        let Held { position, trip } = assets.of(*asset);
        let was_flat = position.shares == 0.0;
        let closed = position.closed_by(quantity);
        let share = closed / quantity.abs();
        position.add(quantity);
        let ends = closed > 0.0 && (position.shares == 0.0 || share < 1.0);
        if closed > 0.0 {
            trip.closed.add(closed);
            trip.received.add(closed * price);
            trip.commission.add(share * fee);
        }
        if ends {
            records.push(trip.record(*asset, bar[fill]));
        }
        if share < 1.0 {
            if was_flat || ends {
                *trip = Trip { entry_bar: bar[fill], is_long: quantity > 0.0, ..Trip::default() };
            }
            let opened = quantity.abs() - closed;
            trip.opened.add(opened);
            trip.paid.add(opened * price);
            trip.commission.add((1.0 - share) * fee);
        }
    }
    (records,)
}
