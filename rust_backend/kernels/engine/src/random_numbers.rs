//! Random numbers that are counted, not streamed: SplitMix64, the same ones in any order and on any thread.

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// 64 random bits; those of a key at 0, 1, and so on are the published sequence of that seed.
pub fn draw(key: u64, place: u64) -> u64 {
    let bits = key.wrapping_add(place.wrapping_add(1).wrapping_mul(STEP));
    let bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ bits >> 31
}

/// A number from 0 to below 1.
pub fn uniform(key: u64, place: u64) -> f64 {
    (draw(key, place) >> 11) as f64 / (1_u64 << 53) as f64
}
