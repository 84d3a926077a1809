import JSON
import Testing
import WorkflowGraph

@Suite("Lines of a catalog file")
struct CatalogReaderTests {
  @Test("A hand-written file reads as described")
  func handWritten() throws {
    let text = """
      nightloom-catalog 1
      # ComfyUI v0
      s\tsampling
      s\tcore
      c\t"euler"\t"a\\tb"\t1
      i\tseed\tINT\trC\t0\t0\t18446744073709551615
      i\tsampler\t0\toL\t\t\t\t\t0
      i\tmodel\tMODEL\tu
      o\tLATENT\tLATENT
      n\tKSampler\tK Sampler\t0\t1\tcO\t0-1 2\t0 0
      n\tNone\t\t0\t1\tx
      """
    let definitions = try CatalogFormat.read(Array(text.utf8))
    #expect(definitions.map(\.classType) == ["KSampler", "None"])
    let sampler = definitions[0]
    #expect(sampler.displayName == "K Sampler" && sampler.category == "sampling")
    #expect(sampler.pack == "core" && sampler.isOutputNode && sampler.tier == .core)
    #expect(sampler.inputs.map(\.name) == ["seed", "sampler", "model"])
    #expect(sampler.inputs[0].maximum?.text == "18446744073709551615")
    #expect(sampler.inputs[0].controlAfterGenerate == true)
    #expect(sampler.inputs[1].choices == ["euler", "a\tb", 1])
    #expect(sampler.inputs[1].type == .choices(["euler", "a\tb", 1]))
    #expect(sampler.inputs[2].presence == .unknown && sampler.inputs[2].choices == nil)
    #expect(sampler.outputs.map(\.name) == ["LATENT", "LATENT"])
    #expect(definitions[1].displayName == "None" && definitions[1].tier == .extended)
  }

  @Test(
    "A run that ends before it starts, or beyond the pool, is refused",
    arguments: ["1-0", "0-2", "-1", "0-"])
  func badRuns(_ run: String) {
    let text = "nightloom-catalog 1\ns\t\no\ta\tA\no\tb\tB\nn\tN\t\t0\t0\tc\t\t\(run)"
    #expect(throws: CatalogFormatError.self) { try CatalogFormat.read(Array(text.utf8)) }
  }
}
