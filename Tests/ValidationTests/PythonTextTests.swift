import JSON
import Testing

@testable import Validation

@Suite("Values print as in Python")
struct PythonTextTests {
  @Test(
    "repr",
    arguments: [
      ("null", "None"), ("true", "True"), ("1", "1"), ("1.0", "1.0"), ("1e16", "1e+16"),
      ("123456789012345680.0", "1.2345678901234568e+17"),
      ("1234567890123456.0", "1234567890123456.0"),
      ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("-0.0", "-0.0"), ("1e100", "1e+100"),
      ("0.1", "0.1"), ("100.5", "100.5"), ("1e999", "inf"), ("\"a\"", "'a'"),
      ("\"it's\"", "\"it's\""), ("\"'\\\"\"", "'\\'\"'"), ("\"a\\nb\\t\\\\\"", "'a\\nb\\t\\\\'"),
      ("\"\\u0001\\u00a0\\u200b\"", "'\\x01\\xa0\\u200b'"), ("\"é日\"", "'é日'"),
      ("[1, \"a\", null]", "[1, 'a', None]"), ("{\"a\": [true]}", "{'a': [True]}"), ("{}", "{}"),
    ])
  func repr(_ text: String, _ expected: String) throws {
    #expect(PythonText.repr(try JSONValue.parse(text)) == expected)
  }
}
