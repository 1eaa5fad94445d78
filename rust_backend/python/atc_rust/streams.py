"""The extension's streams, registered under the names of their kernels."""

from typing import Any

from atc_rust import _native, backend


class KernelStreams:
    """Opens the streams of one kernel: a class of the extension has those of nearly all."""

    def __init__(self, name: str) -> None:
        """Remember the kernel."""
        self.name = name

    def __call__(self, symbols: int, *, revisable: bool = False, **options: Any) -> Any:
        """Open a stream."""
        # What a word selects, streams have one of: others would look ahead.
        numbers = {name: value for name, value in options.items() if not isinstance(value, str)}
        return _native.KernelStream(self.name, symbols=symbols, revisable=revisable, **numbers)

    def from_state(self, state: bytes) -> Any:
        """Go on from a state."""
        stream = _native.KernelStream.from_state(state)
        if stream.name != self.name:
            raise ValueError(f"state must be of {self.name}, was of {stream.name}")
        return stream


for name in _native.STREAMED_KERNELS:
    backend.streams(name)(KernelStreams(name))

backend.streams("atc")(_native.AtcStream)
