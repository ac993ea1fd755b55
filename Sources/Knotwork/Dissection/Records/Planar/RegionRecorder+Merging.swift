extension RegionRecorder {
  /// Makes the first worker's record one of everything that a subdivision has found: equal to what a single run records,
  /// whatever the number of tasks, except for the numbers of splits.
  ///
  /// The first worker's own runs come first and stay where they are; only the others are copied, and forgotten there.
  /// - Complexity: linear, but for a factor of next to nothing where tasks meet.
  static func complete(_ found: RecordingResult, threads: Int) {
    let (first, others) = (found.workers[0], found.workers.dropFirst())
    let own = first.engine.geometry.journal.runs.count
    precondition(found.parts.prefix(own).allSatisfy { $0.worker == 0 }, "the first worker takes the first tasks")
    if found.parts.isEmpty {
      first.engine.geometry.journal.listCreases()
      return
    }
    let foreign = found.parts.dropFirst(own).map { part in
      let worker = found.workers[part.worker]
      return ForeignRun(
        run: worker.engine.geometry.journal.runs[part.run], record: worker.engine.geometry.journal.cells)
    }
    first.engine.geometry.journal.append(foreign, tasks: found.parts.map(\.task), threads: threads) {
      for worker in others { worker.engine.geometry.journal.forget() }
    }
  }

  /// A finished run that another record holds.
  private struct ForeignRun: Sendable {
    let run: RecordedRun
    let record: RecordBuffers
  }

  /// Appends runs of other records, and joins all runs where the common run has cut them apart.
  ///
  /// - Parameters:
  ///   - tasks: those of all runs.
  ///   - release: frees the other records.
  private mutating func append(
    _ others: [ForeignRun], tasks: [RecordingTask], threads: Int, release: @Sendable () -> Void
  ) {
    let own = runs.count
    let size = makeRoom(for: others.map(\.run))
    let threads = Parallel.paying(threads, for: size.corners)
    let (runs, whole) = (runs, cells)
    attach(tasks)
    Parallel.run(ranges: others.count, threads: threads) { number in
      whole.copyCorners(others[number].run, of: others[number].record, to: runs[own + number].start)
    }
    let creases = CommonCreases(commonForest, tasks, runs)
    // One thread pairs the boundaries; what is copied meanwhile does not touch corners.
    let jobs = 1 + others.count
    let numbers: [Int32] = Parallel.fill(size.vertices, ranges: jobs, threads: threads) { job, numbers in
      if job == 0 {
        creases.join(in: whole, size, numbers: numbers)
      } else {
        whole.copyRegions(others[job - 1].run, of: others[job - 1].record, to: runs[own + job - 1].start)
      }
    }
    let count = size.creases + creases.count(in: whole)
    _ = creaseCorners.extend(by: count)
    let creaseCorners = creaseCorners.buffer(from: 0)
    Parallel.run(ranges: 4, threads: threads) { job in
      switch job {
      case 0: whole.listCreases(into: creaseCorners, count: count)
      case 1: whole.movePositions(to: numbers)
      case 2: whole.numberVertices(numbers, corners: size.corners)
      default: release()
      }
    }
    positions.truncate(to: 1 + Int(numbers.max() ?? -1))
  }

  /// Lists the corners on the active side of each crease of the only run.
  private mutating func listCreases() {
    _ = creaseCorners.extend(by: creaseCount)
    cells.listCreases(into: creaseCorners.buffer(from: 0), count: creaseCount)
  }

  /// Makes room for more runs, which follow each other from here; returns the size of the whole.
  private mutating func makeRoom(for others: [RecordedRun]) -> RecordedCounts {
    let start = counts
    var end = start
    for run in others {
      runs.append(RecordedRun(start: end, end: end + run.size))
      end = end + run.size
    }
    let size = end - start
    _ = splitUnits.extend(by: size.splits)
    _ = splitLines.extend(by: size.splits)
    _ = splitChildren.extend(by: 2 * size.splits)
    _ = regionStarts.extend(by: size.regions)
    _ = maps.extend(by: 3 * outputCount * size.regions)
    _ = words.extend(by: wordCount * size.regions)
    _ = cornerRegions.extend(by: size.corners)
    _ = cornerSplits.extend(by: size.corners)
    _ = cornerTwins.extend(by: size.corners)
    _ = cornerVertices.extend(by: size.corners)
    _ = positions.extend(by: size.vertices)
    _ = boundaryStarts.extend(by: size.boundaries)
    _ = boundaries.extend(by: size.boundaryCorners)
    return end
  }

  /// Attaches the runs of tasks into the split tree of the common run.
  private mutating func attach(_ tasks: [RecordingTask]) {
    for (task, run) in zip(tasks, runs) where task.slot >= 0 {
      splitChildren[Int(task.slot)] = Int32(
        truncatingIfNeeded: run.size.splits == 0 ? ~run.start.regions : run.start.splits)
    }
  }

  /// Frees everything.
  private mutating func forget() { self = RegionRecorder(outputCount: outputCount, wordCount: wordCount) }
}
