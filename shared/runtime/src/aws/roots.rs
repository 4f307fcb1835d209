//! Whose signature a certificate of AWS must bear.
//!
//! To read and parse the system's hundred and fifty authorities takes longer than everything else at a function's start
//! together, and each client does it anew (docs/performance.md). AWS's own endpoints need the five of Amazon Trust Services
//! (<https://www.amazontrust.com/repository/>), whose files are in `roots.pem`; the first of them expires in 2037.

use aws_smithy_http_client::tls::TrustStore;

/// Amazon Root CA 1 to 4 and the older Starfield root that signed them.
const AMAZON: &str = include_str!("roots.pem");
/// Regions of partitions with authorities of their own, by how their names begin.
const ELSEWHERE: [&str; 4] = ["cn-", "us-iso", "eu-iso", "eusc-"];

/// The authorities to trust: Amazon's for AWS's own endpoints, the system's in partitions that have others, and where the
/// environment names authorities (`SSL_CERT_FILE`) or endpoints that may be anybody's.
pub(super) fn trust_store(region: &str, endpoints: &[Option<&str>], names_authorities: bool) -> TrustStore {
    if are_amazons(region, endpoints, names_authorities) {
        TrustStore::empty().with_pem_certificate(AMAZON)
    } else {
        TrustStore::default()
    }
}

fn are_amazons(region: &str, endpoints: &[Option<&str>], names_authorities: bool) -> bool {
    let is_elsewhere = ELSEWHERE.iter().any(|prefix| region.starts_with(prefix));
    let is_anybodys = endpoints.iter().flatten().any(|endpoint| endpoint.starts_with("https:"));
    !(names_authorities || is_elsewhere || is_anybodys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amazons_authorities_are_for_its_own_endpoints() {
        for (region, endpoint, names_authorities, expect) in [
            ("us-east-1", None, false, true),
            ("us-gov-west-1", None, false, true),
            ("us-east-1", Some("http://127.0.0.1:9001"), false, true),
            ("us-east-1", Some("https://localhost:9001"), false, false),
            ("us-east-1", None, true, false),
            ("cn-north-1", None, false, false),
            ("us-isob-east-1", None, false, false),
            ("eusc-de-east-1", None, false, false),
        ] {
            assert_eq!(are_amazons(region, &[None, endpoint], names_authorities), expect, "{region} {endpoint:?}");
        }
    }

    #[test]
    fn there_are_five_of_them() {
        assert_eq!(AMAZON.matches("BEGIN CERTIFICATE").count(), 5);
    }
}
