/// Why a job ended or a file is held: the closed list of the product.
///
/// The raw values are stored in the database and in `reason.json` and are accepted by
/// `history --reason`. A new reason is added here, to the manual page and to the tests.
public enum ReasonCode: String, CaseIterable, Sendable {
  /// The bytes are not UTF-8 text.
  case invalidUTF8 = "invalid-utf8"
  /// There is no text.
  case empty
  /// A file, prompt, header or list passes its limit.
  case tooLarge = "too-large"
  /// Not a regular file.
  case notRegular = "not-regular"
  /// The file may not be read.
  case unreadable
  /// The file name's extension is not one of prompts.
  case unknownType = "unknown-type"
  /// The file does not come to rest.
  case stillChanging = "still-changing"
  /// The file has a second name.
  case hardLinked = "hard-linked"
  /// A header value is wrong.
  case badHeader = "bad-header"
  /// A line of a batch or a row of a table is wrong.
  case badLine = "bad-line"
  /// The variants have too many combinations.
  case tooManyVariants = "too-many-variants"
  /// The model's context does not hold the prompt.
  case inputTooLong = "input-too-long"
  /// The job brought the process down again and again.
  case poison
  /// No answer passed the gates.
  case noValidAnswer = "no-valid-answer"
  /// The best score stayed low.
  case lowScore = "low-score"
  /// The policy forbids it.
  case policy
  /// The disk failed.
  case io
  /// Memory ran out.
  case memory
  /// The model cannot be used.
  case model
  /// No token came for too long.
  case stalled
  /// The deadline passed.
  case expired
  /// A person took it back.
  case cancelled
  /// The same request is there already.
  case duplicate
  /// A fault of the product.
  case `internal`
}
