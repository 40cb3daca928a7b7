//! The situations an order can be in, and how many of the demo's orders are in each.

/// A situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Placed a moment ago, not paid.
    Unpaid,
    /// Paid, and still in time.
    InTime,
    /// Paid, and should have been shipped.
    Late,
    /// A presale item, paid.
    Presale,
    /// Handed over, not scanned yet.
    NoScan,
    /// On its way.
    InTransit,
    /// Comes today.
    OutForDelivery,
    /// No scan for days.
    Stuck,
    /// The courier has lost it.
    Lost,
    /// The courier brings it back.
    Returned,
    /// Arrived some days ago.
    Received,
    /// Is said to have arrived since yesterday, with a neighbour or in front of a door.
    LeftSomewhere,
    /// Arrived long ago.
    Completed,
    /// Never paid.
    Cancelled,
    /// Called off before it was shipped; the money is on its way.
    Refunding,
    /// Sent back; the money was returned.
    Refunded,
}

use Case::{
    Cancelled, Completed, InTime, InTransit, Late, LeftSomewhere, Lost, NoScan, OutForDelivery, Presale,
    Received, Refunded, Refunding, Returned, Stuck, Unpaid,
};

/// So many of each in six hundred orders; all others are completed.
const SHARES: [(Case, usize); 15] = [
    (Unpaid, 12),
    (InTime, 60),
    (Late, 16),
    (Presale, 36),
    (NoScan, 20),
    (InTransit, 72),
    (OutForDelivery, 28),
    (Stuck, 20),
    (Lost, 8),
    (Returned, 12),
    (Received, 60),
    (LeftSomewhere, 12),
    (Cancelled, 24),
    (Refunding, 12),
    (Refunded, 20),
];

/// The first buyers of each shop, one for each situation, so that it can be tried out. The names of products are parts
/// of their ids, Chinese shop first.
pub(super) const CAST: [(Case, [&str; 2]); 12] = [
    (InTransit, ["C101", "101"]),
    (InTime, ["C102", "103"]),
    (Late, ["C110", "117"]),
    (Presale, ["C109", "105"]),
    (NoScan, ["F201", "109"]),
    (OutForDelivery, ["A303", "106"]),
    (Stuck, ["C107", "102"]),
    (Lost, ["C124", "107"]),
    (Returned, ["A301", "118"]),
    (LeftSomewhere, ["F207", "116"]),
    (Refunding, ["C113", "104"]),
    (Unpaid, ["A304", "115"]),
];

/// The buyers after those write in the conversations that the demo begins with.
pub(super) const TALKERS: [(Case, [&str; 2]); 4] = [
    (Received, ["C103", "103"]),
    (Stuck, ["C108", "106"]),
    (InTransit, ["A306", "118"]),
    (Lost, ["F213", "102"]),
];

/// The situations of `count` orders, those of the cast left out.
pub(super) fn of_the_others(count: usize) -> Vec<Case> {
    let mut cases: Vec<Case> = SHARES
        .iter()
        .flat_map(|(case, share)| std::iter::repeat_n(*case, (share * count).div_ceil(600)))
        .collect();
    for (case, _) in CAST.iter().chain(&TALKERS) {
        if let Some(place) = cases.iter().position(|other| other == case) {
            cases.swap_remove(place);
        }
    }
    cases.resize(count - CAST.len() - TALKERS.len(), Completed);
    cases
}
