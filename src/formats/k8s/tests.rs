//! Objects of Kubernetes: what is written, what `kubectl get` prints, and what the server refuses.

use super::super::Object;
use super::super::Pair;
use super::super::WriteOptions;
use super::super::corpus::pair;
use super::super::corpus::read;
use super::super::corpus::written;
use super::BOTH;
use super::CONFIG_MAP;
use super::SECRET;

fn options(name: &str) -> WriteOptions {
    let object = Object {
        name: name.to_owned(),
        namespace: Some("shop".to_owned()),
        labels: [("app.kubernetes.io/name".to_owned(), "web".to_owned())].into(),
    };
    WriteOptions { object, ..WriteOptions::default() }
}

fn pairs() -> [Pair; 2] {
    [Pair { secret: true, ..pair("S", b"\xff") }, pair("NO", b"yes\n")]
}

#[test]
fn secrets_and_the_others_apart() {
    let text = super::super::write(BOTH, &pairs(), &options("web")).expect("fine").bytes;
    let metadata = "metadata:\n  name: \"web\"\n  namespace: \"shop\"\n  labels:\n    \
                    \"app.kubernetes.io/name\": \"web\"\n";
    let expected = format!(
        "apiVersion: v1\nkind: Secret\n{metadata}type: Opaque\ndata:\n  S: \"/w==\"\n---\n\
         apiVersion: v1\nkind: ConfigMap\n{metadata}data:\n  \"NO\": \"yes\\n\"\n"
    );
    assert_eq!(String::from_utf8_lossy(&text), expected);
    let parsed = super::super::read(BOTH, &text, &Default::default()).expect("our own");
    assert_eq!(parsed.pairs, [("S".to_owned(), b"\xff".to_vec()), ("NO".to_owned(), b"yes\n".to_vec())]);
    assert!(written(SECRET, "x").contains("kind: Secret") && written(SECRET, "x").contains("K: \"eA==\""));
    let error = super::super::write(CONFIG_MAP, &pairs(), &options("web")).expect_err("a secret");
    let said = "`S` is a secret, and a ConfigMap shows what it is given to everybody who may look";
    assert_eq!(error.to_string(), said);
}

#[test]
fn what_the_server_refuses() {
    for name in ["", "Web", "-web", "web.", "a_b", &"a".repeat(254)] {
        let error = super::super::write(SECRET, &[], &options(name)).expect_err(name).to_string();
        assert!(error.starts_with(&format!("name `{}", &name[..name.len().min(5)])), "{error}");
    }
    let mut more = options("a.b-1");
    more.object.namespace = Some("a.b".to_owned());
    more.object.labels = [("a/b/c".to_owned(), "-".to_owned()), ("ok".to_owned(), String::new())].into();
    let error = super::super::write(SECRET, &[], &more).expect_err("three").to_string();
    assert_eq!(error.matches("is not one that Kubernetes takes").count(), 3, "{error}");
    let big = [pair("A", &vec![b'a'; 1024 * 1024]), pair("B", b"b")];
    let error = super::super::write(SECRET, &big, &options("web")).expect_err("too big").to_string();
    assert_eq!(error, "1048577 bytes in all: Kubernetes takes at most 1048576 (`A` is the largest)");
    let long = [pair(&"A".repeat(254), b"x")];
    assert!(super::super::write(SECRET, &long, &options("web")).is_err());
}

#[test]
fn reads_what_kubectl_prints() {
    let list = "apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    A: YQo=\n    B: ''\n  kind: Secret\n  \
                metadata:\n    creationTimestamp: \"2020-01-01T00:00:00Z\"\n    annotations: {x: null}\n  \
                type: Opaque\n- kind: Pod\n  apiVersion: v1\nkind: List\n";
    assert_eq!(read(BOTH, list), ["A=a\n", "B="]);
    let json = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"A\":\"x\"},\"binaryData\":{\"B\":\"/w==\"}}";
    assert_eq!(read(BOTH, json), ["A=x", "B=\u{fffd}"]);
    let clear = "apiVersion: v1\nkind: Secret\nstringData:\n  A: x\n  B: |\n    l1\n";
    assert_eq!(read(SECRET, clear), ["A=x", "B=l1\n"]);
}

#[test]
fn no_guesses() {
    assert_eq!(read(BOTH, "apiVersion: v1\nkind: Pod"), ["! 1:1: no Secret and no ConfigMap"]);
    assert_eq!(read(BOTH, ""), ["! 1:1: no Secret and no ConfigMap"]);
    let secret = |data: &str| read(BOTH, &format!("apiVersion: v1\nkind: Secret\ndata:\n  {data}"));
    assert_eq!(secret("A: x!"), ["! 4:6: the value of `A` is not base64"]);
    assert_eq!(secret("A: {}"), ["! 4:6: `A` is an object"]);
    assert_eq!(secret("A: ~"), ["! 4:6: `A` is null"]);
    assert_eq!(secret("tls.crt: eA==").len(), 1);
    assert_eq!(secret("A: eA==\n  A: eA=="), ["! 5:6: `A` appears twice"]);
    let twice = "kind: Secret\ndata: {A: eA==}\n---\nkind: ConfigMap\ndata: {A: x}\n";
    assert_eq!(read(BOTH, twice), ["! 5:11: `A` appears twice"]);
}
