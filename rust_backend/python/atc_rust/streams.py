"""The extension's streams, registered under the names of their kernels."""

from typing import Any

from atc_rust import _native, backend


class AverageStreams:
    """Opens the streams of one moving average: a single class of the extension has them all."""

    def __init__(self, name: str) -> None:
        """Remember which."""
        self.name = name

    def __call__(self, symbols: int, **options: Any) -> Any:
        """Open a stream."""
        return _native.MovingAverageStream(self.name, symbols=symbols, **options)

    def from_state(self, state: bytes) -> Any:
        """Go on from a state."""
        stream = _native.MovingAverageStream.from_state(state)
        if stream.name != self.name:
            raise ValueError(f"state must be of {self.name}, was of {stream.name}")
        return stream


for name in _native.STREAMED_AVERAGES:
    backend.streams(name)(AverageStreams(name))

backend.streams("equity")(_native.EquityStream)
backend.streams("atc")(_native.AtcStream)
