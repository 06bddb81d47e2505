//! Kubernetes: a `v1` Secret for secrets, a ConfigMap for what is plain, or one of them.
//!
//! A Secret holds base64 of the exact bytes. The reader takes every Secret and ConfigMap of a stream,
//! also within a List, as `kubectl get -o yaml` or `-o json` prints them. What an object may be called
//! and may hold is what the API server validates.

#[cfg(test)]
mod tests;

use data_encoding::BASE64;

use super::Format;
use super::Object;
use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::Row;
use super::Setting;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Found;
use super::collect::Lines;
use super::comment;
use super::error::Fault;
use super::error::ReadError;
use super::error::Refusal;
use super::error::WriteError;
use super::nested::Members;
use super::nested::Node;
use super::quote;
use super::yaml;

const SETTINGS: &[Setting] = &[Setting::Header, Setting::Object];

/// `k8s`.
pub(super) const BOTH: Format = Format(&Row {
    name: "k8s",
    about: "kubectl apply: secrets in a Secret, the others in a ConfigMap",
    suffixes: &[],
    settings: SETTINGS,
    appended_to: None,
    write: |pairs, options| {
        let (secrets, plain): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(|pair| pair.secret);
        let kinds = [(Kind::Secret, secrets), (Kind::ConfigMap, plain)];
        let kinds: Vec<_> = kinds.into_iter().filter(|(_, pairs)| !pairs.is_empty()).collect();
        write(&kinds, options)
    },
    read,
});

/// `k8s-secret`.
pub(super) const SECRET: Format = Format(&Row {
    name: "k8s-secret",
    about: "kubectl apply: all of it in one Secret",
    suffixes: &[],
    settings: SETTINGS,
    appended_to: None,
    write: |pairs, options| write(&[(Kind::Secret, pairs.to_vec())], options),
    read,
});

/// `k8s-configmap`.
pub(super) const CONFIG_MAP: Format = Format(&Row {
    name: "k8s-configmap",
    about: "kubectl apply: all of it in one ConfigMap, secrets refused",
    suffixes: &[],
    settings: SETTINGS,
    appended_to: None,
    write: |pairs, options| write(&[(Kind::ConfigMap, pairs.to_vec())], options),
    read,
});

const READER: &str = "Kubernetes";

/// The most that the values of an object may be together.
const OBJECT_MAX: usize = 1024 * 1024;

/// Longest key.
const KEY_MAX: usize = 253;

/// What holds values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Secret,
    ConfigMap,
}

fn write(kinds: &[(Kind, Vec<&Pair>)], options: &WriteOptions) -> Result<Written, WriteError> {
    let mut out = comment(options.header.as_deref());
    let mut refused = check(&options.object);
    for (n, (kind, pairs)) in kinds.iter().enumerate() {
        if n > 0 {
            out.push_str("---\n");
        }
        out.push_str(match kind {
            Kind::Secret => "apiVersion: v1\nkind: Secret\n",
            Kind::ConfigMap => "apiVersion: v1\nkind: ConfigMap\n",
        });
        metadata(&options.object, &mut out);
        if *kind == Kind::Secret {
            out.push_str("type: Opaque\n");
        }
        out.push_str(if pairs.is_empty() { "data: {}\n" } else { "data:\n" });
        for pair in pairs {
            match value(*kind, pair) {
                Ok(value) => out.push_str(&format!("  {}: {value}\n", yaml::key(&pair.name))),
                Err(refusal) => refused.push(refusal),
            }
        }
        let size = pairs.iter().map(|pair| pair.value.len()).sum();
        if let Some(pair) = pairs.iter().max_by_key(|pair| pair.value.len())
            && size > OBJECT_MAX
        {
            let name = pair.name.clone();
            refused.push(Refusal::TooBig { name, size, limit: OBJECT_MAX, reader: READER });
        }
    }
    WriteError::unless_empty(refused)?;
    Ok(Written::plainly(out))
}

fn value(kind: Kind, pair: &Pair) -> Result<String, Refusal> {
    let name = || pair.name.clone();
    if pair.name.len() > KEY_MAX {
        return Err(Refusal::NameTooLong { name: name(), limit: KEY_MAX, reader: READER });
    }
    match kind {
        Kind::Secret => Ok(format!("\"{}\"", BASE64.encode(&pair.value))),
        Kind::ConfigMap if pair.secret => Err(Refusal::Secret { name: name(), reader: "a ConfigMap" }),
        Kind::ConfigMap => Ok(quote::double(pair.text()?)),
    }
}

fn metadata(object: &Object, out: &mut String) {
    out.push_str(&format!("metadata:\n  name: {}\n", quote::double(&object.name)));
    if let Some(namespace) = &object.namespace {
        out.push_str(&format!("  namespace: {}\n", quote::double(namespace)));
    }
    if !object.labels.is_empty() {
        out.push_str("  labels:\n");
    }
    for (key, value) in &object.labels {
        out.push_str(&format!("    {}: {}\n", quote::double(key), quote::double(value)));
    }
}

/// What the server would refuse of the names.
fn check(object: &Object) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let mut need = |ok: bool, what, text: &str, rule| {
        if !ok {
            refused.push(Refusal::Object { what, text: super::name::shown(text), rule });
        }
    };
    let subdomain = "letters a-z, digits, `-` and `.`, at most 253, and neither end is a sign";
    let label = "letters a-z, digits and `-`, at most 63, and neither end is a sign";
    let word = "letters, digits, `-`, `_` and `.`, at most 63, and neither end is a sign";
    need(is_subdomain(&object.name), "name", &object.name, subdomain);
    if let Some(namespace) = &object.namespace {
        let ok = is_subdomain(namespace) && namespace.len() <= 63 && !namespace.contains('.');
        need(ok, "namespace", namespace, label);
    }
    for (key, value) in &object.labels {
        let (prefix, name) = key.split_once('/').map_or((None, key.as_str()), |(p, n)| (Some(p), n));
        need(prefix.is_none_or(is_subdomain) && is_word(name), "label", key, word);
        need(value.is_empty() || is_word(value), "label value", value, word);
    }
    refused
}

fn is_subdomain(text: &str) -> bool {
    let part = |part: &str| {
        let letters = part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        letters && !part.is_empty() && !part.starts_with('-') && !part.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(part)
}

fn is_word(text: &str) -> bool {
    let end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let all = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    text.len() <= 63 && all && end(text.chars().next()) && end(text.chars().next_back())
}

/// Whether a file is of objects of Kubernetes.
pub(super) fn is_manifest(bytes: &[u8]) -> bool {
    let Ok(text) = collect::utf8(bytes) else {
        return false;
    };
    let has = |key: &str| {
        let json = format!("\"{key}\"");
        text.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
            || (text.trim_start().starts_with('{') && text.contains(&json))
    };
    has("apiVersion") && has("kind")
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let text = collect::utf8(bytes)?;
    let lines = Lines::new(text.as_bytes());
    let mut reader = Reader { found: Found::new(text.as_bytes(), options), objects: 0 };
    let documents = yaml::documents(text, &lines)?;
    for (_, document) in documents {
        reader.object(document, 0);
    }
    if reader.objects == 0 {
        return Err(ReadError::one(lines.position(0), Fault::NoKubernetesObject));
    }
    reader.found.finish()
}

struct Reader<'a> {
    found: Found<'a>,
    /// How many objects were of a kind that holds values.
    objects: usize,
}

impl Reader<'_> {
    fn object(&mut self, node: Node<'_>, depth: usize) {
        let Node::Object(members) = node else { return };
        let text = |key: &str| {
            members.iter().find_map(|member| match &member.value {
                Node::Text(text) if member.key == key => Some(text.as_ref()),
                _ => None,
            })
        };
        let kind = match text("kind") {
            Some("Secret") => Kind::Secret,
            Some("ConfigMap") => Kind::ConfigMap,
            Some("List") if depth == 0 => {
                let items = members.into_iter().find(|member| member.key == "items");
                if let Some(Node::Array(items)) = items.map(|member| member.value) {
                    items.into_iter().for_each(|item| self.object(item, depth + 1));
                }
                return;
            }
            _ => return,
        };
        self.objects += 1;
        for member in members {
            let base64 = match (kind, member.key.as_ref()) {
                (Kind::Secret, "data") | (Kind::ConfigMap, "binaryData") => true,
                (Kind::Secret, "stringData") | (Kind::ConfigMap, "data") => false,
                _ => continue,
            };
            match member.value {
                Node::Object(data) => self.data(data, base64),
                Node::Broken(fault) => self.found.fault(member.at, fault),
                _ => {}
            }
        }
    }

    fn data(&mut self, members: Members<'_>, base64: bool) {
        for member in members {
            let Some(name) = self.found.name(member.at, member.key.as_bytes()) else {
                continue;
            };
            let fault = match member.value {
                _ if self.found.value(&name).is_some() => Fault::Repeated { name },
                Node::Text(text) if !base64 => {
                    self.found.add(member.at, name, text.into_owned().into_bytes());
                    continue;
                }
                Node::Text(text) => match BASE64.decode(text.as_bytes()) {
                    Ok(value) => {
                        self.found.add(member.at, name, value);
                        continue;
                    }
                    Err(_) => Fault::NotBase64 { name },
                },
                other => other.fault(name),
            };
            self.found.fault(member.at, fault);
        }
    }
}
