import Testing

@testable import JobRunner

@Suite("MachineCheckup")
struct MachineCheckupTests {
  @Test("an inbox on a local disk can be watched")
  func watched() throws {
    let folder = RunnerFolder()
    let findings = MachineCheckup.findings(folder.path)
    #expect(findings.contains { $0.check == "notices" && $0.level == .good })
    #expect(findings.contains { $0.check == "processors" })
  }

  @Test("without an inbox nothing is said of it")
  func missing() {
    #expect(!MachineCheckup.findings("/nonexistent").contains { $0.check == "notices" })
  }
}
