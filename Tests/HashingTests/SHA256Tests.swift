import Hashing
import TestSupport
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-4 examples and the million letters of the NIST test data.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `the digests are those of the standard`(text: String, digest: String) {
    #expect(SHA256.hex(Array(text.utf8)) == digest)
  }

  @Test func `feeding in pieces gives the digest of the whole`() throws {
    try forAll(count: 100) { generator in
      (0..<Int.random(in: 0...300, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
    } law: { bytes in
      for size in [1, 63, 64, 65] {
        var hash = SHA256()
        for start in stride(from: 0, to: bytes.count, by: size) {
          hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        try #require(hash.digest() == SHA256.digest(bytes))
      }
    }
  }

  @Test func `every padding length up to two blocks differs from its neighbours`() {
    let digests = (0...130).map { SHA256.hex([UInt8](repeating: 7, count: $0)) }
    #expect(Set(digests).count == digests.count)
  }

  @Test func `hexadecimal digits keep leading zeros`() {
    #expect(hex([0, 1, 0xAB, 0xFF]) == "0001abff")
  }
}
