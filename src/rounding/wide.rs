//! Products of 512 bits, compared exactly.

use std::cmp::Ordering;

/// A product in 64-bit limbs, the least first. The largest that the methods form is
/// Huntington–Hill's `weight² · a(a + 1)`, below 2³⁴⁴.
pub(super) type Wide = [u64; 8];

/// The product of the factors, which together have fewer than 512 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a number is cut into its halves on purpose"
)]
pub(super) fn product(factors: &[u128]) -> Wide {
    let mut result: Wide = [0; 8];
    result[0] = 1;
    for &factor in factors {
        let mut next: Wide = [0; 8];
        for (shift, limb) in [factor as u64, (factor >> 64) as u64]
            .into_iter()
            .enumerate()
        {
            if limb == 0 {
                continue;
            }
            let mut carry = 0_u128;
            for position in shift..8 {
                let sum = u128::from(result[position - shift]) * u128::from(limb)
                    + u128::from(next[position])
                    + carry;
                next[position] = sum as u64;
                carry = sum >> 64;
            }
        }
        result = next;
    }
    result
}

/// Compares two products.
pub(super) fn compare(left: &[u128], right: &[u128]) -> Ordering {
    product(left).iter().rev().cmp(product(right).iter().rev())
}
