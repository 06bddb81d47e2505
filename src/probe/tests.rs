//! Probes against small servers on loopback: let in, refused, silent, and of another kind.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use md5::Digest as _;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{ProbeError, probe};

/// A word of every secret in a test: no error may show it.
const HUSH: &str = "hush";

/// A server that answers each connection so; its port.
fn serve(answer: impl Fn(TcpStream) -> Option<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    port
}

fn ask(kind: &str, url: &str) -> Result<String, ProbeError> {
    let fields = BTreeMap::from([("url".to_owned(), url.to_owned())]);
    let found = probe(kind, &fields, Duration::from_secs(5));
    if let Err(e) = &found {
        assert!(!format!("{e} {e:?}").contains(HUSH), "{e}");
    }
    found
}

fn refused(kind: &str, url: &str) -> String {
    ask(kind, url).expect_err(url).to_string()
}

fn take(stream: &mut impl Read, n: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; n];
    stream.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// A message of PostgreSQL with its length; the first has no kind.
fn message(stream: &mut impl Read, kind: bool) -> Option<(u8, Vec<u8>)> {
    let kind = if kind { take(stream, 1)?[0] } else { 0 };
    let len = u32::from_be_bytes(take(stream, 4)?.try_into().ok()?) as usize;
    Some((kind, take(stream, len - 4)?))
}

fn say(stream: &mut impl Write, kind: u8, body: &[u8]) -> Option<()> {
    let len = u32::try_from(body.len() + 4).ok()?.to_be_bytes();
    stream.write_all(&[&[kind], &len[..], body].concat()).ok()
}

/// PostgreSQL after the question about TLS: this login, then a version or a refusal.
fn postgres(mut stream: impl Read + Write, login: &str, user: &str) -> Option<()> {
    let (_, start) = message(&mut stream, false)?;
    let start = String::from_utf8(start[4..].to_vec()).ok()?;
    assert!(start.starts_with(&format!("user\0{user}\0database\0shop\0")), "{start:?}");
    let mut good = true;
    match login {
        "trust" => {}
        "clear" => {
            say(&mut stream, b'R', &[0, 0, 0, 3])?;
            good = message(&mut stream, true)?.1 == b"hush\0";
        }
        "md5" => {
            say(&mut stream, b'R', &[0, 0, 0, 5, 1, 2, 3, 4])?;
            let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(&md5::Md5::digest(bytes));
            let inner = hex(b"hushana");
            let right = format!("md5{}\0", hex(&[inner.as_bytes(), &[1, 2, 3, 4]].concat()));
            good = message(&mut stream, true)?.1 == right.as_bytes();
        }
        other => panic!("{other}"),
    }
    if !good {
        return say(&mut stream, b'E', b"SFATAL\0C28P01\0Mno hush for user ana\0\0");
    }
    say(&mut stream, b'R', &[0; 4])?;
    say(&mut stream, b'S', b"server_version\x0016.3 (Debian 16.3-1)\0")?;
    say(&mut stream, b'K', &[0; 8])?;
    say(&mut stream, b'Z', b"I")?;
    message(&mut stream, true).map(drop)
}

/// A self-signed certificate for `localhost`: the server's side, and a file of it.
fn certificate() -> (Arc<rustls::ServerConfig>, tempfile::NamedTempFile) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(made.cert.pem().as_bytes()).expect("written");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a configuration");
    (Arc::new(config), file)
}

fn protected(config: &Arc<rustls::ServerConfig>, stream: TcpStream) -> impl Read + Write + use<> {
    let connection = rustls::ServerConnection::new(Arc::clone(config)).expect("a connection");
    rustls::StreamOwned::new(connection, stream)
}

#[test]
fn postgres_lets_in_and_refuses() {
    for login in ["trust", "clear", "md5"] {
        let port = serve(move |mut stream| {
            assert_eq!(message(&mut stream, false)?.1, [0x04, 0xd2, 0x16, 0x2f]);
            stream.write_all(b"N").ok()?;
            postgres(stream, login, "ana")
        });
        let at = format!("127.0.0.1:{port}/shop");
        if login == "clear" {
            // What anybody on the way could read is not sent.
            assert!(refused("postgres", &format!("postgres://ana:hush@{at}")).contains("without TLS"));
            continue;
        }
        let found = ask("postgres", &format!("postgres://ana:hush@{at}"));
        assert_eq!(found.as_deref(), Ok("PostgreSQL 16.3 (Debian 16.3-1)"), "{login}");
        if login == "md5" {
            let why = refused("postgres", &format!("postgres://ana:hush2@{at}"));
            assert_eq!(why, "the user or the password is wrong");
            assert!(refused("postgres", &format!("postgres://ana@{at}")).contains("none is set"));
        }
        // A server without TLS is not good enough where it is asked for.
        let why = refused("postgres", &format!("postgres://ana:hush@{at}?sslmode=verify-full"));
        assert!(why.starts_with("TLS: the server does not offer it"), "{why}");
    }
}

#[test]
fn postgres_over_tls() {
    let (config, file) = certificate();
    let port = serve(move |mut stream| {
        message(&mut stream, false)?;
        stream.write_all(b"S").ok()?;
        postgres(protected(&config, stream), "clear", "ana")
    });
    let url = |host: &str, rest: &str| format!("postgres://ana:hush@{host}:{port}/shop?sslmode={rest}");
    let roots = file.path().display();
    let trusted = format!("verify-full&sslrootcert={roots}");
    assert!(ask("postgres", &url("localhost", &trusted)).is_ok_and(|found| found.contains("16.3")));
    assert!(ask("postgres", &url("localhost", "require")).is_ok());
    assert_eq!(refused("postgres", &url("127.0.0.1", &trusted)), "TLS: its certificate is for another name");
    let why = refused("postgres", &url("localhost", "verify-full"));
    assert!(why.contains("not trusted") || why.contains("trusts no certificate"), "{why}");
}

/// A greeting of MySQL 8, and its verdict on the answer.
fn mysql(mut stream: TcpStream, plugin: &'static str) -> Option<()> {
    let scramble: Vec<u8> = (1..=20).collect();
    let mut hello = b"\x0a8.4.2-lts\0\x01\0\0\0".to_vec();
    hello.extend(&scramble[..8]);
    hello.extend([0, 0xff, 0xf7, 45, 2, 0, 0xff, 0xdf, 21]);
    hello.extend([0; 10]);
    hello.extend(&scramble[8..]);
    hello.push(0);
    hello.extend(plugin.as_bytes());
    hello.push(0);
    let send = |stream: &mut TcpStream, number: u8, body: &[u8]| {
        let len = u8::try_from(body.len()).expect("short");
        stream.write_all(&[&[len, 0, 0, number], body].concat()).ok()
    };
    send(&mut stream, 0, &hello)?;
    let head = take(&mut stream, 4)?;
    let answer = take(&mut stream, usize::from(head[0]) | usize::from(head[1]) << 8)?;
    let rest = answer.get(32..)?.strip_prefix(b"ana\0")?;
    let proof = rest.get(1..1 + usize::from(rest[0]))?;
    let (once, right): (Vec<u8>, Vec<u8>) = if plugin == "mysql_native_password" {
        let once = sha1::Sha1::digest(b"hush");
        (once.to_vec(), sha1::Sha1::digest([&scramble[..], &sha1::Sha1::digest(once)].concat()).to_vec())
    } else {
        let once = sha2::Sha256::digest(b"hush");
        (once.to_vec(), sha2::Sha256::digest([&sha2::Sha256::digest(once), &scramble[..]].concat()).to_vec())
    };
    let right: Vec<u8> = once.iter().zip(right).map(|(a, b)| a ^ b).collect();
    if proof != right {
        return send(&mut stream, 2, b"\xff\x15\x04#28000Access denied for hush");
    }
    if plugin == "caching_sha2_password" {
        send(&mut stream, 2, &[1, 3])?;
    }
    send(&mut stream, 3, &[0, 0, 0, 2, 0, 0, 0])
}

#[test]
fn mysql_lets_in_and_refuses() {
    for plugin in ["mysql_native_password", "caching_sha2_password"] {
        let port = serve(move |stream| mysql(stream, plugin));
        // The server says that it can do TLS; here it is not asked to.
        let at = format!("127.0.0.1:{port}/shop?tls=disable");
        assert_eq!(ask("mysql", &format!("mysql://ana:hush@{at}")).as_deref(), Ok("MySQL 8.4.2"), "{plugin}");
        assert_eq!(refused("mysql", &format!("mysql://ana:hush2@{at}")), "the user or the password is wrong");
    }
}

fn redis(mut stream: impl Read + Write) -> Option<()> {
    let line = |stream: &mut dyn Read| {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.extend(take(&mut &mut *stream, 1)?);
        }
        String::from_utf8(line).ok()
    };
    let mut known = false;
    loop {
        let count: usize = line(&mut stream)?.trim().strip_prefix('*')?.parse().ok()?;
        let mut words = Vec::new();
        for _ in 0..count {
            line(&mut stream)?;
            words.push(line(&mut stream)?.trim().to_owned());
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = match words.as_slice() {
            ["AUTH", "hush"] => {
                known = true;
                "+OK\r\n"
            }
            ["AUTH", ..] => "-WRONGPASS invalid hush\r\n",
            _ if !known => "-NOAUTH Authentication required.\r\n",
            ["PING"] => "+PONG\r\n",
            ["SELECT", "2"] => "+OK\r\n",
            ["SELECT", _] => "-ERR DB index is out of range\r\n",
            _ => "$37\r\n# Server\r\nredis_version:7.4.1\r\nx:hush\r\n\r\n",
        };
        stream.write_all(answer.as_bytes()).ok()?;
        stream.flush().ok()?;
    }
}

#[test]
fn redis_lets_in_and_refuses() {
    let port = serve(redis);
    let at = format!("127.0.0.1:{port}");
    assert_eq!(ask("redis", &format!("redis://:hush@{at}/2")).as_deref(), Ok("Redis 7.4.1"));
    assert_eq!(refused("redis", &format!("redis://:hush@{at}/99")), "there is no such database");
    assert_eq!(refused("redis", &format!("redis://:hush2@{at}")), "the user or the password is wrong");
    assert_eq!(refused("redis", &format!("redis://{at}")), "it asks for a password, and none is set");
    let (config, _file) = certificate();
    let port = serve(move |stream| redis(protected(&config, stream)));
    let why = refused("redis", &format!("rediss://:hush@localhost:{port}"));
    assert!(why.starts_with("TLS: "), "{why}");
}

#[test]
fn http_says_its_status() {
    let port = serve(|mut stream| {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.extend(take(&mut stream, 1)?);
        }
        let head = String::from_utf8(head).ok()?;
        let status = match head.split(' ').nth(1)? {
            "/health?deep=1" => "200 OK",
            "/login" if head.contains("Authorization: Bearer hush\r\n") => "204 No Content",
            "/login" => "401 Unauthorized",
            _ => "503 hush",
        };
        stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).ok()
    });
    let at = format!("http://127.0.0.1:{port}");
    assert_eq!(ask("http", &format!("{at}/health?deep=1")).as_deref(), Ok("HTTP 200"));
    assert_eq!(refused("http", &at), "HTTP 503");
    assert!(refused("http", &format!("{at}/login")).contains("none is set"));
    let with = |url: &str, token: &str| {
        let fields = [("url", url), ("token", token)].map(|(k, v)| (k.to_owned(), v.to_owned()));
        probe("http", &fields.into(), Duration::from_secs(5))
    };
    assert_eq!(with(&format!("{at}/login"), "hush").as_deref(), Ok("HTTP 204"));
    assert!(with(&format!("{at}/login"), "hush\r\nX: y").is_err());
}

#[test]
fn who_says_nothing_or_something_else() {
    let silent = serve(|stream| {
        std::thread::sleep(Duration::from_secs(20));
        drop(stream);
        None
    });
    let parrot = serve(|mut stream| {
        loop {
            let byte = take(&mut stream, 1)?;
            stream.write_all(&[&byte[..], b"hush hush hush hush\r\n"].concat()).ok()?;
        }
    });
    let deaf = serve(|stream| {
        drop(stream);
        None
    });
    let urls = |port: u16| {
        [("postgres", ""), ("mysql", ""), ("redis", ""), ("http", "x")]
            .map(|(kind, path)| (kind, format!("{kind}://u:hush@127.0.0.1:{port}/{path}")))
    };
    for (kind, url) in urls(silent) {
        let begun = Instant::now();
        let fields = BTreeMap::from([("url".to_owned(), url)]);
        let why = probe(kind, &fields, Duration::from_secs(1)).expect_err(kind).to_string();
        assert!(why.starts_with("timeout after 1 s waiting for"), "{kind}: {why}");
        assert!(begun.elapsed() >= Duration::from_secs(1), "{kind}");
    }
    for port in [parrot, deaf] {
        for (kind, url) in urls(port) {
            drop(refused(kind, &url));
        }
    }
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port()
    };
    for (kind, url) in urls(nobody) {
        assert!(refused(kind, &url).ends_with("connection refused"), "{kind}");
    }
    assert_eq!(
        ask("tcp", &format!("tcp://127.0.0.1:{parrot}")),
        Ok(format!("127.0.0.1:{parrot} accepts connections"))
    );
    assert_eq!(ask("elastic", "x"), Err(ProbeError::Kind));
}
