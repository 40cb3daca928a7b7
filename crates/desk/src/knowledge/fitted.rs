//! How much each kind of evidence counts. Written by `examples/knowledge --fit`.

use search::{Blend, Certainty, Weights};

/// With a model of meaning.
pub(super) const BY_MEANING: Blend = Blend {
    weights: Weights {
        wording: [7.929, -1.065, 0.285, 0.178, 7.171, 0.095, 1.459, 1.600, -0.072, -0.462],
        own: [4.559, 5.576, 4.103, 3.926],
    },
    certainty: Certainty {
        base: -3.732,
        signs: [0.061, 3.370, 2.166, 0.000, 0.136],
        stranger: 11.034,
        clear_lead: 4.000,
    },
};

/// Without one.
pub(super) const BY_WORDS: Blend = Blend {
    weights: Weights {
        wording: [0.000, 1.425, 2.961, 1.764, 0.000, 2.409, 4.077, 3.609, 0.242, -1.040],
        own: [0.000, 8.282, 4.891, 4.532],
    },
    certainty: Certainty {
        base: -4.195,
        signs: [0.632, 2.872, 0.000, 0.315, 0.658],
        stranger: 8.523,
        clear_lead: 4.000,
    },
};
