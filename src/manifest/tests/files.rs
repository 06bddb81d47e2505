//! Files: where a manifest is found, which files are refused, how one is replaced.

use std::fs;

use super::*;

fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("temporary directory")
}

fn refused(path: &Path) -> String {
    match Manifest::read(path) {
        Err(ManifestError::Refused { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_walk_up_stops_where_it_should() {
    let root = directory();
    let root = root.path();
    let deep = root.join("home/repo/a/b");
    fs::create_dir_all(&deep).expect("dirs");
    fs::write(root.join(FILE_NAME), "").expect("write");
    assert_eq!(find(&deep, None).expect("find"), Some(root.join(FILE_NAME)));
    assert_eq!(find(&deep, Some(&root.join("home"))).expect("find"), None);
    fs::create_dir(root.join("home/repo/.git")).expect("git");
    assert_eq!(find(&deep, None).expect("find"), None);
    fs::write(root.join("home/repo").join(FILE_NAME), "").expect("write");
    assert_eq!(find(&deep, None).expect("find"), Some(root.join("home/repo").join(FILE_NAME)));
    fs::create_dir(deep.join(FILE_NAME)).expect("a directory of that name");
    assert_eq!(find(&deep, None).expect("find"), Some(deep.join(FILE_NAME)));
}

#[cfg(unix)]
#[test]
fn the_walk_up_stays_on_its_file_system() {
    use std::os::unix::fs::MetadataExt as _;

    let device = |path: &str| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    if device("/proc") != device("/") {
        // Nothing named envctl.toml is in /proc, and / is not looked at.
        assert_eq!(find(Path::new("/proc/self"), None).expect("find"), None);
    }
}

#[cfg(unix)]
#[test]
fn files_that_are_not_to_be_trusted() {
    use std::os::unix::fs::PermissionsExt as _;

    let root = directory();
    let file = root.path().join(FILE_NAME);
    fs::write(&file, EXAMPLE).expect("write");
    Manifest::read(&file).expect("a fine file");

    let link = root.path().join("link");
    std::os::unix::fs::symlink(&file, &link).expect("link");
    assert_eq!(refused(&link), "it is a symbolic link");
    assert_eq!(refused(root.path()), "it is a directory");
    assert_eq!(refused(Path::new("/dev/zero")), "it is not a regular file");
    let fifo = root.path().join("fifo");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR).expect("fifo");
    assert_eq!(refused(&fifo), "it is not a regular file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("chmod");
    assert_eq!(refused(&file), "everyone may write to it");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("chmod");
    fs::write(&file, vec![b'#'; 5 << 20]).expect("write");
    assert_eq!(refused(&file), "it is larger than 4 MiB");
    if rustix::process::geteuid().is_root() {
        fs::write(&file, EXAMPLE).expect("write");
        std::os::unix::fs::chown(&file, Some(12_345), None).expect("chown");
        assert_eq!(refused(&file), "it belongs to another user");
    }
    let missing = Manifest::read(&root.path().join("nothing"));
    assert!(matches!(missing, Err(ManifestError::NotFound { .. })));
}

#[test]
fn creating_never_overwrites() {
    let root = directory();
    let file = root.path().join(FILE_NAME);
    Manifest::prepare(&file, EXAMPLE).expect("written").put().expect("put");
    assert!(matches!(
        Manifest::prepare(&file, "").expect("written").put(),
        Err(ManifestError::Exists { .. })
    ));
    assert_eq!(fs::read_to_string(&file).expect("read"), EXAMPLE);
}

#[cfg(unix)]
#[test]
fn saving_keeps_the_mode_and_refuses_a_changed_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let root = directory();
    let file = root.path().join(FILE_NAME);
    fs::write(&file, EXAMPLE).expect("write");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("chmod");
    let read = Manifest::read(&file).expect("read");
    let edited = read.edited(&[(path("org"), some("other"))]).expect("edit");
    edited.save(read.digest_bytes()).expect("save");
    assert_eq!(fs::read(&file).expect("read"), edited.digest_bytes());
    assert_eq!(fs::metadata(&file).expect("stat").permissions().mode() & 0o7777, 0o640);
    assert!(matches!(edited.save(read.digest_bytes()), Err(ManifestError::Changed { .. })));
    fs::remove_file(&file).expect("remove");
    assert!(matches!(edited.save(edited.digest_bytes()), Err(ManifestError::Changed { .. })));
    assert_eq!(fs::read_dir(root.path()).expect("list").count(), 0, "nothing is left behind");
}

#[test]
fn the_head_alone_is_the_head() {
    let root = directory();
    let file = root.path().join(FILE_NAME);
    fs::write(&file, EXAMPLE).expect("write");
    assert_eq!(&read_head(&file).expect("head"), parse(EXAMPLE).head());
    fs::write(&file, "version = 1\nprojct = \"x\"\n").expect("write");
    assert_eq!(read_head(&file).expect_err("typo").problems().len(), 1);
}
