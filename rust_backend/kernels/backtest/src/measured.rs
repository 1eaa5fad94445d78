//! Metrics without a curve: what a position returns from bar to bar follows from prices, whatever equity it began with.

use crate::held::{Worth, higher, lower};
use crate::marks::{Held, Marks};
use crate::{Averaged, Summary, Terms};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch};
use atc_metrics::curves::Ends;
use atc_metrics::drawdowns::Below;
use atc_metrics::moments::{BLOCK, Deviations, Downside, LEAST_SQUARES};

/// Rows of returns that are added without compensation.
const ROWS: usize = 32;

/// Ranges of bars that memory is taken for at once.
const USUAL: usize = 64;

/// Squared deviations from the mean are at least this share of the squares, or they have too few digits.
const LEAST_SHARE: f64 = 1.0 / 64.0;

/// Sums of returns, of their squares, and of the squares of those below 0.
struct Sums<M: Machine> {
    /// Of a few rows.
    piece: [Row<M>; 3],
    rows: usize,
    sums: [Row<M>; 3],
    lost: [Row<M>; 3],
}

impl<M: Machine> Sums<M> {
    #[inline(always)]
    fn new(machine: M) -> Self {
        let none = [Row::splat(machine, 0.0); 3];
        Self { piece: none, rows: 0, sums: none, lost: none }
    }

    /// Keeps the sums of a piece, of which some rows are new.
    #[inline(always)]
    fn keep(&mut self, machine: M, piece: [Row<M>; 3], rows: usize) {
        (self.piece, self.rows) = (piece, self.rows + rows);
        if self.rows >= ROWS {
            self.settle(machine);
        }
    }

    /// Adds the piece, and what the addition loses (Knuth).
    #[inline(always)]
    fn settle(&mut self, machine: M) {
        for ((sum, lost), term) in self.sums.iter_mut().zip(&mut self.lost).zip(self.piece) {
            let next = *sum + term;
            let added = next - *sum;
            *lost = *lost + ((*sum - (next - added)) + (term - added));
            *sum = next;
        }
        (self.piece, self.rows) = ([Row::splat(machine, 0.0); 3], 0);
    }

    #[inline(always)]
    fn values(&self) -> [f64; 3] {
        let mut values = [0.0; 3];
        for (value, (sum, lost)) in values.iter_mut().zip(self.sums.iter().zip(&self.lost)) {
            *value = sum.folded(|a, b| a + b) + lost.folded(|a, b| a + b);
        }
        values
    }
}

/// Adds a row of returns.
#[inline(always)]
fn take_returns<M: Machine>(machine: M, returns: Row<M>, [sum, squares, losses]: [Row<M>; 3]) -> [Row<M>; 3] {
    let below = returns.least(Row::splat(machine, 0.0));
    [sum + returns, returns.fused(returns, squares), below.fused(below, losses)]
}

/// The last prices and those before them, in the same lanes; NaN in the others.
#[inline(always)]
fn last_two<M: Machine>(machine: M, close: &[f64], count: usize) -> [Row<M>; 2] {
    let end = close.len();
    if end > LANES {
        return [Row::last(machine, close, count), Row::last(machine, &close[..end - 1], count)];
    }
    let mut rows = [[f64::NAN; LANES]; 2];
    rows[0][..count].copy_from_slice(&close[end - count..]);
    rows[1][..count].copy_from_slice(&close[end - 1 - count..end - 1]);
    [Row::load(machine, &rows[0], 0), Row::load(machine, &rows[1], 0)]
}

/// Equity at bars at which the position changes, and at the bars before them.
struct Turns {
    after: [f64; LANES],
    before: [f64; LANES],
    count: usize,
}

impl Turns {
    const NONE: Self = Self { after: [f64::NAN; LANES], before: [f64::NAN; LANES], count: 0 };

    #[inline(always)]
    fn add<M: Machine>(&mut self, machine: M, after: f64, before: f64, sums: &mut Sums<M>) {
        (self.after[self.count], self.before[self.count]) = (after, before);
        self.count += 1;
        if self.count == LANES {
            self.settle(machine, sums);
        }
    }

    #[inline(always)]
    fn settle<M: Machine>(&mut self, machine: M, sums: &mut Sums<M>) {
        let (after, before, zero) =
            (Row::load(machine, &self.after, 0), Row::load(machine, &self.before, 0), Row::splat(machine, 0.0));
        let returns = (after - before) / before;
        let piece = take_returns(machine, returns.if_number(returns, zero), sums.piece);
        sums.keep(machine, piece, 1);
        *self = Self::NONE;
    }
}

/// What was held over a range of bars, and the lowest and highest equity there.
struct Range {
    held: Held,
    bars: [usize; 2],
    bounds: [f64; 2],
}

/// How far equity fell below its peaks. Of most ranges their bounds tell that it fell further elsewhere.
#[inline(always)]
fn fallen<M: Machine>(machine: M, close: &[f64], capital: f64, ranges: &[Range]) -> Below {
    let (mut below, mut highest) = (Below::after(capital), capital);
    for range in ranges {
        highest = below.expect(highest, range.bounds);
    }
    for Range { held, bars, bounds } in ranges {
        if let (false, Held::Shares(worth)) = (below.take_shallow(*bounds), held) {
            deepen(machine, &close[bars[0]..bars[1]], worth, &mut below);
        }
    }
    below
}

/// Takes the equity at some prices, block by block.
#[inline(always)]
fn deepen<M: Machine>(machine: M, close: &[f64], worth: &Worth, below: &mut Below) {
    let mut memory = Scratch::new(BLOCK);
    for block in close.chunks(BLOCK) {
        worth.mark(machine, block, [0, block.len()], &mut memory);
        below.take(machine, &memory[..block.len()]);
    }
}

/// The metrics of what was held so far.
pub struct Measured<M: Machine> {
    sums: Sums<M>,
    turns: Turns,
    ranges: Vec<Range>,
    capital: f64,
    /// The equity that the next return counts from, and that of the last bar.
    last: f64,
    end: f64,
    /// Whether rounding decides nothing: no equity is near 0, no price extreme.
    is_regular: bool,
}

impl<M: Machine> Measured<M> {
    #[inline(always)]
    pub fn new(machine: M, prices: &Averaged<'_>, terms: &Terms) -> Self {
        let capital = terms.initial_capital;
        Self {
            sums: Sums::new(machine),
            turns: Turns::NONE,
            ranges: Vec::with_capacity(USUAL),
            capital,
            last: capital,
            end: capital,
            is_regular: prices.are_usual && !M::IS_BASELINE,
        }
    }

    /// The metrics without the trades, unless a curve must be looked at for them.
    #[inline(always)]
    pub fn summary(mut self, machine: M, prices: Averaged<'_>, terms: &Terms) -> Option<Summary> {
        self.turns.settle(machine, &mut self.sums);
        self.sums.settle(machine);
        let (bars, [sum, squares, losses]) = (prices.close.len(), self.sums.values());
        let deviations = squares - sum * (sum / (bars as f64 - 1.0));
        let has_digits = deviations >= LEAST_SHARE * squares && losses > LEAST_SQUARES && squares < 1.0 / LEAST_SQUARES;
        if !(self.is_regular && bars > 2 && (squares == 0.0 || has_digits)) {
            return None;
        }
        Some(Summary::from_parts(
            &Ends { count: bars, first: self.capital, last: self.end },
            &Deviations::known(bars - 1, sum, deviations),
            &Downside::known(losses),
            &fallen(machine, prices.close, self.capital, &self.ranges),
            terms,
        ))
    }

    /// Takes what a position returns over a range of bars; gives the bounds of its prices and of a first one.
    #[inline(always)]
    fn returns(&mut self, machine: M, close: &[f64], owed: f64, [from, until]: [usize; 2], first: f64) -> [f64; 2] {
        let (owed, zero) = (Row::splat(machine, owed), Row::splat(machine, 0.0));
        let (mut lowest, mut highest) = (Row::splat(machine, first), Row::splat(machine, first));
        let mut bar = from;
        loop {
            let (end, mut piece) = (until.min(bar + ROWS * LANES), self.sums.piece);
            let rows = (end - bar) / LANES + 1;
            while bar + LANES <= end {
                let (now, before) = (Row::load(machine, close, bar), Row::load(machine, close, bar - 1));
                (lowest, highest) = (now.least(lowest), now.greatest(highest));
                piece = take_returns(machine, (now - before).over(before - owed), piece);
                bar += LANES;
            }
            let rest = end - bar;
            let [now, before] = last_two(machine, &close[..end], rest);
            (lowest, highest) = (now.lowest(lowest), now.highest(highest));
            let returns = (now - before).over(before - owed);
            self.sums.keep(machine, take_returns(machine, returns.if_number(returns, zero), piece), rows);
            bar = end;
            if bar == until {
                return [lowest.folded(lower), highest.folded(higher)];
            }
        }
    }

    /// Takes a position over a range of bars; gives the bounds of equity.
    #[inline(always)]
    fn hold(&mut self, machine: M, close: &[f64], worth: &Worth, [since, until]: [usize; 2]) -> [f64; 2] {
        // The first return counts from the capital, whatever a fill at the first bar has cost of it.
        let from = if since == 0 && until > 1 { 1 } else { since };
        if from > 0 {
            self.turns.add(machine, worth.at::<M>(close[from]), self.last, &mut self.sums);
        }
        let bars = [from + 1, until.max(from + 1)];
        let [low, high] = self.returns(machine, close, worth.ruinous_price(), bars, close[since]);
        let (low, high) = (worth.at::<M>(lower(low, close[from])), worth.at::<M>(higher(high, close[from])));
        self.end = worth.at::<M>(close[until - 1]);
        if until > 1 {
            self.last = self.end;
        }
        let bounds = if worth.is_long() { [low, high] } else { [high, low] };
        self.is_regular &= worth.is_far_from_ruin(bounds[0]);
        bounds
    }
}

impl<M: Machine> Marks<M> for Measured<M> {
    #[inline(always)]
    fn take(&mut self, machine: M, prices: &Averaged<'_>, held: &Held, bars: [usize; 2]) -> Result<(), usize> {
        if bars[0] == bars[1] || !self.is_regular {
            return Ok(());
        }
        let bounds = match held {
            Held::Shares(worth) => self.hold(machine, prices.close, worth, bars),
            Held::Cash(equity) => {
                if bars[0] > 0 {
                    self.turns.add(machine, *equity, self.last, &mut self.sums);
                }
                (self.last, self.end) = (*equity, *equity);
                [*equity; 2]
            }
        };
        self.is_regular &= bounds[0] > 0.0 && bounds[1] < f64::INFINITY;
        self.ranges.push(Range { held: *held, bars, bounds });
        Ok(())
    }
}
