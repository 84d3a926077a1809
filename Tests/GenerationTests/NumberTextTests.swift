import Testing

@testable import Generation

@Suite struct NumberTextTests {
  @Test(arguments: ["0", "7", "-1", "1024", "-24", "123456789012345678", "-0"])
  func `Whole numbers are complete without a point`(text: String) {
    #expect(NumberText.isComplete(text, isDecimal: false))
    #expect(!NumberText.isComplete(text, isDecimal: true))
  }

  @Test(arguments: ["0.5", "-1.0", "123456789.123456", "7.25"])
  func `Decimals need a digit on both sides of the point`(text: String) {
    #expect(NumberText.isComplete(text, isDecimal: true))
    #expect(!NumberText.isComplete(text, isDecimal: false))
  }

  @Test(arguments: ["", "-", "1.", "-0.", "12"])
  func `A beginning of a decimal may go on`(text: String) {
    #expect(NumberText.isPrefix(text, isDecimal: true))
    #expect(!NumberText.isComplete(text, isDecimal: true))
  }

  @Test(arguments: [
    "--1", "1-", "01", "-00", ".5", "1..2", "1.2.3", "1e3", "+1", " 1", "1234567890.0",
  ])
  func `What is no beginning of a number stays forbidden`(text: String) {
    #expect(!NumberText.isPrefix(text, isDecimal: true))
    #expect(!NumberText.isComplete(text, isDecimal: true))
    #expect(!NumberText.isComplete(text, isDecimal: false))
  }

  @Test func `Numbers are bounded, so that a program is`() {
    #expect(!NumberText.isPrefix("1234567890123456789", isDecimal: false))
    #expect(!NumberText.isPrefix("0.1234567", isDecimal: true))
  }

  @Test func `Every prefix of a complete number is a prefix`() {
    for (text, isDecimal) in [("-1024", false), ("-123.456", true), ("0.000001", true)] {
      for count in 0...text.count {
        #expect(NumberText.isPrefix(String(text.prefix(count)), isDecimal: isDecimal))
      }
    }
  }
}
