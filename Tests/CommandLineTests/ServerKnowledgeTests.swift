import Foundation
import JSON
import TestSupport
import Testing

/// `nodes`, `inventory` and `explain`, with a configuration of their own.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ServerKnowledgeTests {
  /// A configuration whose catalog is a copy, so that imports do not touch the repository.
  private func configuration(_ folder: Scratch) throws -> String {
    let catalog = folder.path("Catalog")
    try FileManager.default.copyItem(
      at: repositoryRoot.appendingPathComponent("Config/Catalog"),
      to: URL(fileURLWithPath: catalog))
    return try folder.write("catalog = Catalog\n", to: "nightloom.conf")
  }

  /// What a server with three classes says of them.
  private static let objectInfo = """
    {"KSampler": {"input": {"required": {"steps": ["INT", {"default": 20}]}},
       "output": ["LATENT"], "python_module": "nodes"},
     "CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["mine.safetensors"]]}},
       "output": ["MODEL", "CLIP", "VAE"], "python_module": "nodes"},
     "MyOwnNode": {"input": {}, "output": ["IMAGE"], "python_module": "custom_nodes.mine"}}
    """

  @Test func `Nodes are found by words and shown with every fact`() throws {
    let found = try Nightloom.run("nodes", "search", "ksampler", "advanced", "--limit", "3")
    #expect(found.status == 0)
    #expect(found.output.split(separator: "\n").count == 3)
    #expect(found.output.hasPrefix("KSamplerAdvanced  (KSampler (Advanced); ComfyUI): MODEL, "))
    let shown = try Nightloom.run("nodes", "show", "VAEDecode")
    #expect(
      shown.output == """
        VAEDecode: VAE Decode, ComfyUI
          menu: model/latent
          in   samples: LATENT, required
          in   vae: VAE, required
          out  IMAGE: IMAGE

        """)
    let json = try Nightloom.run("nodes", "show", "--json", "KSampler")
    #expect(try JSONValue.parse(json.output)["inputs"]?[2]?["max"]?.int == 10000)
  }

  @Test func `A wrong class name gets the nearest one`() throws {
    let call = try Nightloom.run("nodes", "show", "KSamler")
    #expect(call.status == 65)
    #expect(
      call.errors == """
        nightloom: error: no class is called 'KSamler'
        hint: did you mean KSampler?

        """)
    #expect(try Nightloom.run("nodes", "find", "x").status == 64)
    #expect(try Nightloom.run("nodes", "search", "qqqqzzzz").status == 1)
  }

  @Test func `Imported definitions decide what validates and what is missing`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let configuration = try configuration(folder)
    let prompt = try folder.write(Fixture.textToImage, to: "prompt.json")
    let unknown = try Nightloom.run("inventory", "--config", configuration)
    #expect(unknown.status == 66)
    #expect(unknown.errors.contains("the files of your ComfyUI are not known yet"))
    #expect(try Nightloom.run("validate", prompt, "--config", configuration).status == 0)

    let info = try folder.write(Self.objectInfo, to: "object_info.json")
    let call = try Nightloom.run("nodes", "import", info, "--config", configuration)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output.hasPrefix("3 classes written to "))
    #expect(call.output.hasSuffix(", 1 of them new to nightloom\n"))

    let listed = try Nightloom.run("inventory", "--config", configuration)
    #expect(listed.output == "checkpoints/mine.safetensors\n")
    let verdict = try Nightloom.run("validate", "--json", prompt, "--config", configuration)
    #expect(verdict.status == 1)
    #expect(
      try JSONValue.parse(verdict.output)["error_types"]?.array?.contains("missing_node_type")
        == true)
    let missing = try Nightloom.run("inventory", "missing", prompt, "--config", configuration)
    #expect(missing.status == 1)
    #expect(
      missing.output == """
        needs the pack core: CLIPTextEncode, EmptyLatentImage, SaveImage, VAEDecode
        needs the file DreamShaperXL_Turbo.safetensors in models/checkpoints for node 4

        """)
  }

  @Test func `A file that is no object_info is not imported`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let prompt = try folder.write(Fixture.textToImage, to: "prompt.json")
    let call = try Nightloom.run(
      "nodes", "import", prompt, "--config", try configuration(folder))
    #expect(call.status == 65)
    #expect(call.errors.contains("is no answer of /object_info: it does not define KSampler"))
    #expect(call.errors.contains("hint: Jobs/import-object-info.sh fetches it"))
  }

  @Test func `Scanned files are what file names are held against`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let configuration = try configuration(folder)
    let models = folder.path("models/checkpoints")
    try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
    let nothing = try Nightloom.run(
      "inventory", "scan", folder.path("models"), "--config", configuration)
    #expect(nothing.status == 65)
    _ = try folder.write("", to: "models/checkpoints/other.safetensors")
    let scan = try Nightloom.run(
      "inventory", "scan", folder.path("models"), "--config", configuration)
    #expect(scan.output.hasPrefix("1 files written to "), "\(scan.errors)")
    let prompt = try folder.write(Fixture.textToImage, to: "prompt.json")
    let verdict = try Nightloom.run("validate", prompt, "--config", configuration)
    #expect(verdict.status == 1)
    #expect(
      verdict.output.contains(
        "'DreamShaperXL_Turbo.safetensors' not in ['other.safetensors']"))
    #expect(
      try Nightloom.run("validate", "--any-file", prompt, "--config", configuration).status == 0)
  }

  @Test func `A workflow is explained step by step, with what it needs`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let prompt = try folder.write(Fixture.textToImage, to: "prompt.json")
    let call = try Nightloom.run("explain", prompt)
    #expect(call.status == 0, "\(call.errors)")
    let lines = call.output.split(separator: "\n")
    #expect(lines.count == 9)
    #expect(lines.first == "7 nodes: text to image, image out, sdxl.")
    #expect(
      lines.last
        == "needs the file DreamShaperXL_Turbo.safetensors in models/checkpoints for node 4")
    let json = try JSONValue.parse(try Nightloom.run("explain", "--json", prompt).output)
    #expect(json["explanation"]?["nodes"]?.int == 7)
    #expect(json["needs"]?["files"]?[0]?["nodes"] == ["4"])
  }
}
