import JSON
import KnowledgeBase
import Sampling
import TestSupport
import Testing
import Tokenization
import WorkflowGraph

@testable import Generation

@Suite struct InputLeaningTests {
  private static let entries = [
    WorkflowEntry(
      id: "a", family: "a",
      classTypes: Dictionary(uniqueKeysWithValues: SmallOffer.textToImage.map { ($0, 1) }),
      text: "",
      values: [
        GivenValue(classType: "EmptyLatentImage", input: "height", value: .null),
        GivenValue(classType: "EmptyLatentImage", input: "width", value: 768),
        GivenValue(classType: "KSampler", input: "cfg", value: .double(5.5)),
        GivenValue(classType: "KSampler", input: "scheduler", value: "karras"),
      ])
  ]

  /// What a model that finds every token equally likely writes behind `end`, as a value or to the
  /// end of a statement.
  private func value(
    after end: String, of workflow: Workflow = SampleWorkflows.textToImage,
    knowing entries: [WorkflowEntry] = entries
  ) throws -> String {
    let counts = NodeCounts(entries)
    let values = NodeValues(entries)
    let links = NodeLinks(entries)
    let response = try SampleWorkflows.response(for: workflow)
    let offer = NodeOffer(
      candidates: response.selectedNodes,
      leanings: response.selectedNodes.map {
        Leaning(
          odds: 3, counts: counts.record(of: $0), values: values.record(of: $0),
          links: links.record(of: $0))
      },
      catalog: TinyModel.catalog, identifiers: SmallOffer.identifiers,
      vocabulary: SmallOffer.vocabulary, supply: SmallOffer.supply)
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let count = TinyModel.encoder.tokenizer.vocabulary.count
    var mask = TokenMask(capacity: count)
    var ids: [Int32] = []
    var value = ""
    var written = TinyModel.encoder.response(response)[...]
    while ids.count < 2_000 {
      constraint.allowedTokens(into: &mask, remainingTokens: 2_000 - ids.count)
      let isBehind = TinyModel.encoder.text(of: ids).hasSuffix(end) || !value.isEmpty
      if isBehind, end.hasSuffix("=") ? !constraint.isAtValue : value.contains(")") { break }
      var logits = [Float](repeating: 0, count: count)
      for shift in constraint.shifts(allowed: mask) { logits[Int(shift.token)] += shift.amount }
      var likeliest: Int32?
      mask.forEach { token in
        guard logits[Int(token)] > likeliest.map({ logits[Int($0)] }) ?? -.infinity else { return }
        likeliest = token
      }
      let token = try #require(isBehind ? likeliest : written.popFirst())
      constraint.accept(token: token)
      ids.append(token)
      if isBehind { value += TinyModel.encoder.text(of: [token]) }
    }
    return value
  }

  @Test func `A number is written that known workflows have, and ends where it does`() throws {
    #expect(try value(after: "EmptyLatentImage(width=").hasPrefix("768)"))
    let scale = try value(after: ", cfg=")
    #expect(scale.hasPrefix("5.5"))
    #expect(scale.dropFirst(3).first?.isNumber == false)
  }

  @Test func `A choice is written that known workflows have`() throws {
    #expect(try value(after: ", scheduler=") == "\"karras\"")
  }

  @Test func `What all leave alone keeps its start value`() throws {
    #expect(try value(after: ", steps=").hasPrefix("20"))
  }

  @Test(arguments: ["EmptyLatentImage", "VAEEncode"])
  func `A result is taken that known workflows take`(_ maker: String) throws {
    let workflow = SampleWorkflows.read(
      """
      {"1": {"class_type": "CheckpointLoaderSimple", "inputs":
          {"ckpt_name": "DreamShaperXL_Turbo.safetensors"}},
       "2": {"class_type": "LoadImage", "inputs": {"image": "1950_new_york.png"}},
       "3": {"class_type": "VAEEncode", "inputs": {"pixels": ["2", 0], "vae": ["1", 2]}},
       "4": {"class_type": "EmptyLatentImage", "inputs":
          {"width": 512, "height": 512, "batch_size": 1}},
       "5": {"class_type": "LatentBlend", "inputs":
          {"samples1": ["3", 0], "samples2": ["4", 0], "blend_factor": 0.5}},
       "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
       "7": {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}}}
      """)
    let entry = WorkflowEntry(
      id: "a", family: "a", classTypes: ["LatentBlend": 1, maker: 1], text: "",
      skeleton: WorkflowSkeleton(
        parts: [
          WorkflowSkeleton.Part(classType: maker),
          WorkflowSkeleton.Part(
            classType: "LatentBlend",
            links: [WorkflowSkeleton.Incoming(input: "samples1", source: 0, slot: 0)]),
        ]))
    let taken = try value(after: "LatentBlend(", of: workflow, knowing: [entry])
    let variable = maker == "EmptyLatentImage" ? "latent_1" : "latent_2"
    #expect(taken.hasPrefix("samples1=" + variable))
  }

  @Test func `Where nothing is known nothing is leaned to`() throws {
    let none = try value(after: "EmptyLatentImage(width=", knowing: [])
    #expect(!none.hasPrefix("768") && !none.hasPrefix("512"))
  }
}
