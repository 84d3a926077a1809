/// Rules about what may stand in a source file; each answers with sentences.
enum SourceRules {
  /// Files, processes and the network, reached past OperatingSystem (rules 4 and 5).
  static func wallsBroken(_ sources: [SwiftFile]) -> [String] {
    let everywhere: Set = ["FileManager", "FileHandle", "Process", "URLSession"]
    let calls: Set = [
      "open", "openat", "fopen", "creat", "unlink", "rename", "mkdir", "mmap", "stat", "fstat",
      "opendir",
      "socket", "connect", "bind", "fork", "posix_spawn", "execve", "system", "popen",
    ]
    return sources.flatMap { file -> [String] in
      let seesLibrary = file.imports.contains("Glibc") || file.imports.contains("Foundation")
      let isKeeper = file.target == "OperatingSystem"
      let words = seesLibrary && !isKeeper ? everywhere.union(calls) : everywhere
      return file.mentions(words).map { "\(file.name): \($0) belongs to OperatingSystem" }
    }
  }

  /// Rooms that read the clock or the environment on their own (rule 6).
  static func hiddenInputs(_ sources: [SwiftFile], executables: Set<String>) -> [String] {
    let words: Set = [
      "ProcessInfo", "getenv", "ContinuousClock", "SuspendingClock", "clock_gettime",
      "gettimeofday",
    ]
    let allowed = executables.union(["OperatingSystem"])
    return sources.filter { !allowed.contains($0.target) }.flatMap { file in
      file.mentions(words).map { "\(file.name): \($0) is a hidden input; pass a value" }
    }
  }

  /// Concurrency outside the runner, and access that crosses rooms other than by `public`.
  static func strayConcurrency(_ sources: [SwiftFile], executables: Set<String>) -> [String] {
    let allowed = executables.union(["JobRunner"])
    return sources.filter { !allowed.contains($0.target) }.flatMap { file in
      file.mentions(["async", "await", "actor"]).map { "\(file.name): \($0) belongs to JobRunner" }
    }
  }

  /// Places that silence the compiler's view of shared state.
  static func unchecked(_ sources: [SwiftFile]) -> [String] {
    sources.flatMap { file in
      file.codeLines.enumerated().compactMap { number, line in
        line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)")
          ? "\(file.path):\(number + 1)" : nil
      }
    }
  }

  /// Declarations with `package` access, which is neither specialised nor linted.
  static func packageAccess(_ sources: [SwiftFile]) -> [String] {
    sources.flatMap { file in
      file.codeLines.filter { $0.drop(while: { $0 == " " }).hasPrefix("package ") }
        .map { _ in "\(file.name): package access; rooms meet through public" }
    }
  }

  /// Files over 600 lines and functions over 60.
  static func sizes(_ files: [SwiftFile]) -> [String] {
    files.flatMap { file -> [String] in
      let length =
        file.lineCount > 600 ? ["\(file.path) has \(file.lineCount) lines, limit 600"] : []
      let functions = file.functions.filter { $0.length > 60 }.map {
        "\(file.path):\($0.line): \($0.name) has \($0.length) lines, limit 60"
      }
      return length + functions
    }
  }

  /// Lines over 100 columns.
  static func wideLines(_ files: [SwiftFile]) -> [String] {
    files.flatMap { file in
      file.lines.enumerated().filter { $0.element.utf8.count > 100 && $0.element.count > 100 }
        .map { "\(file.path):\($0.offset + 1): \($0.element.count) columns, limit 100" }
    }
  }

  /// Names without a subject, and notes of what someone meant to do.
  static func leftovers(_ sources: [SwiftFile]) -> [String] {
    let drawers: Set = ["Util", "Utils", "Utilities", "Common", "Helper", "Helpers", "Misc"]
    let notes = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    return sources.flatMap { file -> [String] in
      let drawer = drawers.contains(file.stem) ? ["\(file.path): a file needs a subject"] : []
      let left = file.lines.enumerated().filter { line in
        notes.contains { line.element.contains($0) }
      }
      .map { "\(file.path):\($0.offset + 1): an issue, not a note" }
      return drawer + left
    }
  }
}
