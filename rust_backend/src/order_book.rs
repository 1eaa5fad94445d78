//! The kernels of order books and liquidity.

shaped! {
    /// Whether each message continues the ones before it, is stale, or comes after a gap.
    sequence_status {messages} (first: [i64; messages], last: [i64; messages];) -> array [i8; messages];
    /// The best levels after some of the messages that set them.
    book_replay {messages, time} (
        side: [i64; messages],
        price: [i64; messages],
        size: [f64; messages],
        at: [i64; time];
        levels: NonZeroUsize,
        crossed: &str
    ) -> model {
        bid_price: [f64; time, levels.get()],
        bid_size: [f64; time, levels.get()],
        ask_price: [f64; time, levels.get()],
        ask_size: [f64; time, levels.get()]
    };
    /// The best levels after some of the messages about orders, and how many orders they have.
    order_replay {messages, time} (
        action: [i64; messages],
        order_id: [i64; messages],
        side: [i64; messages],
        price: [i64; messages],
        size: [f64; messages],
        at: [i64; time];
        levels: NonZeroUsize
    ) -> fields {
        bid_price: [f64; time, levels.get()],
        bid_size: [f64; time, levels.get()],
        ask_price: [f64; time, levels.get()],
        ask_size: [f64; time, levels.get()],
        bid_count: [i64; time, levels.get()],
        ask_count: [i64; time, levels.get()],
        ignored: [i64;]
    };
    /// Prices, sizes and state of each snapshot.
    book_features {time, width} (
        bid_price: [f64; time, width],
        bid_size: [f64; time, width],
        ask_price: [f64; time, width],
        ask_size: [f64; time, width];
        levels: NonZeroUsize
    ) -> fields {
        mid: [f64; time],
        spread: [f64; time],
        microprice: [f64; time],
        bid_depth: [f64; time],
        ask_depth: [f64; time],
        imbalance: [f64; time],
        bid_vwap: [f64; time],
        ask_vwap: [f64; time],
        state: [i8; time]
    };
    /// What came to the bids and left the asks.
    order_flow_imbalance {time, width} (
        bid_price: [f64; time, width],
        bid_size: [f64; time, width],
        ask_price: [f64; time, width],
        ask_size: [f64; time, width];
        levels: NonZeroUsize
    ) -> fields { out: [f64; time, levels.get()] };
    /// What a quantity costs.
    book_sweep {time, width} (
        price: [f64; time, width],
        size: [f64; time, width],
        quantity: [f64; time];
        side: i64,
        limit: Option<f64>
    ) -> fields {
        filled: [f64; time],
        cost: [f64; time],
        average: [f64; time],
        worst: [f64; time],
        impact: [f64; time],
        used: [i64; time]
    };
    /// Which side began each trade.
    trade_sign {time} (price: [f64; time], mid: [f64; time];) -> array [i8; time];
    /// Ranges of the last bars in percent.
    liquidity_metrics {time} (high: [f64; time], low: [f64; time], close: [f64; time]; lookback: NonZeroUsize)
        -> fields { atr_percent: [f64;], spread_percent: [f64;] };
}
