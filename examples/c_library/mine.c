/* Two kernels in C. `atc_kernels.h` says what a function gets, gives and returns. */

#include "atc_kernels.h"

#include <math.h>

/* A sum with what its additions rounded away (Neumaier). */
typedef struct {
    double sum, lost;
} total;

static total add(total t, double x) {
    double sum = t.sum + x;
    t.lost += fabs(t.sum) >= fabs(x) ? (t.sum - sum) + x : (x - sum) + t.sum;
    t.sum = sum;
    return t;
}

/* Of a sum that is infinite or NaN, what was lost means nothing. */
static double value(total t) { return isfinite(t.sum) ? t.sum + t.lost : t.sum; }

/* A window is the end of one block of `length` bars and the beginning of the next, so that no bar outside it has
   any influence. The ends are kept in `out`, where their windows' results will be. */
int32_t atc_sma(const double *x, size_t n, int64_t length, double *out) {
    if (length < 1) return ATC_OPTION;
    if ((uint64_t)length > n) {
        for (size_t t = 0; t < n; t++) out[t] = NAN;
        return ATC_OK;
    }
    size_t bars = (size_t)length;
    for (size_t start = 0; start < n; start += bars) {
        size_t end = n - start < bars ? n : start + bars;
        total beginning = {0.0, 0.0};
        for (size_t t = start; t < end; t++) {
            beginning = add(beginning, x[t]);
            double rest = t + 1 - start == bars ? 0.0 : start == 0 ? NAN : out[t];
            out[t] = (value(beginning) + rest) / (double)bars;
        }
        total ending = {0.0, 0.0};
        for (size_t back = 1; back < bars && end < n; back++) {
            ending = add(ending, x[end - back]);
            if (bars - 1 - back < n - end) out[end + bars - 1 - back] = value(ending);
        }
    }
    return ATC_OK;
}

int32_t atc_signal_persistence(const uint8_t *up, const uint8_t *down, size_t n, int8_t *out) {
    int8_t held = 0;
    for (size_t t = 0; t < n; t++) {
        held = up[t] ? 1 : down[t] ? -1 : held;
        out[t] = held;
    }
    return ATC_OK;
}
