// Random walks through the mask, by hand: `Jobs/walk.sh`. Usage:
//   nightloom-walk [--walks N] [--from N] [--seed N] [--print yes]
//   nightloom-walk --taught SAMPLES.jsonl [--walks N] [--show N]
// A model that knows nothing writes answers over random catalogs and candidates; each must end
// within its budget and be clean as it was written. The second form counts which of the programs
// that a model is taught the mask would forbid.
import Foundation
import Generation
import JSON
import KnowledgeBase
import TestSupport
import Tokenization
import Transformer
import Validation
import Walking
import WorkflowGraph

func value(_ name: String) -> String? {
  let words = CommandLine.arguments
  guard let place = words.firstIndex(of: "--" + name), place + 1 < words.count else { return nil }
  return words[place + 1]
}

func number(_ name: String, _ standard: Int) -> Int { value(name).flatMap(Int.init) ?? standard }

func bytes(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: repositoryRoot.appendingPathComponent(path)))
}

/// The shipped definitions, whole and in random parts.
func worlds(seed: UInt64) throws -> [WalkWorld] {
  let model = try GGUFReader(GGUFBytes(try bytes("Config/Models/nightloom.gguf")))
  let tokenizer = try BytePairTokenizer(TokenizerMetadata.state(model))
  let files = NodeKnowledgeBase.Files(
    core: try bytes("Config/Catalog/core.catalog"),
    extended: try bytes("Config/Catalog/extended.catalog"),
    hooks: try bytes("Config/Catalog/hooks.json"))
  var random = TestGenerator(state: seed)
  var worlds: [WalkWorld] = []
  for (reach, part) in [
    (NodeKnowledgeBase.Reach.core, 100), (.extended, 100), (.core, 50), (.extended, 50),
    (.core, 20),
    (.extended, 20), (.extended, 5), (.core, 10),
  ] {
    let known = try NodeKnowledgeBase.load(files, reach: reach)
    let definitions = known.catalog.definitions.filter { _ in
      Int.random(in: 0..<100, using: &random) < part
    }
    worlds.append(
      try WalkWorld(
        name: "\(part) % of \(reach.rawValue)", catalog: NodeCatalog(definitions),
        tokenizer: tokenizer, hooks: HookTable(known.hooks)))
  }
  return worlds
}

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

let seed = UInt64(number("seed", 1))
if let path = value("taught") {
  let known = try NodeKnowledgeBase.load(
    NodeKnowledgeBase.Files(
      core: try bytes("Config/Catalog/core.catalog"),
      extended: try bytes("Config/Catalog/extended.catalog"),
      observed: try bytes("Config/Catalog/observed.catalog")))
  let model = try GGUFReader(GGUFBytes(try bytes("Config/Models/nightloom.gguf")))
  try taught(
    path,
    try WalkWorld(
      name: "all", catalog: known.catalog,
      tokenizer: try BytePairTokenizer(TokenizerMetadata.state(model))))
  exit(0)
}
let all = try worlds(seed: seed)
let walks = number("walks", 1_000)
let first = number("from", 0)
var failures: [String: (count: Int, example: Int)] = [:]
var tokens = 0
var bad = 0
let started = Date()
for number in first..<first + walks {
  let world = all[number % all.count]
  var random = TestGenerator(state: seed &+ UInt64(number) &* 0x9E37_79B9)
  let walk = MaskWalk(world, budget: Int.random(in: 600...1_500, using: &random), using: &random)
  tokens += walk.tokens
  if let failure = walk.failure {
    bad += 1
    let kind = failure.prefix(60)
    failures[String(kind), default: (0, number)].count += 1
  }
  if value("print") != nil { print(world.name, walk.text, walk.failure ?? "clean") }
}
for (failure, seen) in failures.sorted(by: { $0.value.count > $1.value.count }).prefix(40) {
  print("\(seen.count) x \(failure) (walk \(seen.example))")
}
let seconds = Date().timeIntervalSince(started)
print(
  "\(walks) walks, \(bad) failures, \(tokens) tokens, \(Int(Double(tokens) / seconds)) tokens/s")
exit(bad == 0 ? 0 : 1)
