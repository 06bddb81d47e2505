//! docker and kubectl, which need no server for this: docker gets one that listens on a socket and
//! notes what it is asked to create, kubectl reads and prints locally.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::os::unix::net::UnixListener;
use std::os::unix::net::UnixStream;
use std::process::Command;

use data_encoding::BASE64;

use super::held;
use super::run;

/// Answers as the daemon does, and gives the body of the request to create a container.
fn daemon(listener: &UnixListener) -> Vec<u8> {
    for stream in listener.incoming() {
        let mut stream = BufReader::new(stream.expect("a connection"));
        if let Some(body) = serve(&mut stream) {
            return body;
        }
    }
    Vec::new()
}

fn serve(stream: &mut BufReader<UnixStream>) -> Option<Vec<u8>> {
    loop {
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).expect("a line") == 0 {
                return None;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a number");
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).expect("the body");
        let create = head.starts_with("POST") && head.contains("/containers/create");
        let (status, answer) = match create {
            true => ("201 Created", "{\"Id\":\"made\",\"Warnings\":[]}"),
            false => ("200 OK", ""),
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\nApi-Version: 1.41\r\nOSType: linux\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{answer}",
            answer.len()
        );
        stream.get_mut().write_all(answer.as_bytes()).expect("answered");
        if create {
            return Some(body);
        }
    }
}

#[test]
#[ignore = "needs docker's command line"]
fn docker_reads_its_env_file() {
    let folder = tempfile::tempdir().expect("a directory");
    let (file, socket) = (folder.path().join("all.env"), folder.path().join("d.sock"));
    let (input, pairs) = held("docker");
    std::fs::write(&file, input).expect("written");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let server = std::thread::spawn(move || daemon(&listener));
    let output = Command::new("docker")
        .arg("--host")
        .arg(format!("unix://{}", socket.display()))
        .args(["create", "--env-file"])
        .arg(&file)
        .arg("image")
        .env("HOME", folder.path())
        .output()
        .expect("docker must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let body: serde_json::Value =
        serde_json::from_slice(&server.join().expect("no panic")).expect("it asks in JSON");
    let env = body["Env"].as_array().expect("a list");
    assert_eq!(env.len(), pairs.len());
    for (read, pair) in env.iter().zip(&pairs) {
        let value = String::from_utf8_lossy(&pair.value);
        assert_eq!(read.as_str(), Some(format!("{}={value}", pair.name).as_str()));
    }
}

/// kubectl decodes the file, and prints it as the JSON that it would send.
fn kubectl(format: &str) -> (serde_json::Value, Vec<super::Pair>) {
    let (input, pairs) = held(format);
    let output = run("kubectl", &["label", "--local", "-f", "-", "-o", "json", "a=b"], &input);
    (serde_json::from_slice(&output).expect("JSON"), pairs)
}

#[test]
#[ignore = "needs kubectl"]
fn kubectl_reads_a_secret() {
    let (object, pairs) = kubectl("k8s-secret");
    assert_eq!((&object["kind"], &object["type"]), (&"Secret".into(), &"Opaque".into()));
    assert_eq!(object["metadata"]["name"], "web");
    for pair in &pairs {
        let read = object["data"][&pair.name].as_str().unwrap_or_default();
        assert!(BASE64.decode(read.as_bytes()).as_ref() == Ok(&pair.value), "{}", pair.name);
    }
    assert_eq!(object["data"].as_object().map(serde_json::Map::len), Some(pairs.len()));
}

#[test]
#[ignore = "needs kubectl"]
fn kubectl_reads_a_config_map() {
    let (object, pairs) = kubectl("k8s-configmap");
    assert_eq!(object["kind"], "ConfigMap");
    for pair in &pairs {
        assert_eq!(object["data"][&pair.name].as_str().map(str::as_bytes), Some(pair.value.as_slice()));
    }
    assert_eq!(object["data"].as_object().map(serde_json::Map::len), Some(pairs.len()));
}
