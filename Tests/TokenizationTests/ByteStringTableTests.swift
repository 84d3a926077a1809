import TestSupport
import Testing

@testable import Tokenization

@Suite struct ByteStringTableTests {
  @Test("Strings are numbered in the order of their arrival and found again")
  func numbers() throws {
    try forAll(count: 20) { generator in
      (0..<300).map { _ in randomBytes(&generator).prefix(3) }
    } law: { strings in
      var table = ByteStringTable()
      var expected: [[UInt8]: Int] = [:]
      for string in strings {
        let bytes = Array(string)
        let found = bytes.withUnsafeBufferPointer { table.find($0) }
        try require(found == expected[bytes] ?? -1, "\(bytes) is \(found)")
        let number = bytes.withUnsafeBufferPointer { table.insert($0) }
        try require(number == expected[bytes] ?? expected.count, "\(bytes) became \(number)")
        expected[bytes] = number
        try require(Array(table.bytes(of: number)) == bytes, "\(bytes) is not kept")
      }
      try require(table.count == expected.count, "\(table.count)")
    }
  }
}
