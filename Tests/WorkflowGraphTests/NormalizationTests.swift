import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

@Suite struct NormalizationTests {
  private struct Broken: Error {}

  private func text(_ workflow: Workflow) -> String {
    Normalization.canonicalText(workflow, catalog: Sample.catalog)
  }

  @Test func theTextNumbersNodesInCanonicalOrder() {
    #expect(
      text(Sample.textToImage) == """
        1 "Loader" "name"="b"
        2 "Empty" "width"=512 "height"=640 "batch"=1
        3 "Encode" "clip"=@1.1 "text"="barn"
        4 "Encode" "clip"=@1.1 "text"="blurry"
        5 "Sampler" "model"=@1.0 "seed"=0 "steps"=20 "cfg"=7.5 "sampler"="ddim" \
        "positive"=@3.0 "negative"=@4.0 "latent"=@2.0 "denoise"=1
        6 "Decode" "samples"=@5.0 "vae"=@1.2
        7 "Save" "images"=@6.0 "prefix"="out"

        """)
  }

  @Test func idsOrderTitlesSeedsAndSpellingPlayNoPart() throws {
    var other = Sample.textToImage
    other.nodes[0].title = "Mine"
    other.nodes[4]["seed"] = .literal(7)
    other.nodes[4]["denoise"] = .literal(1)
    other.nodes[4].inputs.reverse()
    var generator = TestGenerator(state: 5)
    #expect(text(Sample.shuffled(other, &generator)) == text(Sample.textToImage))
  }

  @Test func valuesLinksAndRolesDoPlayAPart() {
    let original = text(Sample.textToImage)
    var value = Sample.textToImage
    value.nodes[4]["steps"] = .literal(21)
    var roles = Sample.textToImage
    roles.nodes[4]["positive"] = .link(Link(source: "3", slot: 0))
    roles.nodes[4]["negative"] = .link(Link(source: "2", slot: 0))
    var slot = Sample.textToImage
    slot.nodes[1]["clip"] = .link(Link(source: "1", slot: 0))
    var kind = Sample.textToImage
    kind.nodes[4]["steps"] = .literal("20")
    let texts = [original, text(value), text(roles), text(slot), text(kind)]
    #expect(Set(texts).count == texts.count)
  }

  @Test func seedsCanBeKept() {
    var other = Sample.textToImage
    other.nodes[4]["seed"] = .literal(7)
    let texts = [Sample.textToImage, other].map {
      Normalization.canonicalText($0, catalog: Sample.catalog, ignoresSeeds: false)
    }
    #expect(texts[0] != texts[1])
  }

  @Test func renumberingAndReorderingDoNotChangeTheNormalForm() throws {
    try forAll(
      count: 400,
      { generator in
        let graph = Sample.randomGraph(&generator)
        return (graph, Sample.shuffled(graph, &generator))
      }
    ) { pair in
      let first = Normalization.normalized(pair.0, catalog: Sample.catalog)
      if first != Normalization.normalized(pair.1, catalog: Sample.catalog) { throw Broken() }
      if first != Normalization.normalized(first, catalog: Sample.catalog) { throw Broken() }
    }
  }

  @Test func twinsBehindTwinsAreNumberedAlike() throws {
    // Three equal chains from two equal sources each: only singling out keeps them together.
    var nodes: [Node] = []
    for chain in 0..<3 {
      let base = chain * 4
      nodes += [
        Node(id: "\(base)", classType: "LoadImage"),
        Node(id: "\(base + 1)", classType: "LoadImage"),
        Node(
          id: "\(base + 2)", classType: "Blend",
          inputs: [Sample.link("one", "\(base)", 0), Sample.link("two", "\(base + 1)", 0)]),
        Node(
          id: "\(base + 3)", classType: "Save", inputs: [Sample.link("images", "\(base + 2)", 0)]),
      ]
    }
    let workflow = Workflow(nodes: nodes)
    try forAll(count: 50, { Sample.shuffled(workflow, &$0) }) { other in
      if text(other) != text(workflow) { throw Broken() }
    }
  }

  @Test func cyclesAndDanglingLinksAreNormalisedToo() throws {
    let workflow = Workflow(nodes: [
      Node(id: "a", classType: "Scale", inputs: [Sample.link("image", "b", 0)]),
      Node(id: "b", classType: "Scale", inputs: [Sample.link("image", "a", 0)]),
      Node(id: "c", classType: "Save", inputs: [Sample.link("images", "nowhere", 0)]),
    ])
    #expect(
      text(workflow) == """
        1 "Save" "images"=@missing.0
        2 "Scale" "image"=@3.0
        3 "Scale" "image"=@2.0

        """)
  }
}
