//! The middle of long windows in order: what is far from the median is only counted.

/// So many times the root of the window's length are in order on each side of the median. The median moves by one place a bar
/// at most: a search for the middle anew is paid for by as many bars as it takes to get there.
const ROOTS: f64 = 4.0;

/// The values of a window between two bounds, in order, and how many are below.
struct Middle {
    values: Vec<f64>,
    low: f64,
    high: f64,
    below: usize,
    count: usize,
    most: usize,
}

/// Medians of the last bars, as many as `out` has.
pub fn medians(x: &[f64], [window, needed]: [usize; 2], out: &mut [f64]) {
    let first = x.len() - out.len();
    let before = (first + 1).saturating_sub(window)..first;
    let most = (ROOTS * (window as f64).sqrt()) as usize;
    // No bounds yet: all that is counted is below them.
    let (low, high) = (f64::INFINITY, f64::INFINITY);
    let count = x[before].iter().filter(|bar| bar.is_finite()).count();
    let mut middle = Middle { values: Vec::new(), low, high, below: count, count, most };
    for (bar, out) in (first..).zip(out) {
        let oldest = bar.checked_sub(window).map_or(f64::NAN, |bar| x[bar]);
        middle.replace(oldest, x[bar]);
        *out = f64::NAN;
        if middle.count >= needed.max(1) {
            let ranks = [(middle.count - 1) / 2, middle.count / 2];
            *out = middle
                .mean_of(ranks)
                .unwrap_or_else(|| middle.search(&x[(bar + 1).saturating_sub(window)..=bar], ranks));
        }
    }
}

impl Middle {
    fn replace(&mut self, oldest: f64, newest: f64) {
        let place_of = |values: &[f64], value: f64| values.partition_point(|other| *other < value);
        if oldest.is_finite() {
            self.count -= 1;
            if oldest < self.low {
                self.below -= 1;
            } else if oldest <= self.high {
                self.values.remove(place_of(&self.values, oldest));
            }
        }
        if newest.is_finite() {
            self.count += 1;
            if newest < self.low {
                self.below += 1;
            } else if newest <= self.high {
                self.values.insert(place_of(&self.values, newest), newest);
            }
        }
    }

    /// The mean of the values at two ranks of the window, if they are between the bounds.
    fn mean_of(&self, ranks: [usize; 2]) -> Option<f64> {
        let [low, high] = ranks.map(|rank| rank.checked_sub(self.below).and_then(|place| self.values.get(place)));
        Some(0.5 * (low? + high?))
    }

    /// Puts the bounds around two ranks, which have the same distance to both.
    #[cold]
    fn search(&mut self, window: &[f64], ranks: [usize; 2]) -> f64 {
        self.values.clear();
        self.values.extend(window.iter().filter(|bar| bar.is_finite()));
        let last = (ranks[1] + self.most).min(self.count - 1);
        self.high = *self.values.select_nth_unstable_by(last, f64::total_cmp).1;
        let first = ranks[0].saturating_sub(self.most);
        self.low = *self.values[..=last].select_nth_unstable_by(first, f64::total_cmp).1;
        let (low, high) = (self.low, self.high);
        self.below = self.values.iter().filter(|value| **value < low).count();
        self.values.retain(|value| (low..=high).contains(value));
        self.values.sort_unstable_by(f64::total_cmp);
        self.mean_of(ranks).unwrap_or(f64::NAN)
    }
}
