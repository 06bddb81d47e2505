//! What a run was given, kept for the next one of the same, sealed under a key of the identity.
//!
//! An answer holds as long as every file that it was read from is the one that it was: the same
//! file, size and time of change, as git's index holds for a work tree. Invariants: an answer is
//! kept only where all of those files had come to rest before it was read, so that a later change
//! cannot bear the same time; it opens for the identity and the question that it was kept for, and
//! for nothing else; whatever is wrong with it, it is as if there were none.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::local::{Folders, private_dir};
use crate::crypto::{Identity, Plain};
use crate::model::Hash;
use crate::model::cbor::{DecodeError, Reader, Writer};

/// How long an answer holds, in milliseconds: what ends by the clock alone ends by then.
const AGE_MAX: u64 = 10 * 60 * 1000;
/// How long a file must have been at rest, in milliseconds: the coarsest file systems count time
/// in steps of two seconds (FAT).
const REST: u64 = 2_500;
/// How many answers are kept before old ones are cleared away.
const KEPT_MAX: usize = 64;

/// A file as it was seen: device, number, size, and time of change in nanoseconds.
type Seen = (u64, u64, u64, u64);

/// Files, each as it was seen; one that was not there counts as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnesses(Vec<(PathBuf, Option<Seen>)>);

impl Witnesses {
    /// Looks at files.
    pub fn of(paths: impl IntoIterator<Item = PathBuf>) -> Witnesses {
        let look = |path: PathBuf| {
            let seen = seen(&path);
            (path, seen)
        };
        Witnesses(paths.into_iter().map(look).collect())
    }

    /// Whether all are as they were.
    fn hold(&self) -> bool {
        self.0.iter().all(|(path, before)| seen(path) == *before)
    }

    /// Whether none was changed so recently that a further change could bear the same time.
    fn rest(&self, now: u64) -> bool {
        let at_rest = |(.., changed): &Seen| (changed / 1_000_000).saturating_add(REST) < now;
        self.0.iter().all(|(_, seen)| seen.as_ref().is_none_or(at_rest))
    }
}

fn seen(path: &Path) -> Option<Seen> {
    let meta = std::fs::metadata(path).ok()?;
    let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    #[cfg(unix)]
    let (device, number) = {
        use std::os::unix::fs::MetadataExt as _;
        (meta.dev(), meta.ino())
    };
    #[cfg(not(unix))]
    let (device, number) = (0, 0);
    Some((device, number, meta.len(), u64::try_from(changed.as_nanos()).ok()?))
}

/// The place of one answer.
#[derive(Clone, Debug)]
pub struct Memo {
    file: PathBuf,
    question: Hash,
}

impl Memo {
    /// The place of the answer to a question; none where there is no folder for it.
    pub fn new(folders: &Folders, question: &[&[u8]]) -> Option<Memo> {
        let question = Hash::of("envctl/memo/v1", question);
        let file = folders.cache.as_ref()?.join("run").join(question.short());
        Some(Memo { file, question })
    }

    /// The answer, if there is one that holds at `now`, in milliseconds since 1970. `identity`
    /// gives the identity of a profile.
    pub fn recall(&self, now: u64, identity: impl FnOnce(&str) -> Option<Identity>) -> Option<Plain> {
        let bytes = std::fs::read(&self.file).ok()?;
        let (header, nonce, sealed) = parts(&bytes).ok()?;
        let (profile, kept, witnesses) = read_header(header).ok()?;
        let holds = kept <= now && now - kept < AGE_MAX && witnesses.hold();
        let cipher = identity(profile).filter(|_| holds)?.local_cipher();
        cipher.open(nonce.try_into().ok()?, sealed, &self.binding(header)).ok()
    }

    /// Keeps an answer that was read after `before` was looked at.
    pub fn keep(&self, before: &Witnesses, profile: &str, identity: &Identity, answer: &[u8], now: u64) {
        if !before.rest(now) || !before.hold() {
            return;
        }
        let header = header(profile, now, before);
        let Ok((nonce, sealed)) = identity.local_cipher().seal(answer, &self.binding(&header)) else {
            return;
        };
        let mut w = Writer::default();
        w.array(3);
        w.bytes(&header);
        w.bytes(&nonce);
        w.bytes(&sealed);
        // What cannot be kept is read again. It need not outlast a crash: what is torn does not open.
        let _ = self.write(&w.into_bytes());
    }

    fn write(&self, bytes: &[u8]) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        private_dir(folder)?;
        let kept: Vec<_> = std::fs::read_dir(folder)?.flatten().collect();
        if kept.len() >= KEPT_MAX {
            for old in kept {
                std::fs::remove_file(old.path())?;
            }
        }
        // A temporary file is made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.persist(&self.file).map(drop).map_err(|e| e.error)
    }

    fn binding(&self, header: &[u8]) -> Vec<u8> {
        [&self.question.0[..], header].concat()
    }
}

fn header(profile: &str, now: u64, witnesses: &Witnesses) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(3);
    w.text(profile);
    w.uint(now);
    w.array(witnesses.0.len());
    for (path, seen) in &witnesses.0 {
        w.array(2);
        w.bytes(path.as_os_str().as_encoded_bytes());
        match seen {
            None => w.null(),
            Some((device, number, size, changed)) => {
                w.array(4);
                for n in [device, number, size, changed] {
                    w.uint(*n);
                }
            }
        }
    }
    w.into_bytes()
}

/// Header, nonce, and what is sealed.
type Parts<'b> = (&'b [u8], &'b [u8], &'b [u8]);

fn parts(bytes: &[u8]) -> Result<Parts<'_>, DecodeError> {
    let mut r = Reader::new(bytes);
    r.tuple(3)?;
    Ok((r.bytes()?, r.bytes()?, r.bytes()?))
}

fn read_header(bytes: &[u8]) -> Result<(&str, u64, Witnesses), DecodeError> {
    let mut r = Reader::new(bytes);
    r.tuple(3)?;
    let (profile, kept) = (r.text()?, r.uint()?);
    let mut witnesses = Vec::new();
    for _ in 0..r.array()? {
        r.tuple(2)?;
        let path = PathBuf::from(os(r.bytes()?));
        let seen = match r.null()? {
            true => None,
            false => {
                r.tuple(4)?;
                let seen = (r.uint()?, r.uint()?, r.uint()?, r.uint()?);
                r.leave();
                Some(seen)
            }
        };
        r.leave();
        witnesses.push((path, seen));
    }
    Ok((profile, kept, Witnesses(witnesses)))
}

#[cfg(unix)]
fn os(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    const NOW: u64 = 1_800_000_000_000;

    struct Place {
        dir: tempfile::TempDir,
        ana: Identity,
    }

    impl Place {
        fn new() -> Place {
            let place = Place { dir: tempfile::tempdir().expect("a directory"), ana: Identity::generate() };
            place.change("old");
            place
        }

        fn file(&self) -> PathBuf {
            self.dir.path().join("store")
        }

        /// Writes the file as if it were a minute before `NOW`.
        fn change(&self, text: &str) {
            fs::write(self.file(), text).expect("written");
            self.touch(60_000);
        }

        fn touch(&self, before: u64) {
            let time = SystemTime::UNIX_EPOCH + Duration::from_millis(NOW - before);
            File::options()
                .write(true)
                .open(self.file())
                .and_then(|f| f.set_modified(time))
                .expect("touched");
        }

        fn memo(&self, question: &str) -> Memo {
            let folders = Folders { cache: Some(self.dir.path().join("cache")), ..Folders::default() };
            Memo::new(&folders, &[question.as_bytes()]).expect("a place")
        }

        fn witnesses(&self) -> Witnesses {
            Witnesses::of([self.file(), self.dir.path().join("nothing")])
        }

        fn keep(&self) {
            self.memo("q").keep(&self.witnesses(), "default", &self.ana, b"hunter2", NOW);
        }

        fn recall(&self, question: &str, identity: &Identity, now: u64) -> Option<Vec<u8>> {
            let plain = self.memo(question).recall(now, |_| Some(identity.clone()));
            plain.map(Plain::into_exposed)
        }

        fn holds(&self) -> bool {
            self.recall("q", &self.ana, NOW).as_deref() == Some(b"hunter2")
        }
    }

    #[test]
    fn an_answer_holds_until_something_changes() {
        let place = Place::new();
        assert!(!place.holds());
        place.keep();
        assert!(place.holds());
        place.change("newer");
        assert!(!place.holds(), "another size");
        place.keep();
        place.touch(50_000);
        assert!(!place.holds(), "another time");
        place.keep();
        fs::write(place.dir.path().join("nothing"), "").expect("written");
        assert!(!place.holds(), "a file that was not there");
        place.memo("q").keep(&place.witnesses(), "default", &place.ana, b"hunter2", NOW * 2);
        fs::rename(place.file(), place.dir.path().join("moved")).expect("moved");
        fs::copy(place.dir.path().join("moved"), place.file()).expect("copied");
        place.touch(60_000);
        assert!(!place.holds(), "another file");
    }

    #[test]
    fn nothing_is_kept_of_what_has_not_come_to_rest() {
        let place = Place::new();
        for before in [0, 100, 2_000] {
            place.touch(before);
            place.keep();
            assert!(!place.holds(), "{before}");
        }
        // Changed while it was read.
        place.touch(60_000);
        let before = place.witnesses();
        place.change("newer");
        place.memo("q").keep(&before, "default", &place.ana, b"hunter2", NOW);
        assert!(!place.holds());
    }

    #[test]
    fn it_opens_for_its_own_alone() {
        let place = Place::new();
        place.keep();
        let other = Identity::generate();
        assert_eq!(place.recall("q", &other, NOW), None);
        assert_eq!(place.recall("another", &place.ana, NOW), None);
        assert_eq!(place.recall("q", &place.ana, NOW - 1), None, "from the future");
        assert_eq!(place.recall("q", &place.ana, NOW + AGE_MAX), None, "too old");
        fs::copy(&place.memo("q").file, &place.memo("another").file).expect("copied");
        assert_eq!(place.recall("another", &place.ana, NOW), None, "moved to another question");
        let bytes = fs::read(&place.memo("q").file).expect("read");
        assert!(!bytes.windows(7).any(|part| part == b"hunter2"));
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            fs::write(&place.memo("q").file, &flipped).expect("written");
            assert!(!place.holds(), "byte {at}");
            fs::write(&place.memo("q").file, &bytes[..at]).expect("written");
            assert!(!place.holds(), "cut at {at}");
        }
    }

    #[test]
    fn old_answers_are_cleared_away() {
        let place = Place::new();
        for i in 0..KEPT_MAX + 3 {
            place.memo(&i.to_string()).keep(&place.witnesses(), "default", &place.ana, b"x", NOW);
        }
        let kept = fs::read_dir(place.dir.path().join("cache/run")).expect("a folder").count();
        assert!(kept <= KEPT_MAX, "{kept}");
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(&place.memo(&(KEPT_MAX + 2).to_string()).file).expect("there").permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }
}
