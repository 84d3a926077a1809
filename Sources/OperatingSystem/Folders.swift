import Glibc

/// The absolute path of something that exists, without links, `.` and `..`.
/// - Throws: the failed call.
public func realPath(_ path: String) throws(SystemCallError) -> String {
  guard let found = realpath(path, nil) else {
    throw SystemCallError(call: "realpath", path: path, code: errno)
  }
  defer { free(found) }
  return String(cString: found)
}

/// Makes the folder at `path` and every missing one above it; folders that exist stay as they are.
///
/// - Throws: The failed call, also when something that is no folder stands in the way.
public func makeFolders(_ path: String, mode: UInt32 = 0o755) throws(SystemCallError) {
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
    guard mkdir(made, mode_t(mode)) != 0 else { continue }
    let code = errno
    var status = stat()
    guard code == EEXIST, stat(made, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw SystemCallError(call: "mkdir", path: made, code: code == EEXIST ? ENOTDIR : code)
    }
  }
}
