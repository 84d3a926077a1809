import Foundation
import JSON
import TestSupport
import Testing
import WorkflowGraph

@testable import Validation

@Suite("What is passed over as plain changes no verdict")
struct PlainValuesLawTests {
  /// Values that are plain somewhere, and their neighbours that are not.
  private static let values: [JSONValue] = [
    1, 8.0, 20, 512, 513, -1, 16, 15, 16384, 16385, 100.0, 100.5, "euler", "Heun", "a cat",
    "a.safetensors", "c.safetensors", true, nil, ["1", 0], ["1", 1], ["1", 2], ["2", 0], ["3", 0],
    ["4", 0], ["5", 0], ["1", 3], ["1", -1], ["1", 0.0], ["1", true], ["9", 0], [1, 0], ["1"], [],
    ["__value__": ["1", 0]], ["__value__": "euler"], .number(JSONNumber(spelling: "1e400")),
    .number(JSONNumber(spelling: "18446744073709551615")),
    .number(JSONNumber(spelling: "18446744073709551616")), "scale", "none", "512", "x", ["p", "q"],
  ]
  private static let classTypes = [
    "Loader", "Encode", "Empty", "Sampler", "Decode", "Save", "Batch", "Resize", "Old", "LoadImage",
    "Kind",
  ]
  private static let names = [
    "ckpt", "text", "clip", "width", "height", "model", "seed", "cfg", "sampler_name", "positive",
    "latent", "flag", "strength", "samples", "vae", "images", "prefix", "images.image0",
    "images.image2", "images", "input", "mode", "mode.by", "image", "kind", "many", "level",
  ]

  /// The good prompt with up to four inputs set to something else, and up to two nodes of another
  /// class.
  private func prompt(_ generator: inout TestGenerator) -> JSONValue {
    var prompt = SmallServer.good.object ?? JSONObject()
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      let name = Self.classTypes.randomElement(using: &generator) ?? ""
      prompt["\(Int.random(in: 5...8, using: &generator))"] = .object(
        JSONObject([("class_type", .string(name)), ("inputs", .object(JSONObject()))]))
    }
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      guard let id = prompt.keys.randomElement(using: &generator),
        var inputs = prompt[id]?["inputs"]?.object,
        let value = Self.values.randomElement(using: &generator),
        let name = (inputs.keys + Self.names).randomElement(using: &generator)
      else { continue }
      inputs[name] = value
      let classType = prompt[id]?["class_type"] ?? .null
      prompt[id] = .object(JSONObject([("class_type", classType), ("inputs", .object(inputs))]))
    }
    return .object(prompt)
  }

  private func pair(_ options: ValidationOptions) throws -> [PromptValidator] {
    var thorough = try SmallServer.validator(options)
    thorough.passesPlainValues = false
    return [try SmallServer.validator(options), thorough]
  }

  @Test("on small prompts with odd values", arguments: [ValidationOptions.server, .answer, .file])
  func small(options: ValidationOptions) throws {
    let validators = try pair(options)
    var accepted = 0
    try forAll(count: 4000, prompt) { prompt in
      let verdicts = validators.map { $0.validate(prompt) }
      if verdicts[0].status == .accepted { accepted += 1 }
      if verdicts[0] != verdicts[1] { throw Difference(verdicts: verdicts) }
    }
    #expect((400...3900).contains(accepted))
  }

  private struct Difference: Error {
    let verdicts: [Verdict]
  }

  @Test("on every recorded prompt", .enabled(if: DataFolder.isPresent))
  func recorded() throws {
    let info = try JSONValue.parse([UInt8](DataFolder.read("object_info/extended.json.gz")))
    let hooks = try JSONValue.parse([UInt8](DataFolder.read("object_info/validate_hooks_ext.json")))
    let validator = PromptValidator(
      catalog: ObjectInfoFormat.read(info), hooks: HookTable(hooks), options: .answer)
    var thorough = validator
    thorough.passesPlainValues = false
    for line in try DataFolder.read("verdicts/verdicts-train.jsonl.gz").split(separator: 0x0A) {
      let json = try JSONValue.parse([UInt8](line))
      let prompt = try #require(json["prompt"])
      #expect(
        validator.validate(prompt) == thorough.validate(prompt), "\(json["id"]?.text() ?? "")")
    }
  }
}
