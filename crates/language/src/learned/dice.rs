//! Numbers that look random and are the same every time.

/// xorshift64*.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(0);
            items.swap(last, other);
        }
    }

    /// Whether something of this share happens.
    pub(super) fn happens(&mut self, share: f32) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
        let thrown = (self.next() >> 40) as f32 / (1_u32 << 24) as f32;
        thrown < share
    }
}
