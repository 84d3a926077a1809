import Testing

@testable import Tokenization

@Suite struct ByteMappingTests {
  @Test("Every byte has a printable character of its own, as in GPT-2")
  func mapping() {
    #expect(Set(ByteMapping.characters).count == 256)
    #expect(ByteMapping.text(of: [0x00, 0x20, 0x21, 0x7F, 0xA0, 0xAD, 0xFF]) == "ĀĠ!ġłŃÿ")
    let all = Array(UInt8.min...UInt8.max)
    #expect(ByteMapping.bytes(of: ByteMapping.text(of: all)) == all)
    #expect(ByteMapping.bytes(of: " ") == nil)
    #expect(ByteMapping.bytes(of: "\u{144}") == nil)
  }
}
