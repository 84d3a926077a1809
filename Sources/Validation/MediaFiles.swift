public import JSON

/// The files hooks look for: names below the input, output and temporary directory.
public struct MediaFiles: Sendable {
  private let roots: [Root: Set<String>]

  /// A directory files are looked up in.
  enum Root: Sendable {
    case input, output, temporary
  }

  /// Takes paths relative to each directory, parts joined by `/`.
  public init(input: [String], output: [String] = [], temporary: [String] = []) {
    roots = [
      .input: Self.paths(input), .output: Self.paths(output), .temporary: Self.paths(temporary),
    ]
  }

  /// Reads `{input: [name], output: [name], temp: [name]}`.
  public init(_ json: JSONValue) {
    let names = { (key: String) in (json[key]?.array ?? []).compactMap(\.string) }
    self.init(input: names("input"), output: names("output"), temporary: names("temp"))
  }

  /// Whether `name` leads to a file or folder; the directory itself counts, what lies outside does
  /// not.
  ///
  /// A suffix `[input]`, `[output]` or `[temp]` chooses the directory; the character before it is
  /// cut without a look.
  ///
  /// Source: Comfy-Org/ComfyUI v0.33.0: folder_paths.py (annotated_filepath).
  func exists(_ name: String) -> Bool {
    var path = name[...]
    var root = Root.input
    for (suffix, chosen) in [
      ("[output]", Root.output), ("[input]", .input), ("[temp]", .temporary),
    ] where name.hasSuffix(suffix) {
      path = name.dropLast(suffix.count + 1)
      root = chosen
      break
    }
    guard !path.hasPrefix("/") else { return false }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return false
      }
    }
    return parts.isEmpty || roots[root]?.contains(parts.joined(separator: "/")) == true
  }

  /// The paths and all folders above them.
  private static func paths(_ names: [String]) -> Set<String> {
    var paths: Set<String> = []
    for name in names {
      var parts = name.split(separator: "/")
      while !parts.isEmpty, paths.insert(parts.joined(separator: "/")).inserted {
        parts.removeLast()
      }
    }
    return paths
  }
}
