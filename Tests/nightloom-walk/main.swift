// Random walks through the mask, by hand: `Jobs/walk.sh`. Usage:
//   nightloom-walk [--walks N] [--from N] [--seed N] [--state NAME] [--print yes]
//   nightloom-walk --export FILE [--walks N] [--from N] [--seed N]
//   nightloom-walk --taught SAMPLES.jsonl [--walks N] [--show N]
// A model that knows nothing writes answers over random catalogs and candidates; each must end
// within its budget and be clean as it was written. The first form ends with one JSON line for the
// ledger, the second writes the walks to a file, one JSON line each. The third form counts which of
// the programs that a model is taught the mask would forbid.
import Foundation
import Generation
import JSON
import Walking

func value(_ name: String) -> String? {
  let words = CommandLine.arguments
  guard let place = words.firstIndex(of: "--" + name), place + 1 < words.count else { return nil }
  return words[place + 1]
}

func number(_ name: String, _ standard: Int) -> Int { value(name).flatMap(Int.init) ?? standard }

func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// How many of the programs that a model is taught the mask would forbid.
func taught(_ path: String, _ world: WalkWorld) throws {
  var count = 0
  var forbidden = 0
  for line in try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A).prefix(
    number("walks", 1_000))
  {
    let json = try JSONValue.parse([UInt8](line))
    let response = Response(
      selectedNodes: json["selected"]?.array?.compactMap(\.string) ?? [],
      designPrinciple: json["principle"]?.string ?? "", code: json["code"]?.string ?? "")
    let candidates = json["candidates"]?.array?.compactMap(\.string) ?? []
    count += 1
    if let place = MaskWalk.firstForbidden(response, candidates: candidates, world) {
      forbidden += 1
      if forbidden <= number("show", 20) { print(json["id"]?.string ?? "", "\n   ", place) }
    }
  }
  print("\(forbidden) of \(count) forbidden")
}

let source = try WalkWorlds()
if let path = value("taught") {
  try taught(path, try source.whole())
  exit(0)
}
let seed = number("seed", 1)
let first = number("from", 0)
let walks = number("walks", 1_000)
var run = WalkRun(source, seed: UInt64(seed))
var lines = Data()
let started = Date()
for number in first..<first + walks {
  let (walk, world) = try run.walk(number)
  if value("print") != nil { print(world.name, walk.budget, walk.text, walk.failure ?? "clean") }
  if value("export") != nil {
    lines += walk.json(number: number, seed: UInt64(seed), world: world).bytes() + [0x0A]
  }
}
for line in run.report.prefix(40) { note(line) }
let seconds = Date().timeIntervalSince(started)
note(
  "\(walks) walks, \(run.failed) not clean, \(run.tokens) tokens, "
    + "\(Int(Double(run.tokens) / seconds)) tokens/s")
if let path = value("export") {
  try lines.write(to: URL(fileURLWithPath: path))
} else {
  print(
    "{\"state\":\"\(value("state") ?? "")\",\"seed\":\(seed),\"from\":\(first),\"walks\":\(walks)"
      + ",\"failures\":\(run.failed),\"tokens\":\(run.tokens),\"seconds\":\(Int(seconds))}")
}
exit(run.failed == 0 ? 0 : 1)
