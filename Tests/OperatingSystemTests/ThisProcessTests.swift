import OperatingSystem
import TestSupport
import Testing

@Suite struct ThisProcessTests {
  @Test func `the process knows itself`() {
    #expect(ThisProcess.id > 0)
    #expect(ThisProcess.processorCount >= 1)
    #expect((ThisProcess.residentBytes ?? 0) > 1 << 20)
    #expect(Environment.value("PATH") != nil)
    #expect(Environment.value("NIGHTLOOM_NOT_SET") == nil)
    #expect(Signal.terminate.number == 15)
  }
}
