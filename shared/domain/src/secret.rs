//! Secrets as they are stored: hashes, never what was hashed. Each kind is a type of its own, and Debug shows none.

macro_rules! stored_hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes what `auth` computed or the store holds.
            pub fn new(text: impl Into<String>) -> $name {
                $name(text.into())
            }

            /// As it is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

stored_hash! {
    /// A password's hash with its own parameters: a PHC string (argon2) or the older bcrypt form.
    PasswordHash
}
stored_hash! {
    /// A data token's SHA-256, in hex.
    TokenHash
}
stored_hash! {
    /// The SHA-256 of what a session is looked up by, in hex: of the whole cookie, or of the part of a refresh token that
    /// stays.
    SessionHash
}
stored_hash! {
    /// The SHA-256 of the part of a refresh token that changes, in hex.
    RefreshHash
}
stored_hash! {
    /// The SHA-256 of an OAuth state, in hex.
    StateHash
}

stored_hash! {
    /// The SHA-256 of a one-time code's handle, in hex: what the code is looked up by.
    CodeHash
}

stored_hash! {
    /// The SHA-256 of what somebody has to know beside a one-time code's handle, in hex.
    CodeProof
}

stored_hash! {
    /// The SHA-256 of what stands in the address of a user's feed of events, in hex.
    FeedHash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_hash() {
        assert_eq!(format!("{:?}", PasswordHash::new("$argon2id$abc")), "PasswordHash(..)");
        assert_eq!(format!("{:?}", TokenHash::new("0a1b")), "TokenHash(..)");
    }
}
