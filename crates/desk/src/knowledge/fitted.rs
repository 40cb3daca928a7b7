//! How much each kind of evidence counts. Written by `examples/knowledge --fit`.

use search::{Blend, Certainty, Weights};

/// With a model of meaning.
pub(super) const BY_MEANING: Blend = Blend {
    weights: Weights {
        wording: [7.197, -0.883, 0.144, 0.572, 5.600, 0.433, 1.528, 1.949, -0.023, -0.575],
        own: [3.772, 5.954, 4.405, 3.185],
    },
    certainty: Certainty {
        base: -4.885,
        signs: [1.0, 2.5, 1.0, 1.0, 1.0],
        stranger: 8.0,
        clear_lead: 3.0,
    },
};

/// Without one.
pub(super) const BY_WORDS: Blend = Blend {
    weights: Weights {
        wording: [0.000, 1.138, 3.150, 1.583, 0.000, 2.241, 4.167, 3.931, 0.171, -0.925],
        own: [0.000, 8.554, 5.644, 4.748],
    },
    certainty: Certainty {
        base: -3.815,
        signs: [1.0, 2.5, 1.0, 1.0, 1.0],
        stranger: 8.0,
        clear_lead: 3.0,
    },
};
