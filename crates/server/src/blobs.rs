//! Files on disk, each under the hash of its bytes: the same file sent twice is kept once.

use std::path::PathBuf;

use desk::secret::hex;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt as _;

/// A folder of files.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    /// In this folder, which is made when the first file comes.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps these bytes and gives their hash. They are on disk, under their final name, when this returns.
    pub async fn put(&self, bytes: &[u8]) -> std::io::Result<String> {
        let hash = hex(&Sha256::digest(bytes));
        let path = self.path(&hash);
        if tokio::fs::try_exists(&path).await? {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        tokio::fs::create_dir_all(folder).await?;
        let unfinished = folder.join(format!("{hash}.{}", uuid::Uuid::now_v7()));
        let mut file = tokio::fs::File::create(&unfinished).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        tokio::fs::rename(&unfinished, &path).await?;
        Ok(hash)
    }

    /// The bytes under this hash.
    pub async fn get(&self, hash: &str) -> std::io::Result<Vec<u8>> {
        tokio::fs::read(self.path(hash)).await
    }

    /// Hashes come from our own database, sixty-four hexadecimal digits; anything else leads nowhere.
    fn path(&self, hash: &str) -> PathBuf {
        let safe: String = hash.chars().filter(char::is_ascii_hexdigit).collect();
        let (first, rest) = safe.split_at(safe.len().min(2));
        self.folder.join(first).join(rest)
    }
}
