//! Every instruction set of this processor, one after the other.

use atc_kernels::{levels, limit};
use std::sync::Mutex;

/// The limit on instruction sets is one for the whole process.
static LEVEL: Mutex<()> = Mutex::new(());

/// Runs a test on each of them, and no other meanwhile.
pub fn on_every_level(test: impl Fn()) {
    let _alone = LEVEL.lock().unwrap_or_else(|broken| broken.into_inner());
    for level in levels() {
        limit(level);
        test();
    }
    limit(*levels().last().unwrap());
}
