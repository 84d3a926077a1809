import JSON
public import WorkflowGraph

/// Something an instruction asks for that can be found, or missed, in a workflow.
public struct Concept: Equatable, Sendable {
  /// What sort of thing is asked for.
  public enum Kind: String, Sendable, CaseIterable {
    /// What is to be made of what: text to image, image to video …
    case task
    /// What goes in or comes out: picture, video, sound, 3D.
    case modality
    /// A family of weights: SDXL, Flux …
    case family
    /// A technique: upscaling, ControlNet …
    case technique
    /// An explicit value: a size, a number of steps …
    case value
  }

  /// How a node shows that the wish is met.
  public enum Test: Equatable, Sendable {
    /// The class type, reduced to lower-case letters and digits, contains one of these; one with
    /// `^` in front must begin it.
    case classType([String])
    /// A string value that is a file name contains one of these, in lower case.
    case fileName([String])
    /// One of these inputs has this number.
    case number(inputs: [String], value: Double)
    /// The inputs `width` and `height`, or others of ``sizes``, have these numbers.
    case size(width: Double, height: Double)
    /// One of these inputs has this text.
    case text(inputs: [String], value: String)
  }

  /// A stable name: `upscale`, `steps=30`.
  public var name: String
  /// The sort.
  public var kind: Kind
  /// The wish is met when one of these holds at one node.
  public var tests: [Test]

  /// Makes a concept.
  public init(_ name: String, _ kind: Kind, _ tests: [Test]) {
    self.name = name
    self.kind = kind
    self.tests = tests
  }

  /// 1 for structure, 0.5 for an explicit value.
  public var weight: Double { kind == .value ? 0.5 : 1 }

  /// Whether it is something to do: a task, a modality or a technique, no family and no value.
  public var isDeed: Bool { kind == .task || kind == .modality || kind == .technique }

  /// Whether a node meets the wish.
  public func isMet(by node: Node) -> Bool { tests.contains { $0.holds(at: node) } }

  /// Whether a class type could meet the wish; values and file names need a node.
  public func isMet(byClassType classType: String) -> Bool {
    let reduced = Self.reduced(classType)
    return tests.contains { test in
      guard case .classType(let patterns) = test else { return false }
      return patterns.contains { Self.matches($0, reduced) }
    }
  }

  static func matches(_ pattern: String, _ reduced: String) -> Bool {
    pattern.hasPrefix("^")
      ? reduced.hasPrefix(pattern.dropFirst()) : reduced.holdsBytes(of: pattern)
  }

  /// A class type in lower-case ASCII letters and digits only: `UltimateSDUpscale` →
  /// `ultimatesdupscale`.
  public static func reduced(_ classType: String) -> String {
    let bytes = classType.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x41...0x5A: byte | 0x20
      case 0x61...0x7A, 0x30...0x39: byte
      default: nil
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Concept.Test {
  func holds(at node: Node) -> Bool {
    switch self {
    case .classType(let patterns):
      let reduced = Concept.reduced(node.classType)
      return patterns.contains { Concept.matches($0, reduced) }
    case .fileName(let patterns):
      return node.inputs.contains { input in
        guard let text = input.literal?.string?.lowercased(), Self.isFileName(text) else {
          return false
        }
        return patterns.contains(where: text.holdsBytes(of:))
      }
    case .number(let inputs, let value):
      return inputs.contains { node[$0]?.literal?.double == value }
    case .size(let width, let height):
      return Self.sizes.contains { names in
        node[names.width]?.literal?.double == width
          && node[names.height]?.literal?.double == height
      }
    case .text(let inputs, let value):
      return inputs.contains { node[$0]?.literal?.string?.lowercased() == value }
    }
  }

  /// Pairs of inputs that mean a size, the commonest first.
  public static let sizes: [(width: String, height: String)] = [
    ("width", "height"), ("target_width", "target_height"),
    ("empty_latent_width", "empty_latent_height"),
    ("resize_width", "resize_height"), ("custom_width", "custom_height"),
  ]

  private static let endings = [
    ".safetensors", ".ckpt", ".gguf", ".pt", ".pth", ".bin", ".onnx", ".sft", ".torchscript",
  ]

  private static func isFileName(_ text: String) -> Bool {
    endings.contains { text.hasSuffix($0) }
  }
}

extension NodeInput {
  /// The literal set on the input, or `nil` for a link.
  var literal: JSONValue? { value.literal }
}

extension InputValue {
  /// The literal, or `nil` for a link.
  var literal: JSONValue? {
    if case .literal(let value) = self { value } else { nil }
  }
}
