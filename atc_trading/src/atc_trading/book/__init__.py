"""Order books from frames and files of messages, and what they say: features, flow and the cost of a size."""

from atc_trading.book.book_snapshots import BookSnapshots
from atc_trading.book.partitions import Partition, partitions, universe
from atc_trading.book.replays import replay
from atc_trading.book.sequence_gaps import BookGapWarning, SequenceGap

__all__ = ["BookGapWarning", "BookSnapshots", "Partition", "SequenceGap", "partitions", "replay", "universe"]
