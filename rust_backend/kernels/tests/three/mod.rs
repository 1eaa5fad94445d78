//! Three threads, whatever the machine has.

use atc_kernels::tables::Workers;

pub struct Three;

impl Workers for Three {
    fn count(&self) -> usize {
        3
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        std::thread::scope(|scope| (0..3).for_each(|_| drop(scope.spawn(work))));
    }
}
