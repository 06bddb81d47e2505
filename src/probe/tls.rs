//! What protects a connection: rustls, with the certificates that this system trusts.
//!
//! Not looking at a certificate is what `sslmode=require` means to PostgreSQL's own clients: it keeps
//! a listener out and not an impostor. It is done only where the address asks for it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::ProbeError;

/// How to protect connections: with the system's certificates, or those of a file.
pub(super) fn config(verified: bool, file: Option<&str>) -> Result<Arc<ClientConfig>, ProbeError> {
    let provider = Arc::new(ring::default_provider());
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| ProbeError::Tls("no protocol version".to_owned()))?;
    if !verified {
        let config = versions.dangerous().with_custom_certificate_verifier(Arc::new(Anyone(provider)));
        return Ok(Arc::new(config.with_no_client_auth()));
    }
    let mut roots = RootCertStore::empty();
    match file {
        Some(file) => {
            let unreadable =
                || ProbeError::Tls("the file of its sslrootcert holds no certificate".to_owned());
            for certificate in CertificateDer::pem_file_iter(file).map_err(|_| unreadable())? {
                roots.add(certificate.map_err(|_| unreadable())?).map_err(|_| unreadable())?;
            }
        }
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    if roots.is_empty() {
        return Err(ProbeError::Tls(
            "this system trusts no certificate (install ca-certificates, or set SSL_CERT_FILE)".to_owned(),
        ));
    }
    Ok(Arc::new(versions.with_root_certificates(roots).with_no_client_auth()))
}

/// Why there is no protected connection.
pub(super) fn reason(e: &std::io::Error) -> String {
    let inner = e.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(why)) => match why {
            rustls::CertificateError::UnknownIssuer => {
                "its certificate is of an issuer that is not trusted".to_owned()
            }
            rustls::CertificateError::NotValidForName
            | rustls::CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another name".to_owned()
            }
            rustls::CertificateError::Expired | rustls::CertificateError::ExpiredContext { .. } => {
                "its certificate has expired".to_owned()
            }
            _ => "its certificate is not valid".to_owned(),
        },
        Some(rustls::Error::AlertReceived(alert)) => format!("the server says {alert:?}"),
        Some(_) => "the server does not speak it as it should".to_owned(),
        None => "the server hung up".to_owned(),
    }
}

/// Takes any certificate; only that the server holds its key is checked.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
