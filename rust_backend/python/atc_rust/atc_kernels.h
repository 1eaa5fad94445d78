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

/* Number of the centre that is nearest to each row, the lowest at a tie; -1 for a row with a missing value.
   `x`: (rows, columns).
   `centers`: (centers, columns). */
ATC_API int32_t atc_kmeans_predict(const double *x, const double *centers, size_t n_rows, size_t n_columns, size_t n_centers, int64_t *out);

/* Sharpe ratio: mean excess return over standard deviation, per year; 0 where all returns are equal.
   `rf_per_period`: finite.
   `periods_per_year`: above 0 and finite.
   `ddof`: at least 0.
   `out`: (1). */
ATC_API int32_t atc_sharpe_ratio(const double *returns, size_t n, double rf_per_period, double periods_per_year, int64_t ddof, double *out);

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

/* Largest valid value of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_max(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Smallest valid value of the last `window` bars.
   `window`: at least 1.
   `min_periods`: at least 1, or -1 for none. */
ATC_API int32_t atc_rolling_min(const double *x, size_t n, int64_t window, int64_t min_periods, double *out);

/* Each series beside itself 1 to `max_lag` bars back: the columns of a regression on the past.
   `max_lag`: at least 0.
   `x`: (time, series).
   `out`: (time, features). */
ATC_API int32_t atc_lag_features(const double *x, size_t n_time, size_t n_series, int64_t max_lag, double *out);

/* Pearson correlation of each pair of series, over the rows at which both are valid.
   `x`: (time, series).
   `out`: (series, series). */
ATC_API int32_t atc_correlation_matrix(const double *x, size_t n_time, size_t n_series, double *out);

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
