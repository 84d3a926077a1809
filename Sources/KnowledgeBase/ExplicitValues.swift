/// Reads values that an instruction names outright: `1024x768`, `30 steps`, `cfg 7`, `seed 42`.
///
/// A number counts for the word next to it, on either side (`30 steps`, `steps: 30`), each number
/// once; commas and full stops part.
struct ExplicitValues {
  /// The values as concepts, sizes first, each once.
  let concepts: [Concept]

  init(_ text: InstructionText) {
    let tokens = Self.tokens(text.raw)
    var found: [Concept] = []
    let (sizes, taken) = Self.sizes(tokens)
    for concept in sizes + Self.numbers(tokens, taken) + Self.names(text)
    where !found.contains(concept) {
      found.append(concept)
    }
    concepts = found
  }

  /// What a word beside a number means.
  private struct Meaning {
    var name: String
    var words: [String]
    var inputs: [String]
  }

  private static let meanings = [
    Meaning(name: "steps", words: ["steps", "步", "ステップ"], inputs: ["steps"]),
    Meaning(
      name: "cfg", words: ["cfg", "guidance", "引导", "ガイダンス"],
      inputs: ["guidance", "cfg", "guidance_scale", "cfg_scale"]),
    Meaning(
      name: "seed", words: ["seed", "种子", "シード"], inputs: ["seed", "noise_seed"]),
    Meaning(
      name: "denoise", words: ["denoise", "denoising", "重绘幅度", "デノイズ"],
      inputs: ["denoise", "strength"]),
    Meaning(name: "lora", words: ["lora"], inputs: ["strength_model", "lora_strength"]),
    Meaning(
      name: "fps", words: ["fps", "帧率"], inputs: ["fps", "frame_rate", "framerate"]),
    Meaning(
      name: "frames", words: ["frames", "frame", "帧", "フレーム"],
      inputs: ["length", "video_frames", "num_frames", "frame_count", "frames", "batch_size"]),
    Meaning(
      name: "batch", words: ["images", "pictures", "variations", "batch", "张", "枚"],
      inputs: ["batch_size", "amount", "batch_count"]),
    Meaning(
      name: "factor", words: ["x", "倍", "times"],
      inputs: ["scale_by", "upscale_by", "rescale_factor", "factor", "scale", "multiplier"]),
  ]

  private enum Token: Equatable {
    case number(Double, isWhole: Bool)
    case word(String)
  }

  /// Numbers, words and stops; other signs and filling words are passed over.
  private static func tokens(_ bytes: [UInt8]) -> [Token] {
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var tokens: [Token] = []
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let start = index
      if isDigit(scalar) {
        while index < scalars.count, isDigit(scalars[index]) || isPoint(scalars, index) {
          index += 1
        }
        let spelling = text(scalars[start..<index])
        if let number = Double(spelling) {
          tokens.append(.number(number, isWhole: !spelling.contains(".")))
        }
      } else if scalar.properties.isAlphabetic {
        while index < scalars.count, scalars[index].properties.isAlphabetic { index += 1 }
        let word = text(scalars[start..<index])
        if !fillers.contains(word) { tokens.append(.word(word)) }
      } else {
        if stops.contains(scalar) { tokens.append(.word(",")) }
        if scalar == "*" || scalar == "×" { tokens.append(.word("x")) }
        index += 1
      }
    }
    return tokens
  }

  private static let fillers: Set<String> = [
    "of", "scale", "value", "is", "to", "at", "strength", "in", "the", "a", "with",
  ]
  private static let stops: Set<Unicode.Scalar> = [",", ".", ";", "\n", "，", "。", "、", "；"]

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    (0x30...0x39).contains(scalar.value)
  }
  private static func isPoint(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    scalars[index] == "." && index + 1 < scalars.count && isDigit(scalars[index + 1])
  }

  /// The sizes, and which tokens are their numbers.
  private static func sizes(_ tokens: [Token]) -> (concepts: [Concept], taken: Set<Int>) {
    var concepts: [Concept] = []
    var taken: Set<Int> = []
    for index in tokens.indices.dropLast(2) {
      guard case .number(let width, _) = tokens[index], case .word(let sign) = tokens[index + 1],
        case .number(let height, _) = tokens[index + 2], ["x", "by"].contains(sign),
        (64...16384).contains(width), (64...16384).contains(height)
      else { continue }
      concepts.append(
        Concept(
          "size=\(shown(width))x\(shown(height))", .value, [.size(width: width, height: height)]))
      taken.formUnion([index, index + 2])
    }
    return (concepts, taken)
  }

  private static func numbers(_ tokens: [Token], _ taken: Set<Int>) -> [Concept] {
    var taken = taken
    var concepts: [Concept] = []
    for (index, token) in tokens.enumerated() {
      guard case .word(let word) = token,
        let meaning = meanings.first(where: { isMeant($0, isRate(index, tokens) ? "fps" : word) }),
        let place = neighbour(of: index, tokens, meaning, taken),
        case .number(let number, let isWhole) = tokens[place]
      else { continue }
      guard isWhole || !Self.counted.contains(meaning.name),
        !isWhole || meaning.name != "lora"
      else { continue }
      taken.insert(place)
      var tests: [Concept.Test] = [.number(inputs: meaning.inputs, value: number)]
      if meaning.name == "factor" {
        tests.append(.fileName(["\(shown(number))x", "x\(shown(number))"]))
      }
      concepts.append(Concept("\(meaning.name)=\(shown(number))", .value, tests))
    }
    return concepts
  }

  /// Meanings that are whole numbers: `Seed 2.0` is a product, not a seed.
  ///
  /// A whole number beside a LoRA is not its strength: `LoRA, 4 steps`, `LoRA 2`.
  private static let counted: Set<String> = ["steps", "seed", "frames", "batch"]

  /// Words that turn `4 images` into a wish; without one it tells what is there already.
  private static let makers: Set<String> = [
    "generate", "create", "make", "produce", "render", "output", "want",
  ]

  /// Whether the word begins `frames per second`.
  private static func isRate(_ index: Int, _ tokens: [Token]) -> Bool {
    tokens.dropFirst(index).starts(with: [.word("frames"), .word("per"), .word("second")])
  }

  /// Latin words must be equal; others may begin with the word (`步的`).
  private static func isMeant(_ meaning: Meaning, _ word: String) -> Bool {
    meaning.words.contains { wanted in
      wanted == word || (!wanted.utf8.allSatisfy { $0 < 0x80 } && word.hasPrefix(wanted))
    }
  }

  /// The place of the number a word belongs to: before it for counted things, else behind, else
  /// before.
  private static func neighbour(
    of index: Int, _ tokens: [Token], _ meaning: Meaning, _ taken: Set<Int>
  ) -> Int? {
    func free(_ place: Int) -> Int? {
      guard tokens.indices.contains(place), !taken.contains(place), case .number = tokens[place]
      else { return nil }
      return place
    }
    switch meaning.name {
    case "factor":
      guard free(index + 1) == nil, let place = free(index - 1),
        case .number(let value, _) = tokens[place], value <= 16
      else { return nil }
      return place
    case "batch" where tokens[index] == .word("images") || tokens[index] == .word("pictures"):
      guard let place = free(index - 1), place > 0, case .word(let maker) = tokens[place - 1],
        makers.contains(maker)
      else { return nil }
      return place
    case "steps", "frames", "fps", "batch":
      return free(index - 1) ?? free(index + 1)
    default:
      return free(index + 1) ?? free(index - 1)
    }
  }

  // MARK: - Samplers and schedulers

  private static let samplers = [
    "euler", "euler_ancestral", "heun", "dpm_2", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_3m_sde",
    "dpmpp_sde", "ddim", "uni_pc", "lcm", "res_multistep",
  ]
  private static let schedulers = ["karras", "exponential", "sgm_uniform", "beta", "ddim_uniform"]
  private static let spokenSamplers = [
    "dpm++ 2m sde": "dpmpp_2m_sde", "dpm++ 3m sde": "dpmpp_3m_sde", "dpm++ 2m": "dpmpp_2m",
    "euler a": "euler_ancestral", "euler ancestral": "euler_ancestral", "unipc": "uni_pc",
  ]

  private static func names(_ text: InstructionText) -> [Concept] {
    let raw = " " + String(decoding: text.raw, as: UTF8.self) + " "
    let words = Set(raw.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    var concepts: [Concept] = []
    let spoken = spokenSamplers.keys.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
      .first { key in [" ", ",", "."].contains { raw.contains(" \(key)\($0)") } }
    let plain = samplers.reversed().first(where: words.contains)
    if let sampler = spoken.flatMap({ spokenSamplers[$0] }) ?? plain {
      concepts.append(
        Concept("sampler=\(sampler)", .value, [.text(inputs: ["sampler_name"], value: sampler)]))
    }
    for scheduler in schedulers where words.contains(scheduler) {
      concepts.append(
        Concept("scheduler=\(scheduler)", .value, [.text(inputs: ["scheduler"], value: scheduler)]))
    }
    return concepts
  }

  private static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
