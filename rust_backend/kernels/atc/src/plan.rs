//! What a call computes: the averages of every family, and where their states lie.

use super::averages::{Average, Kind};
use super::tile;
use super::trading::{FAMILY, Rules, TRADER, TRADER_START, family_start};
use atc_engine::lanes::Cell;
use atc_moving_averages::lanes::Speeds;

/// EMA, HMA, WMA, DEMA, LSMA, KAMA: the order in which their equities are added up.
pub const FAMILIES: usize = 6;

/// Averages per family.
pub const NINE: usize = 9;

/// How far the lengths of a family lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Robustness {
    Narrow,
    Medium,
    Wide,
}

/// Whose results are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Compat {
    Default,
    /// The first Python port: the least-squares line is read one bar back.
    Python,
    /// The script of TradingView.
    Pine,
}

/// From which bar on a family counts in the average signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum WarmUp {
    /// From the first price on.
    Original,
    /// Once its longest average has as many bars as its windows hold.
    Wait,
}

/// The options of Adaptive Trend Classification, checked before: lengths with their offsets are at least 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub lengths: [usize; FAMILIES],
    /// What each family's equity starts with.
    pub weights: [f64; FAMILIES],
    pub robustness: Robustness,
    /// Growth of returns, in thousandths a bar.
    pub la: f64,
    /// Decay of equity, in percent a bar.
    pub de: f64,
    pub cutout: u64,
    pub long_threshold: f64,
    pub short_threshold: f64,
    pub compat: Compat,
    pub warm_up: WarmUp,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lengths: [28; FAMILIES],
            weights: [1.0; FAMILIES],
            robustness: Robustness::Medium,
            la: 0.02,
            de: 0.03,
            cutout: 0,
            long_threshold: 0.1,
            short_threshold: -0.1,
            compat: Compat::Default,
            warm_up: WarmUp::Original,
        }
    }
}

impl Robustness {
    pub const ALL: [Self; 3] = [Self::Narrow, Self::Medium, Self::Wide];

    pub fn offsets(self) -> [usize; 4] {
        match self {
            Self::Narrow => [1, 2, 3, 4],
            Self::Medium => [1, 2, 4, 6],
            Self::Wide => [1, 3, 5, 7],
        }
    }

    /// The nine lengths in the order in which equities are added up.
    fn lengths(self, length: usize) -> [usize; NINE] {
        let [a, b, c, d] = self.offsets();
        [0, a, b, c, d]
            .map(|offset| length + offset)
            .into_iter()
            .chain([a, b, c, d].map(|offset| length - offset))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or([length; NINE])
    }
}

impl Compat {
    pub const ALL: [Self; 3] = [Self::Default, Self::Python, Self::Pine];
}

impl WarmUp {
    pub const ALL: [Self; 2] = [Self::Original, Self::Wait];
}

impl Settings {
    /// How many bars after the first price a family begins to count.
    fn wait(&self, family: usize) -> f64 {
        let longest = self.lengths[family] + self.robustness.offsets()[3];
        let bars = match (self.warm_up, family) {
            (WarmUp::Original, _) => return f64::NEG_INFINITY,
            (WarmUp::Wait, HULL) if self.compat != Compat::Pine => longest + longest.isqrt() - 2,
            (WarmUp::Wait, KAUFMAN) => longest,
            (WarmUp::Wait, _) => longest - 1,
        };
        bars as f64
    }
}

/// Averages and rules made from the settings, for series of so many bars at most.
pub struct Plan {
    pub families: [Vec<Average>; FAMILIES],
    pub growth: f64,
    pub decay: f64,
    pub cutout: u64,
    pub rules: Rules,
    /// The most bars that an average sums up before it begins.
    pub longest: usize,
    /// What each family's equity starts with.
    pub weights: [f64; FAMILIES],
    /// How many bars after the first price each family begins to count.
    pub waits: [f64; FAMILIES],
}

impl Plan {
    pub fn new(settings: &Settings, bars: usize) -> Self {
        let mut families = [(); FAMILIES].map(|()| Vec::new());
        for (index, family) in families.iter_mut().enumerate() {
            let lengths = settings.robustness.lengths(settings.lengths[index]);
            *family = lengths.map(|length| average(index, length, settings.compat, bars)).into();
        }
        let is_pine = settings.compat == Compat::Pine;
        let longest = families.iter().flatten().map(Average::seed).max().unwrap_or(0);
        Self {
            families,
            growth: settings.la / 1000.0,
            decay: 1.0 - settings.de / 100.0,
            cutout: settings.cutout,
            rules: Rules {
                long: if is_pine { PINE_CUT } else { settings.long_threshold },
                short: if is_pine { -PINE_CUT } else { settings.short_threshold },
                is_half_up: is_pine,
                holds_gains: is_pine,
            },
            longest,
            weights: settings.weights,
            waits: std::array::from_fn(|family| settings.wait(family)),
        }
    }

    /// How many cells the state of eight series takes.
    pub fn cells(&self) -> usize {
        let averages = self.families.iter().flatten();
        tile::CELLS + FAMILIES * FAMILY + averages.map(|average| average.cells + TRADER).sum::<usize>()
    }

    /// The state before the first bar.
    pub fn start(&self, cells: &mut [Cell]) {
        let (own, mut rest) = cells.split_at_mut(tile::CELLS);
        own.copy_from_slice(&tile::START);
        for (family, weight) in self.families.iter().zip(self.weights) {
            for average in family {
                let (state, later) = rest.split_at_mut(average.cells);
                let (trader, later) = later.split_at_mut(TRADER);
                average.start(state);
                trader.copy_from_slice(&TRADER_START);
                rest = later;
            }
            let (own, later) = rest.split_at_mut(FAMILY);
            own.copy_from_slice(&family_start(weight));
            rest = later;
        }
    }
}

const PINE_CUT: f64 = 0.49;

/// Families whose averages begin later than others of the same length.
const HULL: usize = 1;
const KAUFMAN: usize = 5;

fn average(family: usize, length: usize, compat: Compat, bars: usize) -> Average {
    let is_pine = compat == Compat::Pine;
    let kind = match family {
        0 => Kind::Ema,
        1 if is_pine => Kind::Sma,
        1 => Kind::Hma,
        2 => Kind::Wma,
        3 => Kind::Dema,
        4 if compat == Compat::Python => Kind::LsmaOneBack,
        4 => Kind::Lsma,
        _ => Kind::Kama(Speeds { is_from_zero: is_pine, ..Speeds::USUAL }),
    };
    Average::new(kind, length, bars)
}
