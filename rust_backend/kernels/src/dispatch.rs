//! Which instructions a kernel is compiled for, chosen once per call.
//!
//! A kernel's body is generic in the `Machine` and is inlined into one function per instruction set, where plain loops
//! over lanes vectorise too.

use std::sync::atomic::{AtomicU8, Ordering};

use pulp::Simd;

use crate::lanes::{self, Square, turned};
use crate::trend::Bits;

/// A vector of the machine's own width.
pub type Vector<M> = <M as Simd>::f64s;

/// A processor, as far as kernels see it: vector arithmetic, and how `a * b + c` is computed.
pub trait Machine: Simd + Bits {
    fn mul_add(a: f64, b: f64, c: f64) -> f64;

    /// `a * b + c`, lane by lane.
    fn fused(self, a: Vector<Self>, b: Vector<Self>, c: Vector<Self>) -> Vector<Self>;

    /// The vectors that eight lanes take.
    type Eight: Copy + AsRef<[Vector<Self>]> + AsMut<[Vector<Self>]>;

    /// The same vector, as often as eight lanes need it.
    fn eight(vector: Vector<Self>) -> Self::Eight;

    /// Eight rows as eight columns.
    #[inline(always)]
    fn turned(self, square: Square<Self>) -> Square<Self> {
        turned::<Self>(square)
    }
}

macro_rules! eight {
    () => {
        type Eight = [Vector<Self>; 8 / Self::F64_LANES];

        #[inline(always)]
        fn eight(vector: Vector<Self>) -> Self::Eight {
            [vector; 8 / Self::F64_LANES]
        }
    };
}

/// Two roundings: a processor without a fused instruction.
impl Machine for pulp::Scalar256b {
    #[inline(always)]
    fn mul_add(a: f64, b: f64, c: f64) -> f64 {
        a * b + c
    }

    #[inline(always)]
    fn fused(self, a: Vector<Self>, b: Vector<Self>, c: Vector<Self>) -> Vector<Self> {
        self.add_f64s(self.mul_f64s(a, b), c)
    }

    eight!();
}

macro_rules! fused {
    ($($machine:ty $(: $turned:ident)?),*) => {$(
        impl Machine for $machine {
            #[inline(always)]
            fn mul_add(a: f64, b: f64, c: f64) -> f64 {
                a.mul_add(b, c)
            }

            #[inline(always)]
            fn fused(self, a: Vector<Self>, b: Vector<Self>, c: Vector<Self>) -> Vector<Self> {
                self.mul_add_f64s(a, b, c)
            }

            eight!();

            $(
                #[inline(always)]
                fn turned(self, square: Square<Self>) -> Square<Self> {
                    lanes::$turned(self, square)
                }
            )?
        }
    )*};
}

#[cfg(target_arch = "x86_64")]
fused!(pulp::x86::V3, pulp::x86::V4: turned_by_v4);
#[cfg(target_arch = "aarch64")]
fused!(pulp::aarch64::Neon);

/// An instruction set that has code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// What every processor of the target has.
    Baseline,
    /// aarch64 with its vectors.
    Neon,
    /// x86-64 with AVX2 and FMA.
    Avx2,
    /// x86-64 with AVX-512.
    Avx512,
}

static LIMIT: AtomicU8 = AtomicU8::new(Level::Avx512 as u8);

/// Keeps kernels from using more than `level`, in the whole process: for tests and measurements.
pub fn limit(level: Level) {
    LIMIT.store(level as u8, Ordering::Relaxed);
}

/// The levels this processor has, lowest first.
pub fn levels() -> Vec<Level> {
    let mut levels = vec![Level::Baseline];
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(pulp::x86::V3::try_new().map(|_| Level::Avx2));
        levels.extend(pulp::x86::V4::try_new().map(|_| Level::Avx512));
    }
    #[cfg(target_arch = "aarch64")]
    levels.extend(pulp::aarch64::Neon::try_new().map(|_| Level::Neon));
    levels
}

#[inline]
pub(crate) fn allows(level: Level) -> bool {
    LIMIT.load(Ordering::Relaxed) >= level as u8
}

/// Public functions from bodies that are generic in the machine.
///
/// A struct carries the arguments and not a closure: the call of a large closure is not always inlined, and its body
/// would then be compiled without the instructions. The struct's type parameters bear the names of the arguments.
macro_rules! dispatched {
    ($($(#[$doc:meta])* pub fn $name:ident($($argument:ident: $kind:ty),* $(,)?) = $body:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name($($argument: $kind),*) {
            #[allow(non_camel_case_types)]
            struct Call<M, $($argument),*> {
                machine: M,
                $($argument: $argument,)*
            }

            impl<M: $crate::dispatch::Machine> pulp::NullaryFnOnce for Call<M, $($kind),*> {
                type Output = ();

                #[inline(always)]
                fn call(self) {
                    $body(self.machine, $(self.$argument),*);
                }
            }

            $crate::dispatch::on_best_machine!(machine => machine.vectorize(Call { machine, $($argument),* }));
            $body(pulp::Scalar256b, $($argument),*);
        }
    )*};
}
pub(crate) use dispatched;

/// Returns the expression's value on the best machine there is, if that is more than the baseline.
macro_rules! on_best_machine {
    ($machine:ident => $call:expr) => {
        #[cfg(target_arch = "x86_64")]
        {
            use $crate::dispatch::{Level, allows};
            if let Some($machine) = pulp::x86::V4::try_new().filter(|_| allows(Level::Avx512)) {
                return $call;
            }
            if let Some($machine) = pulp::x86::V3::try_new().filter(|_| allows(Level::Avx2)) {
                return $call;
            }
        }
        #[cfg(target_arch = "aarch64")]
        if let Some($machine) = pulp::aarch64::Neon::try_new().filter(|_| $crate::dispatch::allows($crate::Level::Neon))
        {
            return $call;
        }
    };
}
pub(crate) use on_best_machine;
