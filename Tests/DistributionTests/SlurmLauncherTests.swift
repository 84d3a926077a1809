import Foundation
import OperatingSystem
import Testing

@testable import Distribution

@Suite struct SlurmLauncherTests {
  private let shipments: ShipmentFolder
  private let shipment: Shipment

  init() throws {
    shipments = try ShipmentFolder()
    shipment = try shipments.write()
  }

  private let command = ["/bin/nightloom", "chunk", "--shipment", "/s x", "--config", "/c"]

  @Test func `One task a chunk, begun again after a lost host`() {
    let path = shipment.path
    let launcher = SlurmLauncher(shipment)
    #expect(
      launcher.arrayArguments(chunks: 3, command, .init(parallel: 2, hosts: "n[1-2]")) == [
        "sbatch", "--parsable", "--export=NONE", "--job-name=nightloom-0123456789abcdef",
        "--chdir=\(path)", "--array=0-2%2", "--requeue", "--open-mode=append",
        "--signal=B:TERM@120", "--output=\(path)/logs/%a.log", "--nodelist=n[1-2]",
        "\(path)/chunk.sh",
      ] + command)
    let plain = launcher.arrayArguments(chunks: 1, command, .init())
    #expect(plain.contains("--array=0-0") && !plain.contains { $0.hasPrefix("--nodelist") })
  }

  @Test func `The last job waits for all tasks and closes the shipment`() {
    let arguments = SlurmLauncher(shipment).closingArguments(after: "17", command)
    #expect(arguments.contains("--dependency=afterany:17"))
    #expect(arguments.suffix(7) == command + ["--close"])
  }

  private static let hasSlurm = FileManager.default.isExecutableFile(atPath: "/usr/bin/sbatch")

  @Test(.disabled(if: hasSlurm, "Slurm is installed"))
  func `A machine without Slurm says which program is missing`() {
    let error = #expect(throws: DistributionError.self) {
      try SlurmLauncher(shipment).launch(chunks: 1, ["/nonexistent/chunk"], .init())
    }
    guard case .system(let call)? = error else { return }
    #expect(call.call == "posix_spawn" && call.path == "sbatch" && call.isMissing)
  }

  @Test func `What was never launched needs no end`() throws {
    #expect(try SlurmLauncher(shipment).cancel() == nil)
  }
}
