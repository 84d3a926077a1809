import Testing

@testable import Tokenization

@Suite struct PairTableTests {
  @Test("A pair keeps its first number, through growth, and order matters")
  func numbers() {
    var table = PairTable()
    for left in Int32(0)..<60 {
      for right in Int32(0)..<60 {
        let number = table.insert(left, right, number: left * 60 + right)
        #expect(number == left * 60 + right)
      }
    }
    #expect(table.count == 3600)
    let first = table.insert(3, 4, number: 9999)
    #expect(first == 184)
    #expect(table.number(of: 4, 3) == 243)
    #expect(table.number(of: 60, 0) == -1)
  }
}
