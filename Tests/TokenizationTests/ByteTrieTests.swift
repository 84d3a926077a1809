import Testing

@testable import Tokenization

@Suite struct ByteTrieTests {
  @Test("Children lie side by side in the order of their bytes")
  func layout() {
    let trie = ByteTrie([([0x62], 1), ([0x61], 0), ([0x61, 0x62], 2)])
    #expect(trie.labels == [0, 0x61, 0x62, 0x62])
    #expect(trie.firstChild == [1, 3, 4, 4, 4])
    #expect(trie.values == [-1, 0, 1, 2])
    #expect(trie.depth == 2)
    #expect(trie.child(of: 0, byte: 0x62) == 2)
    #expect(trie.child(of: 1, byte: 0x61) == -1)
  }

  @Test("A trie without strings has a root only")
  func empty() {
    let trie = ByteTrie([])
    #expect(trie.nodeCount == 1)
    #expect(trie.child(of: 0, byte: 0) == -1)
  }
}
