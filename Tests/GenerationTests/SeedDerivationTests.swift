import Generation
import Testing

@Suite struct SeedDerivationTests {
  private let key = Array("job-1".utf8)

  /// Values of an independent SHA-256 (Python's hashlib) over the documented fields.
  @Test func `Seeds are those of the documented formula`() {
    #expect(SeedDerivation.answer(key: key, attempt: 1, answer: 1) == 0xC806_6259_5FF8_7D2E)
    #expect(SeedDerivation.answer(key: key, attempt: 1, answer: 2) == 0x0E17_D44A_887F_7281)
    #expect(SeedDerivation.answer(key: key, attempt: 2, answer: 1) == 0x5E4D_D291_8CE8_ACAA)
    #expect(SeedDerivation.workflow(key: key) == 5_216_176_747_236_286)
    #expect(
      SeedDerivation.identifier(key: key, answer: 3) == "ad177c0c-1a4e-88c9-8eac-eb4585633ace")
  }

  @Test func `A field never runs into its neighbour`() {
    #expect(
      SeedDerivation.answer(key: Array("a1".utf8), attempt: 1, answer: 1)
        != SeedDerivation.answer(key: Array("a".utf8), attempt: 11, answer: 1))
    #expect(
      SeedDerivation.answer(key: [], attempt: 1, answer: 11)
        != SeedDerivation.answer(key: [], attempt: 11, answer: 1))
  }

  @Test func `Seeds differ for every answer of every round`() {
    let seeds = (1...20).flatMap { attempt in
      (0...20).map { SeedDerivation.answer(key: key, attempt: attempt, answer: $0) }
    }
    #expect(Set(seeds).count == seeds.count)
  }

  @Test func `Seeds of workflows survive a browser's numbers`() {
    for number in 0..<500 {
      let seed = SeedDerivation.workflow(key: [UInt8(number & 0xFF), UInt8(number >> 8)])
      #expect((0..<1 << 53).contains(seed))
      #expect(Int(Double(seed)) == seed)
    }
  }

  @Test func `Identifiers have the form of version 8`() {
    for answer in 1...50 {
      let text = Array(SeedDerivation.identifier(key: key, answer: answer))
      #expect(text.count == 36)
      #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
      #expect(text[14] == "8")
      #expect("89ab".contains(text[19]))
      #expect(text.allSatisfy { "0123456789abcdef-".contains($0) })
    }
  }
}
