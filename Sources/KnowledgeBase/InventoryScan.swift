import JSON
public import OperatingSystem

/// Lists the files below ComfyUI's `models` folder; nothing is opened.
///
/// Links are followed, as the server does, but never into a folder that the search is already in.
/// Names that begin with a point are passed over, and so are names that are no UTF-8: no choice
/// list could show them.
public enum InventoryScan {
  /// Lists the weights below each folder of `path`.
  ///
  /// - Parameter path: The `models` folder.
  /// - Returns: What was found; the folder of an item is the first below `path`.
  /// - Throws: ``SystemCallError`` when `path` cannot be listed; folders inside that cannot be are
  ///   passed over.
  public static func items(below path: String) throws(SystemCallError) -> Inventory {
    let top = try DirectoryHandle(path)
    let names = try top.list().compactMap(shownName)
    let place = try top.status()
    var items: [InventoryItem] = []
    for name in names {
      var search = Search(folder: name, above: [place])
      search.list("\(path)/\(name)", prefix: "")
      items += search.items
    }
    return Inventory(items)
  }

  /// The name as text, unless no choice list would show it.
  private static func shownName(_ bytes: [UInt8]) -> String? {
    String(validating: bytes, as: UTF8.self).flatMap { $0.hasPrefix(".") ? nil : $0 }
  }

  /// The search below one folder of `models`.
  private struct Search {
    let folder: String
    /// The folders the search is in.
    var above: [FileStatus]
    var items: [InventoryItem] = []

    mutating func list(_ path: String, prefix: String) {
      guard let handle = try? DirectoryHandle(path), let place = try? handle.status(),
        !above.contains(where: { $0.device == place.device && $0.inode == place.inode }),
        let names = try? handle.list()
      else { return }
      above.append(place)
      defer { above.removeLast() }
      for bytes in names {
        guard let name = InventoryScan.shownName(bytes) else { continue }
        if ModelFolders.isFile(.string(name)) {
          let status = try? handle.status(bytes)
          let size = status.flatMap { $0.kind == .regular ? $0.size : nil }
          items.append(InventoryItem(folder: folder, name: prefix + name, bytes: size))
        } else {
          list("\(path)/\(name)", prefix: prefix + name + "/")
        }
      }
    }
  }
}
