/* The kernels of ATC core as C functions.
 *
 * Written by `python -m atc_core.c_abi` from their declarations: do not edit.
 *
 * Series have n bars each, n may be 0 and less than a length; all n bars of `out` are written, what cannot be computed
 * as NaN. Other arrays lie in C order; their axes, and those of `out`, are named beside the function. `out` lies apart
 * from the inputs, and pointers are aligned to their types. A flag is true where its byte is not 0; a signal is -1, 0
 * or 1. A function returns ATC_OK, or another code and then leaves nothing of use in `out`. It may be called by several
 * threads at once, writes nowhere else, and lets no exception out.
 */
#ifndef ATC_KERNELS_H
#define ATC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifndef ATC_API
#if defined(_WIN32)
#define ATC_API __declspec(dllexport)
#else
#define ATC_API __attribute__((visibility("default")))
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
    ATC_OK = 0,
    ATC_NULL = 1, /* a pointer is null */
    ATC_OPTION = 2, /* an option is outside its range */
    ATC_ALIGNMENT = 3, /* a pointer is not aligned to its type */
    ATC_OVERLAP = 4, /* out overlaps an input */
    ATC_FAILED = 5, /* it failed inside */
};

/* K-means clusters of the complete rows of a data set, from greedy k-means++ starts: the same bits everywhere.
   `n_clusters`: at least 1.
   `seed`: at least 0.
   `n_init`: at least 1.
   `max_iter`: at least 1.
   `tol`: at least 0 and finite.
   `x`: (rows, columns).
   `out_centers`: (centers, columns).
   `out_inertia`: (1).
   `out_n_iter`: (1).
   `out_counts`: (centers). */
ATC_API int32_t atc_kmeans(const double *x, size_t n_rows, size_t n_columns, int64_t n_clusters, int64_t seed, int64_t n_init, int64_t max_iter, double tol, int64_t *out_labels, double *out_centers, double *out_inertia, int64_t *out_n_iter, int64_t *out_counts);

/* K-means clusters of the complete rows of a data set, from given centres: the same bits everywhere.
   `max_iter`: at least 1.
   `tol`: at least 0 and finite.
   `x`: (rows, columns).
   `centers`: (centers, columns).
   `out_centers`: (centers, columns).
   `out_inertia`: (1).
   `out_n_iter`: (1).
   `out_counts`: (centers). */
ATC_API int32_t atc_kmeans_lloyd(const double *x, const double *centers, size_t n_rows, size_t n_columns, size_t n_centers, int64_t max_iter, double tol, int64_t *out_labels, double *out_centers, double *out_inertia, int64_t *out_n_iter, int64_t *out_counts);

/* Number of the centre that is nearest to each row, the lowest at a tie; -1 for a row with a missing value.
   `x`: (rows, columns).
   `centers`: (centers, columns). */
ATC_API int32_t atc_kmeans_predict(const double *x, const double *centers, size_t n_rows, size_t n_columns, size_t n_centers, int64_t *out);

/* How much nearer each row is to its own cluster than to the next, from -1 to 1.
   `x`: (rows, columns). */
ATC_API int32_t atc_silhouette_samples(const double *x, const int64_t *labels, size_t n_rows, size_t n_columns, double *out);

/* Mean of `silhouette_samples` over the rows that are not left out.
   `x`: (rows, columns).
   `out`: (1). */
ATC_API int32_t atc_silhouette_score(const double *x, const int64_t *labels, size_t n_rows, size_t n_columns, double *out);

/* Davies-Bouldin index: how wide clusters are for their distance, of each the worst, on average; low is good.
   `x`: (rows, columns).
   `out`: (1). */
ATC_API int32_t atc_davies_bouldin_score(const double *x, const int64_t *labels, size_t n_rows, size_t n_columns, double *out);

/* The last label that held for `min_duration` bars in a row, at each bar; -1 before the first.
   `min_duration`: at least 1. */
ATC_API int32_t atc_smooth_labels(const int64_t *labels, size_t n, int64_t min_duration, int64_t *out);

/* EWMA control chart: an exponential average that starts at the target, its limits, and -1 or 1 beyond them.
   `target`: finite.
   `sigma`: above 0 and finite.
   `smoothing`: above 0 and at most 1.
   `width`: above 0 and finite. */
ATC_API int32_t atc_ewma_chart(const double *x, size_t n, double target, double sigma, double smoothing, double width, double *out_ewma, double *out_half_width, int8_t *out_signal);

/* Tabular CUSUM: how far a series has drifted above and below its target, and -1 or 1 where that is too far.
   `target`: finite.
   `sigma`: above 0 and finite.
   `slack`: at least 0 and finite.
   `threshold`: above 0 and finite. */
ATC_API int32_t atc_cusum(const double *x, size_t n, double target, double sigma, double slack, double threshold, double *out_high, double *out_low, int8_t *out_signal);

/* Page-Hinkley test of a change of the mean: how far a series has gone up and down, and 1 or -1 where too far.
   `delta`: at least 0 and finite.
   `threshold`: above 0 and finite.
   `forgetting`: above 0 and at most 1.
   `min_instances`: at least 1. */
ATC_API int32_t atc_page_hinkley(const double *x, size_t n, double delta, double threshold, double forgetting, int64_t min_instances, double *out_up, double *out_down, int8_t *out_signal);

/* Squared Mahalanobis distance of each row: ``(x - mean) @ precision @ (x - mean)``.
   `x`: (rows, columns).
   `mean`: (columns).
   `precision`: (columns, columns). */
ATC_API int32_t atc_mahalanobis(const double *x, const double *mean, const double *precision, size_t n_rows, size_t n_columns, double *out);

/* Population stability index: how far the shares of a sample have moved from those that were expected.
   `bins`: at least 2.
   `floor`: above 0 and below 1.
   `actual`: (others).
   `out`: (1). */
ATC_API int32_t atc_population_stability_index(const double *expected, const double *actual, size_t n_values, size_t n_others, int64_t bins, double floor, double *out);

/* Two-sample Kolmogorov-Smirnov test: the largest distance of two distributions, and its p-value in the limit.
   `y`: (others).
   `out_statistic`: (1).
   `out_pvalue`: (1). */
ATC_API int32_t atc_ks_2samp(const double *x, const double *y, size_t n_values, size_t n_others, double *out_statistic, double *out_pvalue);

/* Position, average cost and realised gain after each fill. */
ATC_API int32_t atc_position_ledger(const int64_t *asset, const double *quantity, const double *price, size_t n, double *out_position, double *out_cost_basis, double *out_realised);

/* Commission of each fill, where an order owes a minimum once over all its fills.
   `per_share`: at least 0 and finite.
   `per_order`: at least 0 and finite.
   `maker_rate`: finite.
   `taker_rate`: finite.
   `minimum`: at least 0 and finite. */
ATC_API int32_t atc_commissions(const int64_t *order, const double *quantity, const double *price, const uint8_t *maker, size_t n, double per_share, double per_order, double maker_rate, double taker_rate, double minimum, double *out);

/* Cash, positions and equity at the end of each bar, from any table of fills.
   `initial_cash`: above 0 and finite.
   `close`: (time, assets).
   `out_cash`: (time).
   `out_position`: (time, assets).
   `out_equity`: (time). */
ATC_API int32_t atc_mark_to_market(const int64_t *bar, const int64_t *asset, const double *quantity, const double *price, const double *commission, const double *close, size_t n_fills, size_t n_time, size_t n_assets, double initial_cash, double *out_cash, double *out_position, double *out_equity);

/* Wilder's moving average: the mean of the first `length` bars, then ``1/length`` of the way to each bar.
   `length`: at least 1. */
ATC_API int32_t atc_rma(const double *x, size_t n, int64_t length, double *out);

/* Triple exponential moving average ``3*e1 - 3*e2 + e3``, each the `ema` of the one before with its own seed.
   `length`: at least 1. */
ATC_API int32_t atc_tema(const double *x, size_t n, int64_t length, double *out);

/* Triangular moving average: weights 1, 2, and so on up to the middle of the window and back.
   `length`: at least 1. */
ATC_API int32_t atc_trima(const double *x, size_t n, int64_t length, double *out);

/* Volume-weighted moving average: ``sum(x*volume) / sum(volume)`` of the last `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_vwma(const double *x, const double *volume, size_t n, int64_t length, double *out);

/* Bollinger bands: the mean of a window and its standard deviation times `multiplier` above and below.
   `length`: at least 1.
   `multiplier`: above 0 and finite.
   `ddof`: at least 0 and at most 1. */
ATC_API int32_t atc_bollinger(const double *x, size_t n, int64_t length, double multiplier, int64_t ddof, double *out_upper, double *out_middle, double *out_lower);

/* Keltner channels: the `ema` of the close and its `atr` times `multiplier` above and below.
   `length`: at least 1.
   `multiplier`: above 0 and finite.
   `atr_length`: at least 1. */
ATC_API int32_t atc_keltner(const double *high, const double *low, const double *close, size_t n, int64_t length, double multiplier, int64_t atr_length, double *out_upper, double *out_middle, double *out_lower);

/* Donchian channel: highest high and lowest low of a window, the newest bar included, and their middle.
   `length`: at least 1. */
ATC_API int32_t atc_donchian(const double *high, const double *low, size_t n, int64_t length, double *out_upper, double *out_middle, double *out_lower);

/* Ichimoku: middles of three ranges, two of them as the cloud that stands at each bar; no lagging span.
   `conversion`: at least 1.
   `base`: at least 1.
   `span_b`: at least 1.
   `displacement`: at least 1. */
ATC_API int32_t atc_ichimoku(const double *high, const double *low, size_t n, int64_t conversion, int64_t base, int64_t span_b, int64_t displacement, double *out_conversion, double *out_base, double *out_span_a, double *out_span_b);

/* Momentum: each bar less the one `length` bars before.
   `length`: at least 1. */
ATC_API int32_t atc_momentum(const double *x, size_t n, int64_t length, double *out);

/* Rate of change in percent over `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_roc(const double *x, size_t n, int64_t length, double *out);

/* Moving average convergence divergence: fast less slow `ema`, its own `ema`, and the difference of both.
   `fast`: at least 1.
   `slow`: at least 1.
   `signal`: at least 1. */
ATC_API int32_t atc_macd(const double *x, size_t n, int64_t fast, int64_t slow, int64_t signal, double *out_macd, double *out_signal, double *out_histogram);

/* Percentage price oscillator: fast less slow `ema` in percent of the slow one, its own `ema`, and the difference.
   `fast`: at least 1.
   `slow`: at least 1.
   `signal`: at least 1. */
ATC_API int32_t atc_ppo(const double *x, size_t n, int64_t fast, int64_t slow, int64_t signal, double *out_ppo, double *out_signal, double *out_histogram);

/* TRIX: by how many percent the third of three exponential averages, as in `tema`, moves in a bar.
   `length`: at least 1. */
ATC_API int32_t atc_trix(const double *x, size_t n, int64_t length, double *out);

/* Average directional index: how strong the trend is, with the shares of moves up and down in the range.
   `length`: at least 1. */
ATC_API int32_t atc_adx(const double *high, const double *low, const double *close, size_t n, int64_t length, double *out_adx, double *out_plus_di, double *out_minus_di);

/* Aroon: how long ago the highest high and the lowest low of ``length + 1`` bars were; 100 is now, 0 is longest.
   `length`: at least 1. */
ATC_API int32_t atc_aroon(const double *high, const double *low, size_t n, int64_t length, double *out_up, double *out_down);

/* Relative strength index: the share of rises in all moves, each averaged as Wilder does.
   `length`: at least 1. */
ATC_API int32_t atc_rsi(const double *x, size_t n, int64_t length, double *out);

/* Stochastic oscillator: where the close is between lowest low and highest high, smoothed; and its average.
   `length`: at least 1.
   `smooth_k`: at least 1.
   `smooth_d`: at least 1. */
ATC_API int32_t atc_stochastic(const double *high, const double *low, const double *close, size_t n, int64_t length, int64_t smooth_k, int64_t smooth_d, double *out_k, double *out_d);

/* Stochastic RSI: the stochastic oscillator of the `rsi`.
   `length`: at least 1.
   `stochastic_length`: at least 1.
   `smooth_k`: at least 1.
   `smooth_d`: at least 1. */
ATC_API int32_t atc_stochastic_rsi(const double *x, size_t n, int64_t length, int64_t stochastic_length, int64_t smooth_k, int64_t smooth_d, double *out_k, double *out_d);

/* KDJ: the stochastic oscillator smoothed as Wilder does, and ``j = 3*k - 2*d``.
   `length`: at least 1.
   `smooth_k`: at least 1.
   `smooth_d`: at least 1. */
ATC_API int32_t atc_kdj(const double *high, const double *low, const double *close, size_t n, int64_t length, int64_t smooth_k, int64_t smooth_d, double *out_k, double *out_d, double *out_j);

/* Williams %R: where the close is between lowest low and highest high, from -100 to 0.
   `length`: at least 1. */
ATC_API int32_t atc_williams_r(const double *high, const double *low, const double *close, size_t n, int64_t length, double *out);

/* Commodity channel index: the typical price less its mean, over 0.015 of its mean deviation.
   `length`: at least 1. */
ATC_API int32_t atc_cci(const double *high, const double *low, const double *close, size_t n, int64_t length, double *out);

/* Money flow index: the share of what was traded at rising typical prices in all that moved them.
   `length`: at least 1. */
ATC_API int32_t atc_mfi(const double *high, const double *low, const double *close, const double *volume, size_t n, int64_t length, double *out);

/* Ultimate oscillator: buying pressure over true range in three windows, which weigh 4, 2 and 1.
   `short`: at least 1.
   `medium`: at least 1.
   `long`: at least 1. */
ATC_API int32_t atc_ultimate_oscillator(const double *high, const double *low, const double *close, size_t n, int64_t short_, int64_t medium, int64_t long_, double *out);

/* True range: the largest of ``high - low`` and the distances of both from the close before. */
ATC_API int32_t atc_true_range(const double *high, const double *low, const double *close, size_t n, double *out);

/* Average true range: Wilder's average of the true range, which starts at the second bar.
   `length`: at least 1. */
ATC_API int32_t atc_atr(const double *high, const double *low, const double *close, size_t n, int64_t length, double *out);

/* Normalized average true range: `atr` in percent of the close.
   `length`: at least 1. */
ATC_API int32_t atc_natr(const double *high, const double *low, const double *close, size_t n, int64_t length, double *out);

/* Supertrend: a stop some average ranges from the middle of the bar, which only moves with the trend.
   `length`: at least 1.
   `multiplier`: above 0 and finite. */
ATC_API int32_t atc_supertrend(const double *high, const double *low, const double *close, size_t n, int64_t length, double multiplier, double *out_supertrend, int8_t *out_direction);

/* Parabolic stop and reverse: a stop that follows the extreme of a trend faster with each new extreme.
   `acceleration`: above 0 and finite.
   `maximum`: above 0 and finite. */
ATC_API int32_t atc_parabolic_sar(const double *high, const double *low, size_t n, double acceleration, double maximum, double *out);

/* On-balance volume: the sum of volumes so far, negative where the close fell, without those of equal closes. */
ATC_API int32_t atc_obv(const double *close, const double *volume, size_t n, double *out);

/* Accumulation/distribution line: the sum of volumes so far, weighed by where the close is in its bar, -1 to 1. */
ATC_API int32_t atc_accumulation_distribution(const double *high, const double *low, const double *close, const double *volume, size_t n, double *out);

/* Chaikin oscillator: fast less slow exponential average of `accumulation_distribution`, from its first value on.
   `fast`: at least 1.
   `slow`: at least 1. */
ATC_API int32_t atc_chaikin_oscillator(const double *high, const double *low, const double *close, const double *volume, size_t n, int64_t fast, int64_t slow, double *out);

/* Chaikin money flow: the share of a window's volume that closes near the high, less that near the low.
   `length`: at least 1. */
ATC_API int32_t atc_chaikin_money_flow(const double *high, const double *low, const double *close, const double *volume, size_t n, int64_t length, double *out);

/* Volume-weighted average price of each session so far: ``sum(typical price * volume) / sum(volume)``. */
ATC_API int32_t atc_vwap(const double *high, const double *low, const double *close, const double *volume, const uint8_t *session_start, size_t n, double *out);

/* Mean true range of the last bars in percent of the last close, and mean range in percent of each bar's own.
   `lookback`: at least 1.
   `out_atr_percent`: (1).
   `out_spread_percent`: (1). */
ATC_API int32_t atc_liquidity_metrics(const double *high, const double *low, const double *close, size_t n, int64_t lookback, double *out_atr_percent, double *out_spread_percent);

/* Amihud's illiquidity: the mean of the return's magnitude over the money traded, of each window.
   `window`: at least 2.
   `min_periods`: at least 1. */
ATC_API int32_t atc_amihud(const double *close, const double *volume, size_t n, int64_t window, int64_t min_periods, double *out);

/* Roll's spread: how far prices bounce between bid and ask, from the covariance of changes that follow each other.
   `window`: at least 2. */
ATC_API int32_t atc_roll_spread(const double *close, size_t n, int64_t window, double *out);

/* Kyle's lambda: how far a unit of signed volume moves the price, the least-squares slope of each window.
   `window`: at least 2. */
ATC_API int32_t atc_kyle_lambda(const double *close, const double *signed_volume, size_t n, int64_t window, double *out);

/* Corwin and Schultz's spread: the part of the range that two bars have by themselves but not together. */
ATC_API int32_t atc_corwin_schultz(const double *high, const double *low, const double *close, size_t n, double *out);

/* How far below its highest value so far a curve is, as a fraction of that. */
ATC_API int32_t atc_drawdown(const double *equity, size_t n, double *out);

/* Largest `drawdown` of a curve, a fraction of the peak before it.
   `out`: (1). */
ATC_API int32_t atc_max_drawdown(const double *equity, size_t n, double *out);

/* Compound annual growth rate of a curve.
   `periods_per_year`: above 0 and finite.
   `out`: (1). */
ATC_API int32_t atc_annual_return(const double *equity, size_t n, double periods_per_year, double *out);

/* Calmar ratio: `annual_return` over `max_drawdown`.
   `periods_per_year`: above 0 and finite.
   `out`: (1). */
ATC_API int32_t atc_calmar_ratio(const double *equity, size_t n, double periods_per_year, double *out);

/* Value at risk: the lower empirical quantile of the returns, itself one of them and negative for a loss.
   `level`: at least 0 and at most 1.
   `out`: (1). */
ATC_API int32_t atc_value_at_risk(const double *returns, size_t n, double level, double *out);

/* Expected shortfall: the mean of all returns at or below the `value_at_risk` of that level.
   `level`: at least 0 and at most 1.
   `out`: (1). */
ATC_API int32_t atc_conditional_value_at_risk(const double *returns, size_t n, double level, double *out);

/* Sharpe ratio: mean excess return over standard deviation, per year; 0 where all returns are equal.
   `rf_per_period`: finite.
   `periods_per_year`: above 0 and finite.
   `ddof`: at least 0.
   `out`: (1). */
ATC_API int32_t atc_sharpe_ratio(const double *returns, size_t n, double rf_per_period, double periods_per_year, int64_t ddof, double *out);

/* Sortino ratio: mean return above the target over the downside deviation from it, per year.
   `target`: finite.
   `periods_per_year`: above 0 and finite.
   `out`: (1). */
ATC_API int32_t atc_sortino_ratio(const double *returns, size_t n, double target, double periods_per_year, double *out);

/* Volatility: standard deviation of the returns, per year.
   `periods_per_year`: above 0 and finite.
   `ddof`: at least 0.
   `out`: (1). */
ATC_API int32_t atc_volatility(const double *returns, size_t n, double periods_per_year, int64_t ddof, double *out);

/* Simple moving average: the mean of the last `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_sma(const double *x, size_t n, int64_t length, double *out);

/* Exponential moving average with ``a = 2/(length+1)``, seeded with the mean of the first `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_ema(const double *x, size_t n, int64_t length, double *out);

/* Weighted moving average: the newest bar weighs `length`, the oldest 1.
   `length`: at least 1. */
ATC_API int32_t atc_wma(const double *x, size_t n, int64_t length, double *out);

/* Double exponential moving average ``2*e1 - e2``; e2 averages e1, seeded with the first valid e1.
   `length`: at least 1. */
ATC_API int32_t atc_dema(const double *x, size_t n, int64_t length, double *out);

/* Least-squares moving average: the line through the last `length` bars, at the newest bar.
   `length`: at least 1. */
ATC_API int32_t atc_lsma(const double *x, size_t n, int64_t length, double *out);

/* Hull moving average: ``wma(2*wma(x, length//2) - wma(x, length), floor(sqrt(length)))``.
   `length`: at least 1. */
ATC_API int32_t atc_hma(const double *x, size_t n, int64_t length, double *out);

/* Kaufman's adaptive moving average: fast in a trend, slow in noise.
   `length`: at least 1.
   `fast`: above 0 and at most 1.
   `slow`: above 0 and at most 1. */
ATC_API int32_t atc_kama(const double *x, size_t n, int64_t length, double fast, double slow, double *out);

/* Whether each message continues the ones before it: 0 continues, 1 is stale, 2 comes after a gap. */
ATC_API int32_t atc_sequence_status(const int64_t *first, const int64_t *last, size_t n, int8_t *out);

/* The book after some of the messages about single orders (L3): best prices, sizes and counts of both sides.
   `levels`: at least 1.
   `at`: (time).
   `out_bid_price`: (time, levels).
   `out_bid_size`: (time, levels).
   `out_ask_price`: (time, levels).
   `out_ask_size`: (time, levels).
   `out_bid_count`: (time, levels).
   `out_ask_count`: (time, levels).
   `out_ignored`: (1). */
ATC_API int32_t atc_order_replay(const int64_t *action, const int64_t *order_id, const int64_t *side, const int64_t *price, const double *size, const int64_t *at, size_t n_messages, size_t n_time, int64_t levels, double *out_bid_price, double *out_bid_size, double *out_ask_price, double *out_ask_size, int64_t *out_bid_count, int64_t *out_ask_count, int64_t *out_ignored);

/* Mid, spread, microprice, depth, imbalance and state of each snapshot of a book.
   `levels`: at least 1.
   `bid_price`: (time, levels).
   `bid_size`: (time, levels).
   `ask_price`: (time, levels).
   `ask_size`: (time, levels). */
ATC_API int32_t atc_book_features(const double *bid_price, const double *bid_size, const double *ask_price, const double *ask_size, size_t n_time, size_t n_levels, int64_t levels, double *out_mid, double *out_spread, double *out_microprice, double *out_bid_depth, double *out_ask_depth, double *out_imbalance, double *out_bid_vwap, double *out_ask_vwap, int8_t *out_state);

/* Order flow imbalance of each level: what came to the bids and left the asks since the snapshot before.
   `levels`: at least 1.
   `bid_price`: (time, levels).
   `bid_size`: (time, levels).
   `ask_price`: (time, levels).
   `ask_size`: (time, levels).
   `out`: (time, flows). */
ATC_API int32_t atc_order_flow_imbalance(const double *bid_price, const double *bid_size, const double *ask_price, const double *ask_size, size_t n_time, size_t n_levels, int64_t levels, double *out);

/* What it costs to take a quantity from the levels of one side, best first.
   `side`: any number.
   `limit`: finite or NaN.
   `price`: (time, levels).
   `size`: (time, levels). */
ATC_API int32_t atc_book_sweep(const double *price, const double *size, const double *quantity, size_t n_time, size_t n_levels, int64_t side, double limit, double *out_filled, double *out_cost, double *out_average, double *out_worst, double *out_impact, int64_t *out_used);

/* Which side began each trade: 1 a buyer, above the mid, -1 a seller, below; at the mid, as the price last moved. */
ATC_API int32_t atc_trade_sign(const double *price, const double *mid, size_t n, int8_t *out);

/* Largest valid value of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_max(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Smallest valid value of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_min(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Median of the valid values of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_median(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Median absolute deviation of the valid values of the last `window` bars from their own median, times `scale`.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none.
   `scale`: above 0 and finite. */
ATC_API int32_t atc_rolling_mad(const double *x, size_t n, int64_t window, int64_t min_periods, double scale, double *out);

/* How far each bar is from the median of its window, in robust standard deviations.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_robust_zscore(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Mean of the valid values of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_mean(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Standard deviation of the valid values of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none.
   `ddof`: at least 0. */
ATC_API int32_t atc_rolling_std(const double *x, size_t n, int64_t window, int64_t min_periods, int64_t ddof, double *out);

/* Mean and standard deviation of the valid values of the last `window` bars, in one pass.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none.
   `ddof`: at least 0. */
ATC_API int32_t atc_rolling_mean_std(const double *x, size_t n, int64_t window, int64_t min_periods, int64_t ddof, double *out_mean, double *out_std);

/* Skewness of the valid values of the last `window` bars, corrected for bias.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_skew(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Excess kurtosis of the valid values of the last `window` bars, corrected for bias; 0 of a normal one.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_kurt(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Slope per bar of the least-squares line through the valid values of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_slope(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Pearson correlation of two series over the last `window` bars, of which those count at which both are valid.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_corr(const double *x, const double *y, size_t n, int64_t window, int64_t min_periods, double *out);

/* Pearson correlation of `x` with `y` some bars earlier over the last `window` bars of `x`: whether `y` leads.
   `window`: at least 1.
   `lag`: at least 0.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_lagged_correlation(const double *x, const double *y, size_t n, int64_t window, int64_t lag, int64_t min_periods, double *out);

/* Each series beside itself 1 to `max_lag` bars back: the columns of a regression on the past.
   `max_lag`: at least 0.
   `x`: (time, series).
   `out`: (time, features). */
ATC_API int32_t atc_lag_features(const double *x, size_t n_time, size_t n_series, int64_t max_lag, double *out);

/* Pearson correlation of each pair of series, over the rows at which both are valid.
   `x`: (time, series).
   `out`: (series, series). */
ATC_API int32_t atc_correlation_matrix(const double *x, size_t n_time, size_t n_series, double *out);

/* Pearson correlation of each series with each other one 0 to `max_lag` bars earlier: which one leads.
   `max_lag`: at least 0.
   `x`: (time, series).
   `out`: (lags, series, series). */
ATC_API int32_t atc_lagged_correlation(const double *x, size_t n_time, size_t n_series, int64_t max_lag, double *out);

/* Return of each bar over the bar before it: ``prices[t]/prices[t-1] - 1``. */
ATC_API int32_t atc_rate_of_change(const double *prices, size_t n, double *out);

/* Side of the last crossover of `prices` and `average`: 1 upwards, -1 downwards, 0 before the first. */
ATC_API int32_t atc_crossover_signal(const double *prices, const double *average, size_t n, int8_t *out);

/* The last flag that was raised: 1 for `up`, -1 for `down`, 0 before the first; `up` wins a tie. */
ATC_API int32_t atc_signal_persistence(const uint8_t *up, const uint8_t *down, size_t n, int8_t *out);

/* Equity of trading the previous bar's signal on paper, with decay and a floor of 0.25.
   `starting_equity`: above 0.
   `decay_multiplier`: above 0 and at most 1.
   `cutout`: at least 0. */
ATC_API int32_t atc_equity(const double *r_values, const double *sig_prev, size_t n, double starting_equity, double decay_multiplier, int64_t cutout, double *out);

/* Class of each bar: 1 above `long_threshold`, -1 below `short_threshold`, 0 between them and where NaN.
   `long_threshold`: finite.
   `short_threshold`: finite. */
ATC_API int32_t atc_classify(const double *average_signal, size_t n, double long_threshold, double short_threshold, int8_t *out);

/* Wilder's moving average: the mean of the first `length` bars, then ``1/length`` of the way to each bar.
   `length`: at least 1. */
ATC_API int32_t atc_rma_float32(const float *x, size_t n, int64_t length, float *out);

/* Triple exponential moving average ``3*e1 - 3*e2 + e3``, each the `ema` of the one before with its own seed.
   `length`: at least 1. */
ATC_API int32_t atc_tema_float32(const float *x, size_t n, int64_t length, float *out);

/* Triangular moving average: weights 1, 2, and so on up to the middle of the window and back.
   `length`: at least 1. */
ATC_API int32_t atc_trima_float32(const float *x, size_t n, int64_t length, float *out);

/* Volume-weighted moving average: ``sum(x*volume) / sum(volume)`` of the last `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_vwma_float32(const float *x, const float *volume, size_t n, int64_t length, float *out);

/* Simple moving average: the mean of the last `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_sma_float32(const float *x, size_t n, int64_t length, float *out);

/* Exponential moving average with ``a = 2/(length+1)``, seeded with the mean of the first `length` bars.
   `length`: at least 1. */
ATC_API int32_t atc_ema_float32(const float *x, size_t n, int64_t length, float *out);

/* Weighted moving average: the newest bar weighs `length`, the oldest 1.
   `length`: at least 1. */
ATC_API int32_t atc_wma_float32(const float *x, size_t n, int64_t length, float *out);

/* Double exponential moving average ``2*e1 - e2``; e2 averages e1, seeded with the first valid e1.
   `length`: at least 1. */
ATC_API int32_t atc_dema_float32(const float *x, size_t n, int64_t length, float *out);

/* Least-squares moving average: the line through the last `length` bars, at the newest bar.
   `length`: at least 1. */
ATC_API int32_t atc_lsma_float32(const float *x, size_t n, int64_t length, float *out);

/* Hull moving average: ``wma(2*wma(x, length//2) - wma(x, length), floor(sqrt(length)))``.
   `length`: at least 1. */
ATC_API int32_t atc_hma_float32(const float *x, size_t n, int64_t length, float *out);

/* Kaufman's adaptive moving average: fast in a trend, slow in noise.
   `length`: at least 1.
   `fast`: above 0 and at most 1.
   `slow`: above 0 and at most 1. */
ATC_API int32_t atc_kama_float32(const float *x, size_t n, int64_t length, double fast, double slow, float *out);

/* Largest valid value of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_max_float32(const float *x, size_t n, int64_t window, int64_t min_periods, float *out);

/* Smallest valid value of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_min_float32(const float *x, size_t n, int64_t window, int64_t min_periods, float *out);

/* Equity of trading the previous bar's signal on paper, with decay and a floor of 0.25.
   `starting_equity`: above 0.
   `decay_multiplier`: above 0 and at most 1.
   `cutout`: at least 0. */
ATC_API int32_t atc_equity_float32(const float *r_values, const float *sig_prev, size_t n, double starting_equity, double decay_multiplier, int64_t cutout, float *out);

#ifdef __cplusplus
}
#endif

#endif
