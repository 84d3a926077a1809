// Long fuzzing, by hand: `Jobs/fuzz.sh`. Usage:
//   nightloom-fuzz [--cases N] [--from N] [--seed N] [--target NAME] [--block N] [--print CASE]
// Prints one line a block; after a trap, the block that did not end is run again with --block 1.
import Foundation
import Fuzzing
import TestSupport
import WorkflowGraph

func value(_ name: String) -> String? {
  let words = CommandLine.arguments
  guard let place = words.firstIndex(of: "--" + name), place + 1 < words.count else { return nil }
  return words[place + 1]
}

func number(_ name: String, _ standard: Int) -> Int { value(name).flatMap(Int.init) ?? standard }

/// Writes at once, so that the last line tells where a trap was.
func say(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

/// The most memory this process has held, in MiB.
func peakMebibytes() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss / 1024
}

let catalogFile = repositoryRoot.appendingPathComponent("Config/Catalog/core.catalog")
let catalog = NodeCatalog(try CatalogFormat.read(Array(Data(contentsOf: catalogFile))))
let run = FuzzRun(
  parsers: FuzzParsers(catalog: catalog), seeds: try FuzzSeeds(catalog: catalog),
  seed: UInt64(number("seed", 1)))
let targets =
  value("target").flatMap { FuzzTarget(rawValue: $0) }.map { [$0] } ?? FuzzTarget.allCases
let cases = number("cases", 7_000)
let first = number("from", 0)
let block = max(1, number("block", 10_000))

if let one = value("print").flatMap(Int.init), let target = targets.first {
  FileHandle.standardOutput.write(Data(run.input(target, one)))
  exit(0)
}

var failures: [String] = []
var total = 0
var slowest = 0.0
let end = first + cases / targets.count
for start in stride(from: first, to: end, by: block) {
  for target in targets {
    say("\(target.rawValue) from \(start): ")
    let result = run.run(target, cases: start..<min(start + block, end))
    failures += result.failures
    total += result.cases
    slowest = max(slowest, result.slowestSeconds)
    say(
      "\(result.cases) cases, \(result.good) still good, slowest \(result.slowestSeconds) s"
        + " (case \(result.slowestCase)), peak \(peakMebibytes()) MiB\n")
  }
}
for failure in failures { say("FAILED: \(failure)\n") }
print(
  "\(total) cases, \(failures.count) failures, slowest \(slowest) s, peak \(peakMebibytes()) MiB")
exit(failures.isEmpty && slowest <= 1 ? 0 : 1)
