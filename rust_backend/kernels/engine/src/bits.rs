//! Bytes and masks to bits and back: a truth value a bar.

use pulp::Simd;

/// Bars in a word.
pub const WORD: usize = 64;

/// The lowest bit of every byte.
const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// How a processor packs truth values into bits.
pub trait Bits: Simd {
    /// A bit for every lane of a mask.
    #[inline(always)]
    fn lanes(self, mask: Self::m64s) -> u64 {
        match bytemuck::bytes_of(&mask) {
            // A mask of bits already.
            [bits] => u64::from(*bits),
            lanes => (0..).zip(lanes.as_chunks::<8>().0).fold(0, |bits, (i, lane)| bits | u64::from(lane[0] & 1) << i),
        }
    }

    /// A bit for every byte, set where that is not zero.
    #[inline(always)]
    fn pack(self, bytes: &[u8; WORD]) -> u64 {
        let mut bits = 0;
        for (i, eight) in bytes.as_chunks().0.iter().enumerate() {
            bits |= pack_eight(u64::from_le_bytes(*eight)) << (8 * i);
        }
        bits
    }

    /// A byte for every bit, all ones where that is set.
    #[inline(always)]
    fn spread(self, bits: u64) -> [u8; WORD] {
        let mut bytes = [0; WORD];
        for (i, eight) in bytes.as_chunks_mut().0.iter_mut().enumerate() {
            *eight = spread_eight(bits >> (8 * i) & 0xff).to_le_bytes();
        }
        bytes
    }
}

#[inline(always)]
fn pack_eight(bytes: u64) -> u64 {
    let low = 0x7f * ONES;
    let truths = ((((bytes & low) + low) | bytes) >> 7) & ONES;
    truths.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[inline(always)]
fn spread_eight(bits: u64) -> u64 {
    let own = bits.wrapping_mul(ONES) & 0x8040_2010_0804_0201;
    let low = 0x7f * ONES;
    ((((own & low) + low) | own) >> 7 & ONES) * 0xff
}

impl Bits for pulp::Scalar256b {}

#[cfg(target_arch = "aarch64")]
impl Bits for pulp::aarch64::Neon {}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Bits, WORD};
    use bytemuck::cast;
    use pulp::x86::{V3, V4};

    const HALF: usize = WORD / 2;

    impl Bits for V3 {
        #[inline(always)]
        fn lanes(self, mask: Self::m64s) -> u64 {
            self.avx._mm256_movemask_pd(cast(mask)) as u64
        }

        #[inline(always)]
        fn pack(self, bytes: &[u8; WORD]) -> u64 {
            let [low, high]: [[u8; HALF]; 2] = cast(*bytes);
            u64::from(pack_half(self, low)) | u64::from(pack_half(self, high)) << HALF
        }

        #[inline(always)]
        fn spread(self, bits: u64) -> [u8; WORD] {
            cast([spread_half(self, bits as u32), spread_half(self, (bits >> HALF) as u32)])
        }
    }

    impl Bits for V4 {
        #[inline(always)]
        fn pack(self, bytes: &[u8; WORD]) -> u64 {
            (*self).pack(bytes)
        }

        #[inline(always)]
        fn spread(self, bits: u64) -> [u8; WORD] {
            (*self).spread(bits)
        }
    }

    #[inline(always)]
    fn pack_half(machine: V3, bytes: [u8; HALF]) -> u32 {
        let zeros = machine.avx2._mm256_cmpeq_epi8(cast(bytes), cast([0_u8; HALF]));
        !machine.avx2._mm256_movemask_epi8(zeros) as u32
    }

    /// Every byte gets a copy of the eight bits among which its own is, and keeps that one.
    #[inline(always)]
    fn spread_half(machine: V3, bits: u32) -> [u8; HALF] {
        let copies = std::array::from_fn::<u8, HALF, _>(|i| i as u8 / 8);
        let own = std::array::from_fn::<u8, HALF, _>(|i| 1 << (i % 8));
        let bits = machine.avx2._mm256_shuffle_epi8(cast([bits; 8]), cast(copies));
        let bits = machine.avx2._mm256_and_si256(bits, cast(own));
        cast(machine.avx2._mm256_cmpeq_epi8(bits, cast(own)))
    }
}
