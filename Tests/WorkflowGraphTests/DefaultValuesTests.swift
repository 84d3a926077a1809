import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

@Suite struct DefaultValuesTests {
  private let catalog = Sample.catalog

  @Test func missingRequiredWidgetsAreFilledInDefinitionOrder() {
    let workflow = Workflow(nodes: [
      Node(id: "1", classType: "Empty", inputs: [Sample.literal("height", 64)]),
      Node(id: "2", classType: "Encode"), Node(id: "3", classType: "Loader"),
      Node(id: "4", classType: "Seen"), Node(id: "5", classType: "Unheard"),
    ])
    let (result, filled) = workflow.fillingDefaults(catalog: catalog)
    #expect(
      result.nodes[0].inputs == [
        Sample.literal("width", 512), Sample.literal("height", 64), Sample.literal("batch", 1),
      ])
    #expect(result.nodes[1].inputs == [Sample.literal("text", "")])
    #expect(result.nodes[2].inputs == [Sample.literal("name", "a")])
    #expect(result.nodes[3...] == workflow.nodes[3...])
    #expect(
      filled.map { "\($0.node).\($0.input)" } == ["1.width", "1.batch", "2.text", "3.name"])
  }

  @Test func dynamicInputsAreFilledAsTheyAppear() {
    let empty = Workflow(nodes: [Node(id: "1", classType: "Resize")])
    let result = empty.fillingDefaults(catalog: catalog).workflow
    #expect(
      result.nodes[0].inputs == [
        Sample.literal("mode", "pixels"), Sample.literal("mode.width", 64),
        Sample.literal("mode.height", 64), Sample.literal("blur", 3),
      ])
  }

  @Test func onlyWhatWouldBeFilledAgainIsOmitted() {
    let short = Sample.textToImage.omittingDefaults(catalog: catalog)
    #expect(short.nodes[3].inputs == [Sample.literal("height", 640)])
    #expect(
      short.nodes[4].inputs.map(\.name) == [
        "model", "seed", "cfg", "sampler", "positive", "negative", "latent",
      ])
    #expect(short.nodes[0] == Sample.textToImage.nodes[0])
    let file = Workflow(nodes: [
      Node(id: "1", classType: "Loader", inputs: [Sample.literal("name", "a")])
    ])
    #expect(file.omittingDefaults(catalog: catalog) == file)
  }

  @Test func fillingWhatWasOmittedGivesTheWorkflow() {
    let workflow = Sample.textToImage
    let short = workflow.omittingDefaults(catalog: catalog)
    #expect(short != workflow)
    #expect(short.fillingDefaults(catalog: catalog).workflow == workflow)
  }
}

@Suite(.enabled(if: DataFolder.isPresent)) struct DefaultValuesLawTests {
  @Test func fillingWhatWasOmittedGivesRealWorkflows() throws {
    let catalog = try #require(Corpus.extended)
    var nodes = 0
    var omitted = 0
    try Corpus.forEachRow(stride: 10) { row in
      guard row["format"]?.string == "ui", let json = row["workflow"] else { return }
      let read = try UIFormat.read(json, catalog: catalog).workflow
      let full = read.fillingDefaults(catalog: catalog).workflow
      let short = full.omittingDefaults(catalog: catalog)
      let back = short.fillingDefaults(catalog: catalog).workflow
      #expect(back.nodes.count == full.nodes.count)
      for (left, right) in zip(full.nodes, back.nodes) {
        nodes += 1
        #expect(left.inputs.map(\.name) == right.inputs.map(\.name))
        for (one, two) in zip(left.inputs, right.inputs) { #expect(alike(one.value, two.value)) }
      }
      omitted += full.nodes.reduce(0) { $0 + $1.inputs.count }
      omitted -= short.nodes.reduce(0) { $0 + $1.inputs.count }
    }
    print("\(nodes) nodes, \(omitted) literals omitted and restored")
  }
}
