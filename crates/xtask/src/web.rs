//! The pages: packages are installed when a lock file has changed, built when a source is newer than what was built.

use std::path::{Path, PathBuf};

use crate::step::{Done, newest, root, say, step, there};

/// A folder with a lock file of its own, and what it builds.
pub(crate) struct Project {
    /// From the root.
    pub(crate) folder: &'static str,
    /// Where its sources are, from the root.
    sources: &'static [&'static str],
    /// What it builds, from the root; none when it only tests.
    built: Option<&'static str>,
}

/// Every project, in the order they are built.
pub(crate) const PROJECTS: [Project; 4] = [
    Project { folder: "web/widget", sources: &["web/widget"], built: Some("web/widget/dist/widget.js") },
    Project {
        folder: "web",
        sources: &["web/package.json", "web/client", "web/ui", "web/console"],
        built: Some("web/console/dist/index.html"),
    },
    Project { folder: "web/docs", sources: &["web/docs"], built: Some("web/docs/dist/index.html") },
    STORIES,
];

/// The stories in a browser.
pub(crate) const STORIES: Project = Project { folder: "web/e2e", sources: &["web/e2e"], built: None };

/// Builds what is older than its sources.
pub(crate) fn build() -> Done {
    if !there("npm", "--version") {
        return Err("npm is not there: install Node.js 20 or newer".to_owned());
    }
    PROJECTS.iter().filter(|project| project.built.is_some()).try_for_each(Project::build)
}

impl Project {
    fn build(&self) -> Done {
        let Some(built) = self.built else { return Ok(()) };
        self.install()?;
        let sources: Vec<PathBuf> = self.sources.iter().map(|path| root().join(path)).collect();
        let built_at = root().join(built).metadata().and_then(|data| data.modified()).ok();
        if built_at.is_some() && built_at >= newest(&sources) {
            say(&format!("   {} is built", self.folder));
            return Ok(());
        }
        self.npm("building", "build")
    }

    /// Installs the packages that the lock file names, if that was not done since it changed.
    pub(crate) fn install(&self) -> Done {
        let folder = root().join(self.folder);
        let stamp = folder.join("node_modules/.installed-for");
        let lock = read(&folder.join("package-lock.json"))?;
        if std::fs::read_to_string(&stamp).is_ok_and(|known| known == lock) {
            return Ok(());
        }
        let what = format!("installing the packages of {}", self.folder);
        step(&what, self.folder, "npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
        std::fs::write(&stamp, lock).map_err(|error| format!("{}: {error}", stamp.display()))
    }

    /// Runs one of its scripts, if it has that one.
    pub(crate) fn npm(&self, what: &str, script: &str) -> Done {
        step(
            &format!("{what} {}", self.folder),
            self.folder,
            "npm",
            &["run", "--silent", "--if-present", script],
        )
    }
}

fn read(path: &Path) -> Done<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}
