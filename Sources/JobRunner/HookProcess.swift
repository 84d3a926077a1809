import JSON
import OperatingSystem

/// One run of a hook: an argument vector, never a shell; JSON on standard input, a clean
/// environment, 60 s.
struct HookProcess {
  static let seconds = 60.0

  /// The directive that names it.
  let name: String
  let command: [String]
  let input: JSONValue
  /// The time it has.
  var seconds = Self.seconds

  /// What became of it, in one sentence, and whether that is good.
  struct Outcome: Equatable {
    var isGood: Bool
    var sentence: String
  }

  /// Runs it to its end.
  func run(_ clock: BootClock = .system) -> Outcome {
    let start = clock.now
    do throws(SystemCallError) {
      let end = try ChildProcess.run(
        command, input: input.bytes() + [0x0A],
        environment: [
          "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
          "NIGHTLOOM_HOOK=\(name)",
        ], timeoutSeconds: seconds, outputLimit: 4096)
      if end.isTimedOut {
        return Outcome(isGood: false, sentence: "\(name) was killed after \(Int(seconds)) s")
      }
      let time = "\(name) ended with \(end.status) after \(Self.tenths(clock.now - start)) s"
      return Outcome(
        isGood: end.status == 0, sentence: end.status == 0 ? time : time + Self.words(end.errors))
    } catch {
      return Outcome(isGood: false, sentence: "\(name) cannot be run: \(error)")
    }
  }

  private static func tenths(_ milliseconds: Int64) -> String {
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// The first line of what it complained, made printable.
  private static func words(_ errors: [UInt8]) -> String {
    let line = errors.prefix { $0 != 0x0A }.prefix(200)
    return line.isEmpty ? "" : ": " + displayName(Array(line))
  }
}
