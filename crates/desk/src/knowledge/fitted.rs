//! How much each kind of evidence counts. Written by `examples/knowledge --fit`.

use search::{Blend, Certainty, Weights};

/// With a model of meaning.
pub(super) const BY_MEANING: Blend = Blend {
    weights: Weights {
        wording: [6.673, -0.709, 0.256, 0.628, 6.024, 0.409, 1.456, 1.881, -0.026, -0.585],
        own: [3.917, 5.896, 4.148, 3.567],
    },
    certainty: Certainty {
        base: -4.409,
        signs: [0.237, 3.431, 2.436, 0.000, 1.116],
        stranger: 10.287,
        clear_lead: 4.000,
    },
};

/// Without one.
pub(super) const BY_WORDS: Blend = Blend {
    weights: Weights {
        wording: [0.000, 1.187, 3.080, 1.788, 0.000, 2.196, 4.137, 3.729, 0.172, -0.927],
        own: [0.000, 8.554, 5.446, 5.035],
    },
    certainty: Certainty {
        base: -4.464,
        signs: [0.259, 2.932, 0.000, 0.096, 1.666],
        stranger: 9.165,
        clear_lead: 4.000,
    },
};
