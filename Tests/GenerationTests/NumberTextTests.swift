import JSON
import TestSupport
import Testing

@testable import Generation

@Suite struct NumberTextTests {
  private enum NumberText {
    static func isPrefix(_ text: String, isDecimal: Bool) -> Bool {
      Generation.NumberText(isDecimal: isDecimal).isPrefix(text)
    }

    static func isComplete(_ text: String, isDecimal: Bool) -> Bool {
      Generation.NumberText(isDecimal: isDecimal).isComplete(text)
    }
  }

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

  @Test func `Whole numbers stay within their bounds`() {
    let steps = Generation.NumberText(
      isDecimal: false, minimum: JSONNumber(12), maximum: JSONNumber(150))
    #expect(["12", "99", "150"].allSatisfy(steps.isComplete))
    #expect(!["11", "151", "0", "-12", "1"].contains(where: steps.isComplete))
    #expect(["1", "2", "15", ""].allSatisfy(steps.isPrefix))
    #expect(!["0", "-", "16000", "151"].contains(where: steps.isPrefix))
  }

  @Test func `Decimals stay within their bounds`() {
    let denoise = Generation.NumberText(
      isDecimal: true, minimum: JSONNumber(0.05), maximum: JSONNumber(1.0))
    #expect(["0.05", "1.0", "1.000000", "0.999999"].allSatisfy(denoise.isComplete))
    #expect(!["0.04", "1.000001", "0.0", "2.0"].contains(where: denoise.isComplete))
    #expect(["0", "0.", "0.0", "1", "1."].allSatisfy(denoise.isPrefix))
    #expect(!["-", "2", "1.1", "0.04"].contains(where: denoise.isPrefix))
  }

  @Test func `Bounds without a number between them have none`() {
    let none = Generation.NumberText(
      isDecimal: false, minimum: JSONNumber(0.2), maximum: JSONNumber(0.8))
    #expect(!none.hasNumbers)
  }

  @Test func `From every beginning a number within the bounds can be reached`() throws {
    try forAll(count: 400) { random in
      let bounds = (0..<2).map { _ in Int.random(in: -300...300, using: &random) }.sorted()
      return (bounds[0], bounds[1], Bool.random(using: &random), random)
    } law: { low, high, isDecimal, start in
      let spelling = Generation.NumberText(
        isDecimal: isDecimal, minimum: JSONNumber(low), maximum: JSONNumber(high))
      var random = start
      var text = ""
      while !spelling.isComplete(text) || Bool.random(using: &random) {
        let next = "0123456789-.".map { text + String($0) }.filter(spelling.isPrefix)
        guard let longer = next.randomElement(using: &random) else { break }
        text = longer
      }
      let value = try #require(Double(text), "\(text) in \(low)...\(high)")
      try #require(value >= Double(low) && value <= Double(high), "\(text)")
    }
  }
}
