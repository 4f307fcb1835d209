//! Signatures that somebody else has made: `RequestValidator.compute_signature` of Twilio's own library for Python,
//! PyPI `twilio` 9.13.0. The first is also the example in its tests.

use runtime::TwilioAccount;
use sms::{Form, is_signed};

const WEBHOOK: &str = "https://api.example/webhook/sms";

/// Token, address, body, signature.
const SIGNED: [(&str, &str, &str, &str); 9] = [
    (
        "12345",
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212",
        "GvWf1cFY/Q7PnoempGyD5oXAezc=",
    ),
    ("token", WEBHOOK, "MessageSid=SM1&From=%2B48123456789&Body=Yes", "10yZ1ZljqRdHtDTKNTRWN8zturA="),
    (
        "token",
        WEBHOOK,
        "MessageSid=SM1&From=%2B48123456789&Body=+za%C5%BC%C3%B3%C5%82%C4%87+%F0%9F%99%82+%26+a%3Db%2Bc%2520+&Empty=",
        "YbiWcyxcx0bffyG1d1noHk+4Dpw=",
    ),
    (
        "token",
        "https://api.example/webhook/sms?message=a%2Fb&x=%C5%82",
        "MessageSid=SM1&MessageStatus=delivered",
        "NbbPNgN7cdsVlE4fDtupTqlucN4=",
    ),
    ("token", "https://api.example/webhook/sms?x=1", "", "c9w3R68DKM/9ma5dU3GC3rnm9OQ="),
    ("token", "https://api.example:8443/webhook/sms", "b=2&B=1&a=3&%C3%89=4&Z=5", "3D/Q57yjklVlDrKtd5ANnG6HLao="),
    ("token", WEBHOOK, "MediaUrl=z&MediaUrl=a&MediaUrl=z&Body=x", "xE1a/r2BwfnfOMoSZG5d/jhmSl4="),
    ("another token", WEBHOOK, "MessageSid=SM1&From=%2B48123456789&Body=Yes", "lMP43P7VJt/GWu75yQvfo9vZG/s="),
    ("token", "https://api.example:443/webhook/sms", "Body=x", "ewLz4WyOk+dB4tvvPXmiVTGY5do="),
];

fn verifies(tokens: &[&str], url: &str, body: &str, signature: &str) -> bool {
    let account = TwilioAccount {
        account_sid: "AC1".to_owned(),
        auth_tokens: tokens.iter().map(|&token| token.to_owned()).collect(),
        messaging_service_sid: "MG1".to_owned(),
    };
    is_signed(&account, url, &Form::parse(body.as_bytes()).expect("a form"), signature)
}

#[test]
fn what_twilios_own_library_signs_is_signed() {
    for (token, url, body, signature) in SIGNED {
        assert!(verifies(&[token], url, body, signature), "{url} {body}");
        assert!(verifies(&["old", token], url, body, signature), "either token counts");
    }
    assert!(verifies(&["token"], WEBHOOK, "Body=x", SIGNED[8].3), "with the port or without");
    assert!(verifies(&["token"], "https://api.example:8443/webhook/sms", SIGNED[1].2, SIGNED[1].3), "any port");
}

#[test]
fn the_order_of_fields_does_not_matter() {
    let (token, url, _, signature) = SIGNED[1];
    assert!(verifies(&[token], url, "Body=Yes&From=%2b48123456789&MessageSid=SM1", signature));
}

#[test]
fn nothing_else_is_signed() {
    let (token, url, body, signature) = SIGNED[1];
    let shorter = &signature[..signature.len() - 1];
    for (tokens, url, body, signature) in [
        (&["another"][..], url, body, signature),
        (&[], url, body, signature),
        (&[""], url, body, signature),
        (&[token], "http://api.example/webhook/sms", body, signature),
        (&[token], "https://api.example/webhook/sms/", body, signature),
        (&[token], "https://api.example/webhook/sms?", body, signature),
        (&[token], "https://other.example/webhook/sms", body, signature),
        (&[token], "https://api.example.other.example/webhook/sms", body, signature),
        (&[token], url, "MessageSid=SM1&From=%2B48123456789&Body=No", signature),
        (&[token], url, "MessageSid=SM1&From=%2B48123456789&Body=Yes&More=1", signature),
        (&[token], url, "MessageSid=SM1&From=%2B48123456789", signature),
        (&[token], url, "MessageSid=SM1&From=%2B48123456789&Body=Yes+", signature),
        (&[token], url, body, ""),
        (&[token], url, body, shorter),
        (&[token], url, body, "10yZ1ZljqRdHtDTKNTRWN8zturB="),
        (&[token], url, body, SIGNED[0].3),
        (&[token], url, body, "not base64 at all"),
    ] {
        assert!(!verifies(tokens, url, body, signature), "{tokens:?} {url} {body} {signature}");
    }
}
