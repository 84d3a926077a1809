public import Kernels

/// The families of decoder-only models that are known, by their names in GGUF files.
///
/// They share the layer of ``DecoderLayer``; what differs stands here. Source: ggml-org/llama.cpp,
/// src/llama-model.cpp.
public enum ModelArchitecture: String, Sendable, CaseIterable {
  /// Llama (arXiv 2302.13971, 2407.21783), and Mistral, SmolLM and others of its shape.
  case llama
  /// Qwen2 (arXiv 2407.10671): query, key and value have biases.
  case qwen2
  /// Qwen3 (arXiv 2505.09388): each head of query and key is normalised before it turns.
  case qwen3

  /// Which channels of a head the rotary embedding turns together.
  public var pairing: RotaryPairing { self == .llama ? .adjacent : .halves }

  /// Whether query and key have an RMSNorm over each head.
  public var normalisesHeads: Bool { self == .qwen3 }

  /// The names of all, for sentences.
  static let list =
    allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or "
    + (allCases.last?.rawValue ?? "")
}
