import OperatingSystem
import Spool

/// Looks over what the machine gives a runner: change notices, clock, processors.
public enum MachineCheckup {
  /// Everything about the machine that matters to a spool.
  public static func findings(_ spoolPath: String) -> [CheckFinding] {
    notices(spoolPath) + [processors] + sandbox(spoolPath)
  }

  private static func notices(_ path: String) -> [CheckFinding] {
    guard let inbox = try? DirectoryHandle(path + "/inbox") else { return [] }
    if let kind = (try? inbox.fileSystem())?.networkName {
      return [
        CheckFinding(
          "notices", .note,
          "the inbox lies on \(kind), which tells no changes; it is looked"
            + " through every 5 s")
      ]
    }
    do throws(SpoolError) {
      _ = try InboxWatch(inbox)
    } catch {
      return [
        CheckFinding(
          "notices", .problem, "changes in the inbox cannot be watched: \(error)",
          repair: "sysctl -w fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=65536")
      ]
    }
    let length = limit("max_queued_events")
    return [
      CheckFinding(
        "notices", .good,
        "the inbox can be watched" + (length.map { ", \($0) notices may wait" } ?? ""))
    ]
  }

  private static func limit(_ name: String) -> Int? {
    let bytes = try? readFile("/proc/sys/fs/inotify/" + name, limit: 64)
    return bytes.flatMap { bytes in
      Int(String(decoding: bytes.prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
    }
  }

  private static var processors: CheckFinding {
    let count = ThisProcess.processorCount
    let names = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"]
    let set = names.filter { Environment.value($0).map { $0 != "1" } ?? false }
    guard set.isEmpty else {
      return CheckFinding(
        "processors", .note,
        "\(set.joined(separator: " and ")) is set, but nightloom starts its \(count) threads itself"
      )
    }
    return CheckFinding("processors", .good, "\(count) may be used")
  }

  /// How much the unit exposes, where systemd can say so.
  private static func sandbox(_ path: String) -> [CheckFinding] {
    let places = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"]
    let units = places.map { $0 + "/nightloom.service" }
    guard let unit = units.first(where: { (try? readFile($0, limit: 1 << 20)) != nil }),
      let outcome = try? ChildProcess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=5", unit],
        timeoutSeconds: 20)
    else { return [] }
    guard outcome.status != 0 else {
      return [CheckFinding("unit", .good, "\(unit) exposes little (0.5 of 10 at most)")]
    }
    return [
      CheckFinding(
        "unit", .problem, "\(unit) exposes more than 0.5 of 10",
        repair: "systemd-analyze security --offline=yes \(unit)")
    ]
  }
}
