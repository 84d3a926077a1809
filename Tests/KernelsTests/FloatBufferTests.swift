import Kernels
import Testing

struct FloatBufferTests {
  @Test func `a buffer begins with zeros and keeps what fills it`() {
    let buffer = FloatBuffer(count: 3)
    #expect(buffer.copy() == [0, 0, 0])
    buffer.fill([1, 2, 3])
    #expect(buffer.copy() == [1, 2, 3])
    #expect(FloatBuffer(count: 0).copy().isEmpty)
  }
}
