"""Technical indicators on bars: averages, bands and stops, oscillators, and what volume says.

Inputs are named and ordered high, low, close, volume, or `x` for one series, usually the close. Results are float64 of
the shape of the inputs unless a kernel says otherwise, and NaN before the first bar that can be computed.

Indicators of windows are NaN where a window holds a NaN, and recover. Recursive ones start at the first bar at which no
input is NaN, and from a later NaN on are NaN to the end. Where nothing can be measured (flat prices, no volume) an
oscillator has its neutral value. Two fields of a result are NaN at the same bars unless their kernel says otherwise.
"""

from atc_core.declarations.indicators import averages, bands, momentum, oscillators, ranges, volume

__all__ = ["averages", "bands", "momentum", "oscillators", "ranges", "volume"]
