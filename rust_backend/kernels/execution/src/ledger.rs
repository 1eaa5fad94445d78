//! What fills come to, one after another.

use crate::account::{Account, Position};
use atc_engine::Workers;
use atc_engine::sums::Total;
use std::collections::HashMap;

/// Something for each of many keys: whole numbers from 0 on have places, others are looked up.
pub struct Keyed<T> {
    places: Vec<T>,
    others: HashMap<i64, T>,
}

impl<T: Default + Clone> Keyed<T> {
    /// For these keys.
    pub fn new(keys: &[i64]) -> Self {
        // Where keys are few numbers, looking them up takes half of the time of a ledger.
        let most = keys.iter().fold(0, |most, key| most.max(*key as u64));
        let places = if most < 4 * keys.len() as u64 { most as usize + 1 } else { 0 };
        Self { places: vec![T::default(); places], others: HashMap::new() }
    }

    #[inline(always)]
    pub fn of(&mut self, key: i64) -> &mut T {
        if self.places.is_empty() { self.others.entry(key).or_default() } else { &mut self.places[key as usize] }
    }
}

#[derive(Clone, Default)]
struct Holding {
    position: Position,
    basis: f64,
}

impl Holding {
    /// Position, basis and realised gain after a fill.
    #[inline(always)]
    fn take(&mut self, quantity: f64, price: f64) -> [f64; 3] {
        let closed = self.position.closed_by(quantity);
        let gained = if quantity > 0.0 { self.basis - price } else { price - self.basis };
        let realised = if closed > 0.0 { closed * gained } else { 0.0 };
        self.position.add(quantity);
        let shares = self.position.shares;
        if shares == 0.0 {
            self.basis = 0.0;
        } else if closed > 0.0 && shares * quantity > 0.0 {
            self.basis = price;
        } else if closed == 0.0 {
            self.basis += (price - self.basis) * (quantity / shares);
        }
        [shares, self.basis, realised]
    }
}

/// Position, average cost and realised gain after each fill.
#[allow(clippy::too_many_arguments)]
pub fn position_ledger(
    asset: &[i64],
    quantity: &[f64],
    price: &[f64],
    _: [usize; 1],
    _: &dyn Workers,
    position: &mut [f64],
    cost_basis: &mut [f64],
    realised: &mut [f64],
) {
    let mut holdings = Keyed::<Holding>::new(asset);
    for (fill, asset) in asset.iter().enumerate() {
        [position[fill], cost_basis[fill], realised[fill]] = holdings.of(*asset).take(quantity[fill], price[fill]);
    }
}

#[derive(Clone, Default)]
struct Owed {
    shares: Total,
    value: Total,
    paid: f64,
}

/// What each fill adds to what its order owes.
#[allow(clippy::too_many_arguments)]
pub fn commissions(
    order: &[i64],
    quantity: &[f64],
    price: &[f64],
    maker: &[u8],
    _: [usize; 1],
    per_share: f64,
    per_order: f64,
    maker_rate: f64,
    taker_rate: f64,
    minimum: f64,
    out: &mut [f64],
) {
    let mut orders = Keyed::<Owed>::new(order);
    for (fill, order) in order.iter().enumerate() {
        let owed = orders.of(*order);
        let rate = if maker[fill] == 0 { taker_rate } else { maker_rate };
        owed.shares.add(quantity[fill].abs());
        owed.value.add(rate * (quantity[fill] * price[fill]).abs());
        let total = (per_order + per_share * owed.shares.value() + owed.value.value()).max(minimum);
        out[fill] = total - owed.paid;
        owed.paid = total;
    }
}

/// Cash, positions and equity at the end of each bar.
#[allow(clippy::too_many_arguments)]
pub fn mark_to_market(
    bar: &[i64],
    asset: &[i64],
    quantity: &[f64],
    price: &[f64],
    commission: &[f64],
    close: &[f64],
    [fills, bars, assets]: [usize; 3],
    initial_cash: f64,
    _: &dyn Workers,
    cash: &mut [f64],
    position: &mut [f64],
    equity: &mut [f64],
) {
    let (mut account, mut fill) = (Account::new(initial_cash, assets), 0);
    for time in 0..bars {
        while fill < fills && bar[fill] as usize <= time {
            account.fill(asset[fill] as usize, quantity[fill], price[fill], commission[fill]);
            fill += 1;
        }
        let row = time * assets..(time + 1) * assets;
        account.mark(&close[row.clone()]);
        account.shares(&mut position[row]);
        (cash[time], equity[time]) = (account.cash(), account.equity());
    }
}
