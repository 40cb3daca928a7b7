//! Reads the arrays of a `NumPy` `.npz` file, which is a zip of `.npy` files.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::LoadError;

/// An open `.npz` file.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    name: String,
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Self, LoadError> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|source| LoadError::Read { file: name.clone(), source })?;
        let zip = ZipArchive::new(BufReader::with_capacity(1 << 16, file))
            .map_err(|error| LoadError::Malformed { file: name.clone(), what: error.to_string() })?;
        Ok(Self { zip, name })
    }

    /// A little-endian `f32` array of exactly this many values.
    pub(super) fn floats(&mut self, array: &str, count: usize) -> Result<Vec<f32>, LoadError> {
        let bytes = self.bytes(array, "<f4", count * 4)?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    /// The single `f64` of a zero-dimensional array.
    pub(super) fn scalar(&mut self, array: &str) -> Result<f64, LoadError> {
        let bytes = self.bytes(array, "<f8", 8)?;
        let value = bytes.first_chunk::<8>().map(|b| f64::from_le_bytes(*b));
        value.ok_or_else(|| self.malformed(array, "is empty"))
    }

    /// A `u8` array of exactly this many values.
    pub(super) fn bytes_of(&mut self, array: &str, count: usize) -> Result<Vec<u8>, LoadError> {
        self.bytes(array, "|u1", count)
    }

    fn bytes(&mut self, array: &str, kind: &str, length: usize) -> Result<Vec<u8>, LoadError> {
        let mut entry = self.zip.by_name(&format!("{array}.npy")).map_err(|error| LoadError::Malformed {
            file: self.name.clone(),
            what: format!("array {array}: {error}"),
        })?;
        // Version 1 header: magic (6), version (2), header length (2, little-endian), a Python literal.
        let mut start = [0; 10];
        let mut body = Vec::with_capacity(length + 1);
        let mut header = Vec::new();
        let read = entry.read_exact(&mut start).and_then(|()| {
            header.resize(usize::from(u16::from_le_bytes([start[8], start[9]])), 0);
            entry.read_exact(&mut header)?;
            // One byte more than expected, so that a longer array is noticed.
            (&mut entry).take(length as u64 + 1).read_to_end(&mut body)
        });
        drop(entry);
        read.map_err(|source| LoadError::Read { file: self.name.clone(), source })?;
        let header = String::from_utf8_lossy(&header);
        if !start.starts_with(b"\x93NUMPY\x01") {
            return Err(self.malformed(array, "is no NumPy array of version 1"));
        }
        if !header.contains(&format!("'descr': '{kind}'")) || header.contains("'fortran_order': True") {
            return Err(self.malformed(array, "has another element type or order"));
        }
        if body.len() != length {
            return Err(self.malformed(array, "has another length"));
        }
        Ok(body)
    }

    fn malformed(&self, array: &str, what: &str) -> LoadError {
        LoadError::Malformed { file: self.name.clone(), what: format!("array {array} {what}") }
    }
}
