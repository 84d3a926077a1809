/// The tables and how they grow from version to version (`PRAGMA user_version`).
///
/// Each step is one IMMEDIATE transaction: after a kill the file has the old version or the new
/// one, never something between. The texts of released steps are never changed.
public enum Migrations {
  /// The version this program reads and writes.
  public static let newest = steps.count

  /// The version of the file; 0 when it has no tables yet.
  public static func version(of connection: Connection) throws(SQLiteError) -> Int {
    Int(try connection.integer("PRAGMA user_version") ?? 0)
  }

  /// Brings the file up to date; one of an older version (not 0) should be backed up first.
  ///
  /// - Parameter connection: The writable connection.
  /// - Returns: How many steps that took.
  /// - Throws: ``SQLiteError/newerVersion(path:found:newest:)``, or what SQLite reports.
  @discardableResult
  public static func apply(to connection: Connection) throws(SQLiteError) -> Int {
    try apply(to: connection, steps)
  }

  static func apply(
    to connection: Connection, _ steps: [String]
  ) throws(SQLiteError) -> Int {
    let found = try version(of: connection)
    guard found <= steps.count else {
      throw SQLiteError.newerVersion(path: connection.path, found: found, newest: steps.count)
    }
    for (index, step) in steps.enumerated().dropFirst(max(0, found)) {
      try connection.transaction { () throws(SQLiteError) in
        try connection.execute(step)
        try connection.execute("PRAGMA user_version=\(index + 1)")
      }
    }
    return steps.count - found
  }

  /// Refuses a file whose version is not the one this program reads.
  static func requireNewest(_ connection: Connection) throws(SQLiteError) {
    let found = try version(of: connection)
    if found > newest {
      throw SQLiteError.newerVersion(path: connection.path, found: found, newest: newest)
    }
    if found < newest {
      throw SQLiteError.olderVersion(path: connection.path, found: found, needed: newest)
    }
  }

  static let steps = [first, second]

  /// The tables of version 1.
  ///
  /// Times are UTC milliseconds except `modified` and `changed`, which are the file
  /// system's nanoseconds. `tag` repeats `job.tags` so that history by tag has an index.
  private static let first = """
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE source(
      row INTEGER PRIMARY KEY,
      name BLOB NOT NULL,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      accepted INTEGER NOT NULL,
      unlink_state TEXT NOT NULL DEFAULT 'pending' CHECK(unlink_state IN ('pending', 'removed')),
      unlink_error TEXT,
      batch TEXT,
      UNIQUE(device, inode, changed, sha256)
    ) STRICT;
    CREATE INDEX source_unlink ON source(row) WHERE unlink_state = 'pending';

    CREATE TABLE job(
      row INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      identity TEXT NOT NULL,
      drop_number INTEGER NOT NULL CHECK(drop_number >= 1),
      slug TEXT NOT NULL,
      source INTEGER REFERENCES source(row),
      custom_id TEXT,
      request BLOB,
      tags TEXT NOT NULL DEFAULT '[]',
      priority INTEGER NOT NULL CHECK(priority BETWEEN -100 AND 100),
      run_after INTEGER NOT NULL,
      deadline INTEGER,
      window TEXT,
      attempt_limit INTEGER NOT NULL,
      state TEXT NOT NULL CHECK(state IN (
        'ready', 'running', 'remote', 'done', 'dead', 'cancelled', 'expired')),
      reason TEXT CHECK(reason IN (\(firstReasons))),
      detail TEXT,
      claim INTEGER NOT NULL DEFAULT 0,
      starts INTEGER NOT NULL DEFAULT 0 CHECK(starts >= 0),
      failures INTEGER NOT NULL DEFAULT 0,
      attempts INTEGER NOT NULL DEFAULT 0,
      owner TEXT,
      shipment TEXT,
      result TEXT,
      engine TEXT,
      score REAL,
      flags TEXT NOT NULL DEFAULT '[]',
      accepted INTEGER NOT NULL,
      started INTEGER,
      ended INTEGER,
      UNIQUE(identity, drop_number),
      CHECK((state = 'running') = (owner IS NOT NULL)),
      CHECK(state <> 'remote' OR shipment IS NOT NULL),
      CHECK((state IN ('done', 'dead', 'cancelled', 'expired')) = (ended IS NOT NULL)),
      CHECK(state <> 'dead' OR reason IS NOT NULL),
      CHECK((state = 'done') = (result IS NOT NULL))
    ) STRICT;
    CREATE INDEX job_claim ON job(state, priority DESC, run_after, row);
    CREATE INDEX job_ended ON job(ended) WHERE ended IS NOT NULL;
    CREATE INDEX job_state_ended ON job(state, ended, reason) WHERE ended IS NOT NULL;
    CREATE INDEX job_reason ON job(reason, ended) WHERE reason IS NOT NULL;
    CREATE INDEX job_slug ON job(slug, ended);
    CREATE INDEX job_score ON job(score) WHERE score IS NOT NULL;
    CREATE INDEX job_source ON job(source);
    CREATE INDEX job_deadline ON job(deadline)
      WHERE deadline IS NOT NULL AND state IN ('ready', 'remote');
    CREATE INDEX job_window ON job(window) WHERE window IS NOT NULL AND state = 'ready';

    CREATE TABLE tag(
      tag TEXT NOT NULL,
      job INTEGER NOT NULL REFERENCES job(row),
      PRIMARY KEY(tag, job)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attempt(
      job INTEGER NOT NULL REFERENCES job(row),
      number INTEGER NOT NULL CHECK(number >= 1),
      claim INTEGER NOT NULL,
      seeds TEXT NOT NULL,
      temperature REAL,
      input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      milliseconds INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      changes TEXT,
      ended INTEGER NOT NULL,
      PRIMARY KEY(job, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attempt_ended ON attempt(ended);

    CREATE TABLE answer(
      job INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK(number >= 1),
      transcript TEXT,
      gates TEXT NOT NULL,
      parts TEXT NOT NULL,
      score REAL,
      digest TEXT,
      PRIMARY KEY(job, attempt, number),
      FOREIGN KEY(job, attempt) REFERENCES attempt(job, number)
    ) STRICT;

    CREATE TABLE event(
      row INTEGER PRIMARY KEY,
      time INTEGER NOT NULL,
      job INTEGER REFERENCES job(row),
      kind TEXT NOT NULL CHECK(kind IN (
        'change', 'duplicate-drop', 'late-result', 'publish-conflict', 'hook', 'control',
        'note')),
      from_state TEXT,
      to_state TEXT,
      claim INTEGER NOT NULL,
      reason TEXT CHECK(reason IN (\(firstReasons))),
      detail TEXT,
      CHECK((kind = 'change') = (to_state IS NOT NULL)),
      CHECK(kind = 'control' OR job IS NOT NULL)
    ) STRICT;
    CREATE INDEX event_job ON event(job, row);
    CREATE TRIGGER event_is_kept BEFORE DELETE ON event
      BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
    CREATE TRIGGER event_stays BEFORE UPDATE ON event
      BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

    CREATE TABLE control(
      name TEXT PRIMARY KEY CHECK(name IN ('claiming', 'intake')),
      since INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// Version 2: what a long history is asked for without reading it.
  ///
  /// `tally` counts the jobs by state; the triggers keep it in the transaction of every change.
  private static let second = """
    CREATE TABLE tally(
      state TEXT PRIMARY KEY,
      jobs INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO tally SELECT state, count(*) FROM job GROUP BY state;
    CREATE TRIGGER job_is_added AFTER INSERT ON job BEGIN
      INSERT INTO tally VALUES(new.state, 1) ON CONFLICT(state) DO UPDATE SET jobs = jobs + 1;
    END;
    CREATE TRIGGER job_changes AFTER UPDATE OF state ON job WHEN old.state <> new.state BEGIN
      UPDATE tally SET jobs = jobs - 1 WHERE state = old.state;
      INSERT INTO tally VALUES(new.state, 1) ON CONFLICT(state) DO UPDATE SET jobs = jobs + 1;
    END;
    CREATE TRIGGER job_is_removed AFTER DELETE ON job BEGIN
      UPDATE tally SET jobs = jobs - 1 WHERE state = old.state;
    END;
    CREATE INDEX job_waiting ON job(accepted) WHERE state = 'ready';
    DROP INDEX job_score;
    CREATE INDEX job_score ON job(score, row) WHERE ended IS NOT NULL;
    CREATE INDEX job_time ON job(coalesce(ended - started, -1), row) WHERE ended IS NOT NULL;
    """

  /// The list as it stood in version 1; a later reason comes with a step of its own.
  private static let firstReasons = """
    'invalid-utf8', 'empty', 'too-large', 'not-regular', 'unreadable', 'unknown-type', \
    'still-changing', 'hard-linked', 'bad-header', 'bad-line', 'too-many-variants', \
    'input-too-long', 'poison', 'no-valid-answer', 'low-score', 'policy', 'io', 'memory', \
    'model', 'stalled', 'expired', 'cancelled', 'duplicate', 'internal'
    """
}
