import JSON
import Testing

@testable import Validation

@Suite("Numbers behave as in Python")
struct PythonNumberTests {
  @Test(
    "int() reads",
    arguments: [
      ("20", "20"), ("20.9", "20"), ("-20.9", "-20"), ("true", "1"), ("\" 7 \"", "7"),
      ("\"1_000\"", "1000"), ("\"\\u0664\\u0662\"", "42"), ("1e3", "1000"), ("\"+5\"", "5"),
      ("\"-0\"", "0"), ("1e30", "1000000000000000019884624838656"),
      ("18446744073709551616", "18446744073709551616"), ("\"0012\"", "12"), ("-0", "0"),
      ("1.8446744073709552e19", "18446744073709551616"), ("\"\\u30001\"", "1"),
    ])
  func int(_ text: String, _ expected: String) throws {
    let value = try JSONValue.parse(text)
    #expect(PythonText.text(try PythonNumber.integer(from: value)) == expected)
  }

  @Test(
    "int() refuses",
    arguments: [
      "\"\"", "\"20.5\"", "\"1e3\"", "\"0x10\"", "\"True\"", "null", "{}", "[]", "1e999", "-1e999",
      "\"1__0\"", "\"_1\"", "\"1_\"", "\"- 1\"", "\"\\u00b2\"",
    ])
  func intRefuses(_ text: String) throws {
    let value = try JSONValue.parse(text)
    #expect(throws: PythonError.self) { try PythonNumber.integer(from: value) }
  }

  @Test(
    "float() reads",
    arguments: [
      ("8", "8.0"), ("true", "1.0"), ("\"8\"", "8.0"), ("\" 8 \"", "8.0"), ("\"1e1\"", "10.0"),
      ("\"1_0\"", "10.0"), ("\"nan\"", "nan"), ("\"-Infinity\"", "-inf"), ("\".5\"", "0.5"),
      ("\"5.\"", "5.0"), ("\"1.e2\"", "100.0"), ("\"-.5e-1\"", "-0.05"),
      ("18446744073709551616", "1.8446744073709552e+19"),
    ])
  func float(_ text: String, _ expected: String) throws {
    let value = try JSONValue.parse(text)
    #expect(PythonText.text(try PythonNumber.double(from: value)) == expected)
  }

  @Test(
    "float() refuses",
    arguments: [
      "\"\"", "\"abc\"", "null", "{}", "\".\"", "\"e5\"", "\"1e\"", "\"0x1p3\"", "\"1 2\"",
      "\"--1\"", "\"1e+\"", "\"1.2.3\"", "\"infin\"",
    ])
  func floatRefuses(_ text: String) throws {
    let value = try JSONValue.parse(text)
    #expect(throws: PythonError.self) { try PythonNumber.double(from: value) }
  }

  @Test("A huge integer cannot become a float")
  func tooLarge() {
    let value = JSONValue.number(JSONNumber(spelling: String(repeating: "9", count: 400)))
    #expect(throws: PythonError(text: "int too large to convert to float")) {
      try PythonNumber.double(from: value)
    }
    #expect((try? PythonNumber.integer(from: value)) != nil)
  }

  @Test("Integers and floats are compared exactly")
  func order() {
    let large = PythonNumber(JSONNumber(spelling: "18446744073709551615"))
    let next = PythonNumber.truncated(18446744073709551616.0)
    #expect(large.isLess(than: next) && !next.isLess(than: large))
    #expect(large.isLess(than: .float(18446744073709551616.0)))
    #expect(!PythonNumber.float(.nan).isLess(than: .int(0)))
    #expect(!PythonNumber.int(0).isLess(than: .float(.nan)))
    #expect(PythonNumber.int(2).isLess(than: .float(2.5)))
    #expect(PythonNumber.float(-2.5).isLess(than: .int(-2)))
    #expect(!PythonNumber.int(2).isLess(than: .float(2)))
    #expect(
      large.isLess(than: .float(.infinity)) && PythonNumber.float(-.infinity).isLess(than: large))
    let negative = PythonNumber(JSONNumber(spelling: "-18446744073709551615"))
    #expect(negative.isLess(than: .int(.min)) && negative.isLess(than: large))
  }
}
