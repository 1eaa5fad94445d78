//! Which instructions a kernel is compiled for, chosen once per call.
//!
//! A kernel's body is generic in the `Machine` and is inlined into one function per instruction set, where plain loops
//! over lanes vectorise too.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use pulp::Simd;

use crate::bits::Bits;
use crate::lanes::{self, Block8, transposed};

/// A vector of the machine's own width.
pub type Vector<M> = <M as Simd>::f64s;

/// A processor, as far as kernels see it: vector arithmetic, and how `a * b + c` is computed.
pub trait Machine: Simd + Bits {
    fn mul_add(a: f64, b: f64, c: f64) -> f64;

    /// `a * b + c`, lane by lane.
    fn fused(self, a: Vector<Self>, b: Vector<Self>, c: Vector<Self>) -> Vector<Self>;

    /// Whether this is what every processor has: it gets one general variant of each kernel and no faster ones, since
    /// each variant costs compile time that a rare processor does not pay back.
    const IS_BASELINE: bool = false;

    /// Lane by lane. Pulp's own is a function that the compiler leaves a call, eight of them in `kama` on tables.
    #[inline(always)]
    fn magnitude(self, a: Vector<Self>) -> Vector<Self> {
        self.and_f64s(self.not_f64s(self.splat_f64s(-0.0)), a)
    }

    /// With the other sign, lane by lane; for the same reason.
    #[inline(always)]
    fn negated(self, a: Vector<Self>) -> Vector<Self> {
        self.xor_f64s(a, self.splat_f64s(-0.0))
    }

    /// `a / b` within two roundings, lane by lane, of divisors that are neither denormal nor near overflow.
    #[inline(always)]
    fn quotient(self, a: Vector<Self>, b: Vector<Self>) -> Vector<Self> {
        self.div_f64s(a, b)
    }

    /// The vectors that eight lanes take.
    type Eight: Copy + AsRef<[Vector<Self>]> + AsMut<[Vector<Self>]>;

    /// The same vector, as often as eight lanes need it.
    fn eight(vector: Vector<Self>) -> Self::Eight;

    /// Eight rows as eight columns.
    #[inline(always)]
    fn transposed(self, block: Block8<Self>) -> Block8<Self> {
        transposed::<Self>(block)
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
    const IS_BASELINE: bool = true;

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
    ($($machine:ty $(: $transposed:ident, $quotient:ident)?);*) => {$(
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
                fn transposed(self, block: Block8<Self>) -> Block8<Self> {
                    lanes::$transposed(self, block)
                }

                #[inline(always)]
                fn quotient(self, a: Vector<Self>, b: Vector<Self>) -> Vector<Self> {
                    lanes::$quotient(self, a, b)
                }
            )?
        }
    )*};
}

#[cfg(target_arch = "x86_64")]
fused!(pulp::x86::V3; pulp::x86::V4: transposed_by_v4, quotient_by_v4);
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

/// Whether kernels run on more than the baseline.
#[inline]
pub fn has_vectors() -> bool {
    crate::on_best_machine!(_machine => true);
    false
}

#[inline]
pub fn allows(level: Level) -> bool {
    LIMIT.load(Ordering::Relaxed) >= level as u8
}

/// The machine with AVX-512, if this is one and may be used. Found once: a call takes 35
/// instructions before its kernel, and 42 where pulp looks each time.
#[cfg(target_arch = "x86_64")]
#[inline]
pub fn avx512() -> Option<pulp::x86::V4> {
    static FOUND: OnceLock<Option<pulp::x86::V4>> = OnceLock::new();
    FOUND.get_or_init(pulp::x86::V4::try_new).filter(|_| allows(Level::Avx512))
}

/// The same with AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
#[inline]
pub fn avx2() -> Option<pulp::x86::V3> {
    static FOUND: OnceLock<Option<pulp::x86::V3>> = OnceLock::new();
    FOUND.get_or_init(pulp::x86::V3::try_new).filter(|_| allows(Level::Avx2))
}

/// Runs a function that is compiled for the machine: its body, `call`, must be inlined always.
#[inline(always)]
pub fn on<M: Machine, F: pulp::NullaryFnOnce>(machine: M, call: F) -> F::Output {
    machine.vectorize(call)
}

/// Public functions from bodies that are generic in the machine.
///
/// A struct carries the arguments and not a closure: the call of a large closure is not always inlined, and its body
/// would then be compiled without the instructions. The struct's type parameters bear the names of the arguments.
#[macro_export]
macro_rules! dispatched {
    ($($(#[$doc:meta])* $visibility:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) = $body:path;)*) => {$(
        $(#[$doc])*
        $visibility fn $name($($argument: $kind),*) {
            #[allow(non_camel_case_types)]
            struct Call<M, $($argument),*> {
                machine: M,
                $($argument: $argument,)*
            }

            impl<M: $crate::Machine> $crate::pulp::NullaryFnOnce for Call<M, $($kind),*> {
                type Output = ();

                #[inline(always)]
                fn call(self) {
                    $body(self.machine, $(self.$argument),*);
                }
            }

            /// Apart: the registers that it needs would be saved on every machine.
            #[cold]
            #[inline(never)]
            fn baseline($($argument: $kind),*) {
                $body($crate::pulp::Scalar256b, $($argument),*);
            }

            $crate::on_best_machine!(machine => $crate::dispatch::on(machine, Call { machine, $($argument),* }));
            baseline($($argument),*);
        }
    )*};
}
/// Returns the expression's value on the best machine there is, if that is more than the baseline.
#[macro_export]
macro_rules! on_best_machine {
    ($machine:ident => $call:expr) => {
        #[cfg(target_arch = "x86_64")]
        {
            if let Some($machine) = $crate::dispatch::avx512() {
                return $call;
            }
            if let Some($machine) = $crate::dispatch::avx2() {
                return $call;
            }
        }
        #[cfg(target_arch = "aarch64")]
        if let Some($machine) =
            $crate::pulp::aarch64::Neon::try_new().filter(|_| $crate::dispatch::allows($crate::Level::Neon))
        {
            return $call;
        }
    };
}
