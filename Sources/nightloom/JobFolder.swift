import JobStore
import OperatingSystem
import Report
import Spool

extension QueueReader {
  /// The published folder of a job, looked at without trusting what is in it.
  ///
  /// - Throws: ``CommandFailure`` when the job has none, or when it was taken away.
  func files(of job: Job) throws -> JobFiles {
    guard let (place, record) = Self.place(of: job) else {
      throw CommandFailure(
        .noInput, "\(job.folderName) has no files: it is \(job.state.rawValue)",
        hint: job.state.hasEnded
          ? "nightloom retry \(job.row) runs it again" : "nightloom status shows the queue")
    }
    let path = "\(spoolPath)/\(place)"
    do {
      let parent = try DirectoryHandle(path)
      let name = Array(job.folderName.utf8)
      let files = try list(try parent.folder(name))
      let damage: String?
      switch PublishedFolder.check(name, in: parent, record: record) {
      case .whole: damage = nil
      case .torn(let problem): damage = problem
      case .missing: damage = "it was taken away meanwhile"
      }
      return JobFiles(folder: "\(path)/\(job.folderName)", damage: damage, files: files)
    } catch let error as SystemCallError where error.isMissing {
      throw CommandFailure(
        .noInput, "the files of \(job.folderName) are not in \(path) any more",
        hint: place == "dead"
          ? "folders of dead jobs are removed after keep_days" : "they were moved or removed")
    }
  }

  private static func place(of job: Job) -> (folder: String, record: String)? {
    switch job.state {
    case .done: ("outbox", "manifest.json")
    case .dead: ("dead", "reason.json")
    case .ready, .running, .remote, .cancelled, .expired: nil
    }
  }

  /// Files and, one level down, those of folders.
  private func list(_ folder: DirectoryHandle, below prefix: String = "") throws -> [JobFiles.File]
  {
    try folder.list().flatMap { name -> [JobFiles.File] in
      let status = try folder.status(name)
      let shown = prefix + displayName(name)
      guard status.kind == .folder, prefix.isEmpty else {
        return [JobFiles.File(shown, bytes: status.size)]
      }
      return try list(try folder.folder(name), below: shown + "/")
    }
  }
}
