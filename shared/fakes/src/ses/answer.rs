//! How SES turns a letter down, in its own words (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More letters a second than the account may send.
    Throttled,
    /// SES itself is ill.
    Internal,
    /// It does not take what the letter says.
    Rejected,
    /// The sender or, in the sandbox, the recipient is not verified.
    NotVerified,
    /// The address is none.
    BadAddress,
    /// The account may send nothing, for good.
    Suspended,
    /// The account may send nothing, for now.
    Paused,
    /// The role may not send.
    Denied,
    /// The connection is closed before anything is read.
    CutConnection,
    /// The letter is taken, and the connection closed before that is answered.
    AnswerLost,
}

impl Fault {
    /// The status, SES's word and its message about a letter to `to`; `None` where nothing is answered.
    pub(super) fn refusal(self, to: &str) -> Option<(u16, &'static str, String)> {
        let (status, word, message) = match self {
            Fault::Throttled => (429, "TooManyRequestsException", "Maximum sending rate exceeded.".to_owned()),
            Fault::Internal => (500, "InternalFailure", "Service unavailable".to_owned()),
            Fault::Rejected => (400, "MessageRejected", format!("Illegal content in the message to {to}")),
            Fault::NotVerified => (400, "MessageRejected", not_verified(to)),
            Fault::BadAddress => (400, "BadRequestException", format!("Missing final '@domain' in {to}")),
            Fault::Suspended => (400, "AccountSuspendedException", "Account is suspended".to_owned()),
            Fault::Paused => (400, "SendingPausedException", "Sending is paused".to_owned()),
            Fault::Denied => (403, "AccessDeniedException", format!("not authorized to send to {to}")),
            Fault::CutConnection | Fault::AnswerLost => return None,
        };
        Some((status, word, message))
    }
}

fn not_verified(to: &str) -> String {
    format!("Email address is not verified. The following identities failed the check in region US-EAST-1: {to}")
}
