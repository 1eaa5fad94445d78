//! The changes of a bar: what each closes and opens, and the factor of all that opens.

use super::lanes::{Assets, Numbers, Sums, are_near, padded, vectors, vectors_of};
use super::{Fill, Terms, Unit, record};
use crate::account::whole_lots;
use atc_engine::trading::TIE_BAND;
use atc_engine::{Arithmetic, Machine, Part};

pub struct Plan {
    opens: Vec<f64>,
    targets: Vec<f64>,
    /// 1 to buy, -1 to sell.
    sides: Vec<f64>,
    /// The shares that close a position, and those that open one, on the same side.
    closing: Vec<f64>,
    opening: Vec<f64>,
    /// Of goal and position: 1e-10 of it is not traded.
    largest: Vec<f64>,
    /// What is filled.
    shares: Vec<f64>,
    quantities: Vec<f64>,
    prices: Vec<f64>,
    commissions: Vec<f64>,
}

impl Plan {
    pub fn new(assets: usize) -> Self {
        let new = || padded(assets);
        Self {
            opens: new(),
            targets: new(),
            sides: new(),
            closing: new(),
            opening: new(),
            largest: new(),
            shares: new(),
            quantities: new(),
            prices: new(),
            commissions: new(),
        }
    }

    /// Finds the changes; gives the factor of all opening parts that the account can carry after all closing ones.
    #[inline(always)]
    pub fn make<M: Machine>(
        &mut self,
        m: Part<M>,
        account: &Assets,
        cash: f64,
        [opens, targets]: [&[f64]; 2],
        terms: &Terms,
    ) -> f64 {
        self.opens[..opens.len()].copy_from_slice(opens);
        self.targets[..targets.len()].copy_from_slice(targets);
        let equity = cash + self.worth(m, account);
        let (zero, one) = (m.splat(0.0), m.splat(1.0));
        let [mut needed, mut extra, mut paid, mut held] = [Sums::new(m); 4];
        let (opens, targets) = (vectors::<M>(&self.opens), vectors::<M>(&self.targets));
        let (shares, marks) = (vectors::<M>(&account.shares), vectors::<M>(&account.marks));
        let (sides, largest) = (vectors_of::<M>(&mut self.sides), vectors_of::<M>(&mut self.largest));
        let (closings, openings) = (vectors_of::<M>(&mut self.closing), vectors_of::<M>(&mut self.opening));
        for (place, (open, target)) in opens.iter().zip(targets).enumerate() {
            let (open, target, shares) = (*open, *target, shares[place]);
            let has_open = m.less(zero, open);
            let goal = match terms.unit {
                Unit::Weight => m.div(m.mul(target, m.splat(equity)), open),
                Unit::Value => m.div(target, open),
                Unit::Shares => target,
            };
            // What does not trade, or has no target, is left as it is.
            let goal = m.select(m.both(has_open, m.equal(target, target)), goal, shares);
            let (from, to) = (m.abs(shares), m.abs(goal));
            let largest_of_both = m.larger(from, to);
            let turns = m.less(m.mul(goal, shares), zero);
            let closing = m.select(turns, from, m.larger(m.sub(from, to), zero));
            let opening = m.select(turns, to, m.larger(m.sub(to, from), zero));
            let stays = are_near(m, goal, shares, largest_of_both);
            let (closing, opening) = (m.select(stays, zero, closing), m.select(stays, zero, opening));
            let side = m.select(m.less(shares, goal), one, m.sub(zero, one));
            let price = m.select(has_open, open, marks[place]);
            (sides[place], largest[place], closings[place], openings[place]) =
                (side, largest_of_both, closing, opening);
            held.add(m, place, m.mul(m.sub(from, closing), price));
            needed.add(m, place, m.mul(opening, price));
            paid.add(m, place, costs(m, terms, closing, price, side));
            extra.add(m, place, costs(m, terms, opening, price, side));
        }
        let needed = needed.total();
        if terms.leverage.is_infinite() || needed == 0.0 {
            return 1.0;
        }
        let room = terms.leverage * (equity - paid.total()) - held.total();
        let factor = room / (needed + terms.leverage * extra.total());
        // Of numbers that overflow it is none.
        if factor > 0.0 { factor.min(1.0) } else { 0.0 }
    }

    /// All positions at the opens, at their marks where there is none.
    #[inline(always)]
    fn worth<M: Machine>(&self, m: Part<M>, account: &Assets) -> f64 {
        let (shares, marks) = (vectors::<M>(&account.shares), vectors::<M>(&account.marks));
        let mut worth = Sums::new(m);
        for (place, open) in vectors::<M>(&self.opens).iter().enumerate() {
            let price = m.select(m.less(m.splat(0.0), *open), *open, marks[place]);
            worth.add(m, place, m.mul(shares[place], price));
        }
        worth.total()
    }

    /// Fills all changes, so much of what opens; gives the money that is paid.
    #[inline(always)]
    pub fn fill<M: Machine>(&mut self, m: Part<M>, account: &mut Assets, factor: f64, terms: &Terms) -> f64 {
        let (closing, opening) = (vectors::<M>(&self.closing), vectors::<M>(&self.opening));
        for (place, shares) in vectors_of::<M>(&mut self.shares).iter_mut().enumerate() {
            *shares = m.add(closing[place], m.mul(m.splat(factor), opening[place]));
        }
        if terms.lot > 0.0 {
            for shares in &mut self.shares {
                *shares = whole_lots(*shares, terms.lot);
            }
        }
        let (zero, mut spent) = (m.splat(0.0), Sums::new(m));
        let (opens, sides) = (vectors::<M>(&self.opens), vectors::<M>(&self.sides));
        let (largest, wanted) = (vectors::<M>(&self.largest), vectors::<M>(&self.shares));
        let (quantities, prices) = (vectors_of::<M>(&mut self.quantities), vectors_of::<M>(&mut self.prices));
        let commissions = vectors_of::<M>(&mut self.commissions);
        for (place, shares) in wanted.iter().enumerate() {
            let is_dust = m.less_or_equal(*shares, m.mul(m.splat(TIE_BAND), largest[place]));
            let shares = m.select(is_dust, zero, *shares);
            let price = price(m, terms, opens[place], sides[place]);
            let price = m.select(m.less(zero, shares), price, zero);
            let (quantity, commission) = (m.mul(sides[place], shares), commission(m, terms, shares, price));
            spent.add(m, place, m.add(m.mul(quantity, price), commission));
            account.trade(m, place, quantity, price);
            (quantities[place], prices[place], commissions[place]) = (quantity, price, commission);
        }
        spent.total()
    }

    /// Writes the fills down. Apart: among the vectors its registers are spilled, and it takes half of a run.
    #[inline(never)]
    pub fn write(&self, bar: usize, assets: usize, fills: &mut Vec<Fill>) {
        let (start, mut count) = (fills.len(), 0);
        fills.resize(start + assets, Fill::default());
        let rows = &mut fills[start..];
        let numbers = self.quantities[..assets].iter().zip(&self.prices).zip(&self.commissions);
        for (asset, ((quantity, price), commission)) in numbers.enumerate() {
            rows[count] = record(bar, asset, *quantity, *price, *commission);
            count += usize::from(*quantity != 0.0);
        }
        fills.truncate(start + count);
    }
}

/// What fills buy or sell at.
#[inline(always)]
fn price<M: Machine>(m: Part<M>, terms: &Terms, open: Numbers<M>, side: Numbers<M>) -> Numbers<M> {
    m.mul(open, m.add(m.splat(1.0), m.mul(side, m.splat(terms.slippage))))
}

#[inline(always)]
fn commission<M: Machine>(m: Part<M>, terms: &Terms, shares: Numbers<M>, price: Numbers<M>) -> Numbers<M> {
    let of_shares = m.mul(m.splat(terms.per_share), shares);
    m.add(of_shares, m.mul(m.mul(m.splat(terms.rate), shares), price))
}

/// Slippage and commission of shares together.
#[inline(always)]
fn costs<M: Machine>(m: Part<M>, terms: &Terms, shares: Numbers<M>, open: Numbers<M>, side: Numbers<M>) -> Numbers<M> {
    let slippage = m.mul(m.mul(shares, open), m.splat(terms.slippage));
    m.add(slippage, commission(m, terms, shares, price(m, terms, open, side)))
}
