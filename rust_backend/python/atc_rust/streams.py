"""The extension's streams, registered under the names of their kernels."""

from typing import Any

from atc_rust import _native, backend


class NamedStreams:
    """Opens the streams of one kernel: a class of the extension has those of many."""

    def __init__(self, kind: Any, name: str) -> None:
        """Remember the class and the kernel."""
        self.kind = kind
        self.name = name

    def __call__(self, symbols: int, **options: Any) -> Any:
        """Open a stream."""
        return self.kind(self.name, symbols=symbols, **options)

    def from_state(self, state: bytes) -> Any:
        """Go on from a state."""
        stream = self.kind.from_state(state)
        if stream.name != self.name:
            raise ValueError(f"state must be of {self.name}, was of {stream.name}")
        return stream


class RevisableStreams(NamedStreams):
    """Opens streams whose newest bar may be replaced."""

    def __call__(self, symbols: int, *, revisable: bool = False, **options: Any) -> Any:
        """Open a stream."""
        return self.kind(self.name, symbols=symbols, revisable=revisable, **options)


for name in _native.STREAMED_AVERAGES:
    backend.streams(name)(NamedStreams(_native.MovingAverageStream, name))
for name in _native.STREAMED_KERNELS:
    backend.streams(name)(RevisableStreams(_native.KernelStream, name))

backend.streams("equity")(_native.EquityStream)
backend.streams("atc")(_native.AtcStream)
