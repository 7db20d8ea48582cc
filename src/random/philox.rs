//! Philox4x64-10, a counter-based generator: a pure function from key and counter to numbers.
//!
//! Source: Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC 2011).
//! Checked against the authors' published known answers below.

const MULTIPLIERS: [u64; 2] = [0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157];
const WEYL: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];
const ROUNDS: usize = 10;

/// Four words of 64 bits that depend on nothing but `key` and `counter`.
#[must_use]
#[inline]
pub fn philox(key: [u64; 2], counter: [u64; 4]) -> [u64; 4] {
    let [mut first, mut second] = key;
    let [mut a, mut b, mut c, mut d] = counter;
    for round in 0..ROUNDS {
        if round > 0 {
            first = first.wrapping_add(WEYL[0]);
            second = second.wrapping_add(WEYL[1]);
        }
        let (high_a, low_a) = wide_product(MULTIPLIERS[0], a);
        let (high_c, low_c) = wide_product(MULTIPLIERS[1], c);
        (a, b, c, d) = (high_c ^ b ^ first, low_c, high_a ^ d ^ second, low_a);
    }
    [a, b, c, d]
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "takes the two halves of a product"
)]
fn wide_product(left: u64, right: u64) -> (u64, u64) {
    let product = u128::from(left) * u128::from(right);
    ((product >> 64) as u64, product as u64)
}

#[cfg(test)]
mod tests {
    use super::philox;

    #[test]
    fn published_known_answers() {
        assert_eq!(
            philox([0; 2], [0; 4]),
            [
                0x1655_4d9e_ca36_314c,
                0xdb20_fe9d_672d_0fdc,
                0xd7e7_72ce_e186_176b,
                0x7e68_b68a_ec7b_a23b
            ]
        );
        assert_eq!(
            philox([u64::MAX; 2], [u64::MAX; 4]),
            [
                0x87b0_92c3_013f_e90b,
                0x438c_3c67_be8d_0224,
                0x9cc7_d7c6_9cd7_77b6,
                0xa09c_aebf_594f_0ba0
            ]
        );
    }
}
