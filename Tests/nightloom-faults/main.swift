// The proof harnesses, by hand: `Tests/faults`, whose --help says what each does. Usage:
//   nightloom-faults HARNESS [--rounds N] [--seed S] [--build debug|release] [--short yes]
import Faulting
import Foundation
import TestSupport

func value(_ name: String) -> String? {
  let words = CommandLine.arguments
  guard let place = words.firstIndex(of: "--" + name), place + 1 < words.count else { return nil }
  return words[place + 1]
}

func number(_ name: String, _ standard: Int) -> Int { value(name).flatMap(Int.init) ?? standard }

let seed = UInt64(number("seed", 1))
let isShort = value("short") == "yes"
let build = value("build") ?? "release"
let harness = CommandLine.arguments.dropFirst().first ?? "all"
guard let runner = StubRunner.built(build, root: repositoryRoot) else {
  FileHandle.standardError.write(Data("build the product nightloom (\(build)) first\n".utf8))
  exit(69)
}

/// The reports of one harness.
func reports(_ name: String) -> [HarnessReport] {
  switch name {
  case "kill":
    let loop = KillLoop(runner, seed: seed)
    return [
      loop.run(kills: number("rounds", isShort ? 200 : 1_000)), loop.poison(),
      loop.cancels(trials: isShort ? 3 : 20),
    ]
  case "simulation" where value("trace") != nil:
    var simulation = Simulation(seed: seed)
    simulation.trace = { print($0) }
    var report = HarnessReport("simulation")
    report.findings = simulation.run().allFindings
    return [report]
  case "simulation":
    return [
      Simulation.run(
        from: seed, count: number("rounds", isShort ? 2_000 : 100_000), lanes: number("lanes", 2),
        limit: number("limit", 20))
    ]
  case "failpoints": return [FailPoints().run(firstOnly: isShort)]
  case "calls":
    return [SystemCallSweep(runner).run(stride: number("stride", isShort ? 40 : 1))]
  case "links": return [LinkSwap().run()]
  case "matrix":
    return FaultMatrix(runner).run(trials: number("rounds", isShort ? 4 : 10), isShort: isShort)
  case "power": return [PowerCut(runner, seed: seed).run(images: number("rounds", 50))]
  default: return []
  }
}

let all = ["simulation", "failpoints", "kill", "power", "calls", "matrix"]
let short = ["simulation", "failpoints", "kill", "calls", "matrix"]
let names = harness == "all" ? (isShort ? short : all) : [harness]
var isClean = true
for name in names {
  let found = reports(name)
  if found.isEmpty {
    FileHandle.standardError.write(Data("there is no harness '\(name)'\n".utf8))
    exit(64)
  }
  for report in found {
    print(report.line)
    for note in report.notes { print("  \(note)") }
    for finding in report.findings.prefix(40) { print("  FINDING \(finding)") }
    if !report.findings.isEmpty { isClean = false }
  }
}
exit(isClean ? 0 : 1)
