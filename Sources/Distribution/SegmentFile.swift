public import JSON
import OperatingSystem

/// What chunks did, a line a job; every process appends to a file of its own, so that no two write
/// into one.
public struct SegmentFile: Sendable {
  private let log: LogFile

  /// Opens the file of a process; no name of a host leads out of the folder.
  ///
  /// - Parameters:
  ///   - shipment: The shipment.
  ///   - host: The name of this machine.
  ///   - process: The number of this process.
  /// - Throws: the failed call.
  public init(
    _ shipment: Shipment, host: String, process: Int
  ) throws(DistributionError) {
    let letters = host.utf8.map { byte -> UInt8 in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
      return isPlain ? byte : 0x2D
    }
    let name = String(decoding: letters.prefix(60), as: UTF8.self)
    log = try Shipment.system { () throws(SystemCallError) in
      try LogFile("\(shipment.path)/segments/\(name)-\(process).jsonl")
    }
  }

  /// Appends one line.
  /// - Throws: the failed call.
  public func append(_ line: JSONObject) throws(DistributionError) {
    try Shipment.system { () throws(SystemCallError) in
      try log.append(JSONValue.object(line).text())
    }
  }

  /// The lines of all processes, by file name; lines that are torn are left out.
  /// - Throws: the failed call.
  public static func lines(_ shipment: Shipment) throws(DistributionError) -> [JSONValue] {
    try Shipment.system { () throws(SystemCallError) in
      let folder = try shipment.folder.folder(Array("segments".utf8))
      var lines: [JSONValue] = []
      for name in try folder.list() {
        lines += try folder.read(name, limit: 1 << 28).split(separator: 0x0A)
          .compactMap { try? JSONValue.parse(Array($0)) }
      }
      return lines
    }
  }
}
