import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ModelTests {
  private static let file = "Tests/Fixtures/reference/transformer_qwen3.gguf"
  private static let shape = """
    qwen3, 2 layers, 40 channels, 4 heads of 16 with 2 for keys and values, 64 feed-forward \
    channels, 48 tokens, context 64, output tied to the embedding
    """

  @Test func `info shows metadata, shape and what each type takes`() throws {
    let page = try Nightloom.run("model", "info", Self.file)
    #expect(page.status == 0 && page.errors == "")
    #expect(page.output.hasPrefix("general.architecture: qwen3\nqwen3.context_length: 64\n"))
    #expect(page.output.contains("\nqwen3.attention.layer_norm_rms_epsilon: 1e-05\n"))
    #expect(
      page.output.hasSuffix(
        """

        \(Self.shape)
        F32: 9 tensors, 264 numbers, 1056 bytes
        BF16: 15 tensors, 32640 numbers, 65280 bytes

        """))
  }

  @Test func `check reads everything, or decodes`() throws {
    let page = try Nightloom.run("model", "check", Self.file)
    #expect(page.output == "every number can be read: \(Self.shape)\n")
    let tokens = try Nightloom.run(
      "model", "check", Self.file, "--tokens", "3,41,0", "--count", "3", "--threads", "2")
    #expect(tokens.output.split(separator: ",").count == 3)
  }

  @Test func `quantize writes a file that decodes the same tokens`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let out = folder.path("small.gguf")
    let call = try Nightloom.run("model", "quantize", "--to", "f16", Self.file, out)
    #expect(call.status == 0 && call.output == "")
    let size = try Data(contentsOf: URL(fileURLWithPath: out)).count
    let before = try Data(
      contentsOf: repositoryRoot.appendingPathComponent(Self.file)
    ).count
    #expect(call.errors == "wrote \(out): \(size) bytes, \(before) before\n")
    let arguments = ["--tokens", "3,41,0,17", "--count", "8"]
    #expect(
      try Nightloom.run(["model", "check", out] + arguments).output
        == Nightloom.run(["model", "check", Self.file] + arguments).output)
  }

  @Test func `an error shows what it quotes and lets none of it act on the terminal`() throws {
    let call = try Nightloom.run("\u{1B}[2J")
    #expect(call.errors.hasPrefix("nightloom: error: unknown subcommand '\\x1b[2J'\n"))
  }

  @Test func `wrong use and wrong files are named`() throws {
    let folder = try Scratch()
    defer { folder.remove() }
    let type = try Nightloom.run("model", "quantize", "--to", "q5", Self.file, "out")
    #expect(type.status == 64)
    #expect(
      type.errors
        == """
        nightloom: error: --to wants F32, F16, Q4_0, Q4_1, Q8_0, Q4_K, Q6_K or BF16, not 'q5'
        hint: nightloom model --help shows the options

        """)
    let cut = try Nightloom.run("model", "check", try folder.write("GGUF", to: "cut.gguf"))
    #expect(cut.status == 65)
    #expect(
      cut.errors
        == """
        nightloom: error: GGUF file ends too early: the version at byte 4 needs 4 bytes, 0 are \
        left; copy or download the file again

        """)
  }
}
