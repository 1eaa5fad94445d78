//! Backtests of the contract, on every instruction set, and grids against single runs.

mod levels;
mod three;

use atc_kernels as kernels;
use atc_kernels::backtest::{Row, Terms, Trade, pair_count, signal_backtest, sma_backtest, sma_backtest_grid};
use atc_kernels::tables::Sequential;
use levels::on_every_level;
use three::Three;

const CLOSE: [f64; 14] = [10.0, 10.5, 11.0, 10.0, 9.0, 9.5, 10.5, 11.5, 12.0, 11.0, 10.0, 9.5, 10.0, 11.0];
const TERMS: Terms = Terms {
    initial_capital: 1000.0,
    commission_rate: 0.001,
    slippage: 0.001,
    allow_short: true,
    periods_per_year: 12.0,
};
const FREE: Terms = Terms { commission_rate: 0.0, slippage: 0.0, ..TERMS };

fn walk(bars: usize) -> Vec<f64> {
    let mut state = 7_u64;
    let step = |price: &mut f64, _| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *price *= 1.0 + 0.04 * ((state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5);
        Some(*price)
    };
    (0..bars).scan(100.0, step).collect()
}

#[track_caller]
fn assert_near(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    assert!(got.iter().zip(want).all(|(got, want)| (got - want).abs() <= 1e-9 * want.abs().max(1.0)), "{got:?}");
}

#[test]
fn long_and_short_of_the_contract() {
    on_every_level(|| {
        let mut curve = [7.0; 14];
        let (summary, trades) = sma_backtest(&CLOSE, [2, 4], &TERMS, &mut curve);
        let numbers = [-0.2969751438, -0.2776591658, -1.2911172038, -1.4209967684, 0.2293265559, 0.2969751438, 0.0];
        assert_near(&summary.numbers(), &numbers);
        assert_eq!(summary.trade_count, 3);
        assert_near(&curve[3..8], &[1000.0, 998.000998001, 942.4453868898, 827.3441466955, 906.1388273331]);
        let Trade { entry_bar, exit_bar, is_long, entry_price, exit_price, shares, commission, pnl } = trades[0];
        assert_eq!((entry_bar, exit_bar, is_long), (4, 6, false));
        let money = [8.991, 10.5105, 111.1112222223, 2.1668355002, -171.000337667];
        assert_near(&[entry_price, exit_price, shares, commission, pnl], &money);
        let long = Terms { allow_short: false, ..TERMS };
        assert_near(&sma_backtest(&CLOSE, [2, 4], &long, &mut curve).0.numbers()[..1], &[-0.0533152799]);
    });
}

#[test]
fn a_signal_trades_where_it_changes() {
    on_every_level(|| {
        let (close, signal, mut curve) = ([10.0, 20.0, 10.0, 5.0, 6.0], [1, 0, -1, -1, 0], [7.0; 5]);
        let terms = Terms { initial_capital: 100.0, periods_per_year: 4.0, ..FREE };
        let (summary, trades) = signal_backtest(&close, &signal, &terms, &mut curve);
        assert_near(&summary.numbers(), &[1.8, 1.8, 1.4421737124, 21.5, 0.9938701011, 1.0 / 15.0, 1.0]);
        assert_near(&curve, &[100.0, 200.0, 200.0, 300.0, 280.0]);
        assert_eq!(trades.iter().map(|trade| (trade.entry_bar, trade.exit_bar)).collect::<Vec<_>>(), [(0, 1), (2, 4)]);
        let (costly, _) =
            signal_backtest(&[10.0; 3], &[1; 3], &Terms { commission_rate: 0.25, ..FREE }, &mut curve[..3]);
        assert_near(&[costly.total_return, costly.max_drawdown], &[-0.2, 0.2]);
    });
}

#[test]
fn ruin_ends_it() {
    on_every_level(|| {
        let close = [10.0, 11.0, 12.0, 11.0, 9.0, 8.0, 9.0, 20.0, 22.0, 15.0];
        let mut curve = [7.0; 10];
        let (summary, trades) = sma_backtest(&close, [2, 3], &Terms { slippage: 0.0, ..TERMS }, &mut curve);
        assert_eq!(curve[7..], [0.0; 3]);
        assert_eq!((trades.len(), trades[0].exit_bar), (1, 7));
        assert_near(&[trades[0].pnl, summary.annual_return, summary.max_drawdown], &[-1224.2202242202, -1.0, 1.0]);
        // A short whose price doubles has nothing left, whatever rounding says.
        for price in [9.0, 10.0, 0.7, 1e6 / 3.0] {
            let close = [2.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 9.0].map(|share| share * price);
            let mut curve = [7.0; 8];
            sma_backtest(&close, [1, 2], &FREE, &mut curve);
            assert_eq!(curve[5..], [0.0; 3]);
        }
    });
}

#[test]
fn rows_of_a_grid_are_single_runs() {
    let close = walk(2000);
    let (fast, slow) = ([8, 3, 3, 30], [5, 13, 2, 1900, 4000]);
    on_every_level(|| {
        let mut rows = vec![[0; 10]; pair_count(&fast, &slow)];
        sma_backtest_grid(&close, [&fast, &slow], &TERMS, &Sequential, &mut rows);
        let mut shared = vec![[1; 10]; rows.len()];
        sma_backtest_grid(&close, [&fast, &slow], &TERMS, &Three, &mut shared);
        assert_eq!(rows, shared);
        for row in &rows {
            let [fast, slow] = [row[0] as usize, row[1] as usize];
            let summary = sma_backtest(&close, [fast, slow], &TERMS, &mut vec![0.0; close.len()]).0;
            assert_eq!(*row, <[u64; 10]>::from(Row { fast, slow, summary }));
        }
    });
}

#[test]
fn metrics_are_those_of_the_curve() {
    let mut close = walk(3000);
    // Prices of few values: averages tie, and equity stands still for long.
    close.extend(walk(500).iter().map(|price| (price / 8.0).round()));
    on_every_level(|| {
        for terms in [TERMS, FREE, Terms { allow_short: false, ..TERMS }, Terms { slippage: 0.1, ..TERMS }] {
            for lengths in [[1, 2], [2, 5], [3, 40], [20, 70], [300, 2000], [1, 3499], [5, 9000]] {
                let mut curve = vec![7.0; close.len()];
                let (summary, trades) = sma_backtest(&close, lengths, &terms, &mut curve);
                let alive = curve.iter().take_while(|equity| **equity > 0.0).count();
                let returns: Vec<_> =
                    curve[..curve.len().min(alive + 1)].windows(2).map(|two| two[1] / two[0] - 1.0).collect();
                let year = terms.periods_per_year;
                let wins = trades.iter().filter(|trade| trade.pnl > 0.0).count();
                let wanted = [
                    curve[curve.len() - 1] / 1000.0 - 1.0,
                    kernels::annual_return(&curve, year),
                    kernels::sharpe_ratio(&returns, 0.0, year, 1),
                    kernels::sortino_ratio(&returns, 0.0, year),
                    kernels::volatility(&returns, year, 1),
                    kernels::max_drawdown(&curve),
                    wins as f64 / trades.len() as f64,
                ];
                for (got, want) in summary.numbers().into_iter().zip(wanted) {
                    let is_near = (got - want).abs() <= 1e-11 * want.abs().max(1.0) || got.is_nan() && want.is_nan();
                    assert!(is_near, "{lengths:?}: {got} is not {want}");
                }
                assert_eq!(summary.total_return, wanted[0]);
            }
        }
    });
}

#[test]
fn few_bars_have_few_metrics() {
    for bars in 0..3 {
        let mut curve = vec![7.0; bars];
        let (summary, trades) = sma_backtest(&CLOSE[..bars], [1, 9], &TERMS, &mut curve);
        assert_eq!((trades.len(), summary.trade_count), (0, 0));
        assert_eq!(curve, vec![1000.0; bars]);
        let is_known = [bars > 0, bars > 1, false, bars > 1, false, bars > 0, false];
        assert_eq!(summary.numbers().map(|number| !number.is_nan()), is_known);
    }
}
