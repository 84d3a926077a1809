import Dispatch
import OperatingSystem
import Testing

@Suite struct OnceTests {
  @Test func `A value is made once, whoever asks first`() {
    let once = Once<Int>()
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      _ = once.value { index }
    }
    let first = once.value { -1 }
    #expect((0..<64).contains(first))
    #expect(once.value { -2 } == first)
  }
}
