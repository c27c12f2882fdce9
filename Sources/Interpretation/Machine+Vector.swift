import FlatProgram
import Operations
import Scheduling

/// Vector loops.
extension Machine {
  /// Carries out a loop, a chunk at a time.
  func run(_ loop: VectorLoop) {
    let (lower, upper) = bounds(of: loop.loop)
    let count = max(upper - lower, 0)
    for position in loop.sums.positions { sums[tables.vectorSums[position].sum] = SumBlocks() }
    axes[loop.loop.axis] = lower
    if count > 0 {
      for position in loop.filled.positions {
        let filled = tables.filledStreams[position]
        (registers + filled.stream * MachineCode.chunk)
          .update(repeating: cells[filled.cell], count: min(count, MachineCode.chunk))
      }
      for position in loop.direct.positions {
        let direct = tables.directStreams[position]
        let element = tables.elements + direct.element
        streams[direct.stream] = bases[element.pointee.array] + value(element.pointee.place)
      }
      var done = 0
      while done < count, !isStopped.pointee {
        let size = min(count - done, MachineCode.chunk)
        runChunk(loop, from: lower + done, count: size)
        for position in loop.direct.positions { streams[tables.directStreams[position].stream] += size }
        done += size
      }
      for position in loop.direct.positions {
        let stream = tables.directStreams[position].stream
        streams[stream] = registers + stream * MachineCode.chunk
      }
    }
    for position in loop.sums.positions where !isStopped.pointee {
      let sum = tables.vectorSums[position]
      if let cell = sum.cell {
        end(sum: sum.sum, into: cells + cell, isFirst: sum.isFirst)
      } else if let number = sum.element, let element = address(number) {
        end(sum: sum.sum, into: element, isFirst: sum.isFirst)
      }
    }
  }

  private func runChunk(_ loop: VectorLoop, from start: Int, count: Int) {
    let axis = loop.loop.axis
    for position in loop.instructions.positions {
      let step = tables.vectorInstructions[position]
      let (a, b, c, d) = (Int(step.a), Int(step.b), Int(step.c), Int(step.d))
      switch step.code {
      case .apply: apply(step, count)
      case .copy: streams[d].update(from: streams[a], count: count)
      case .addStream: Self.add(streams[a], to: streams[d], stride: 1, count)
      case .load, .loadWhere:
        each(a, axis, start, count, where: step.code == .loadWhere ? streams[b] : nil) {
          [out = streams[d]] position, element in out[position] = element?.pointee ?? 0
        }
      case .index, .indexWhere: fillIndices(step, axis, start, count)
      case .store:
        each(d, axis, start, count, where: nil) { [values = streams[a]] position, element in
          element?.pointee = values[position]
        }
      case .add, .addWhere: accumulate(step, axis, start, count)
      case .maximum, .minimum:
        each(d, axis, start, count, where: nil) { [values = streams[a]] position, element in
          guard let element else { return }
          if step.code == .maximum {
            Self.maximize(element, values[position])
          } else {
            Self.minimize(element, values[position])
          }
        }
      case .argmax, .argmin:
        for position in 0..<count {
          axes[axis] = start + position
          guard let target = address(d), let best = address(c) else { return }
          Self.compete(target, best, streams[a][position], at: axes[b], isMaximum: step.code == .argmax)
        }
      case .addCompensated:
        for position in 0..<count where b < 0 || streams[b][position] != 0 {
          axes[axis] = start + position
          guard let target = address(d), let lost = address(c) else { return }
          Self.add(streams[a][position], to: target, lost)
        }
      case .sum: sums[b].take(SumBlocks.sum(streams[a], count: count))
      }
      if isStopped.pointee { return }
    }
  }

  private func apply(_ step: VectorInstruction, _ count: Int) {
    let (a, b, c, d) = (streams[Int(step.a)], streams[Int(step.b)], streams[Int(step.c)], streams[Int(step.d)])
    switch kernels[Int(step.operation.rawValue)] {
    case .unary(let kernel): kernel(count, a, d)
    case .binary(let kernel): kernel(count, a, b, d)
    case .ternary(let kernel): kernel(count, a, b, c, d)
    case nil:
      let scalar = scalars[Int(step.operation.rawValue)]
      for position in 0..<count { d[position] = scalar(a[position], b[position], c[position]) }
    }
  }

  private func fillIndices(_ step: VectorInstruction, _ axis: Int, _ start: Int, _ count: Int) {
    let out = streams[Int(step.d)]
    let index = tables.indices[Int(step.a)]
    if !index.isGeneral {
      axes[axis] = start
      let (first, slope) = (value(index), slope(of: index, along: axis))
      for position in 0..<count { out[position] = Double(first + slope * position) }
      return
    }
    let mask = step.code == .indexWhere ? streams[Int(step.b)] : nil
    for position in 0..<count {
      if let mask, mask[position] == 0 {
        out[position] = 0
        continue
      }
      axes[axis] = start + position
      out[position] = Double(value(index))
    }
  }

  private func accumulate(_ step: VectorInstruction, _ axis: Int, _ start: Int, _ count: Int) {
    let values = streams[Int(step.a)]
    if step.code == .add, let (first, stride) = evenPlaces(Int(step.d), axis, start, count) {
      return Self.add(values, to: first, stride: stride, count)
    }
    each(Int(step.d), axis, start, count, where: step.code == .addWhere ? streams[Int(step.b)] : nil) {
      position, element in
      element?.pointee += values[position]
    }
  }

  private static func add(
    _ values: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, stride: Int, _ count: Int
  ) {
    if stride == 1 {
      for position in 0..<count { target[position] += values[position] }
    } else {
      for position in 0..<count { target[position * stride] += values[position] }
    }
  }

  /// Returns the place of an element at the first position, and how far it moves from each to the next; nil where it
  /// does not move evenly, or leaves its array.
  @inline(__always)
  private func evenPlaces(
    _ number: Int, _ axis: Int, _ start: Int, _ count: Int
  ) -> (first: UnsafeMutablePointer<Double>, stride: Int)? {
    let element = tables.elements + number
    axes[axis] = start
    if element.pointee.isSafe {
      let place = element.pointee.place
      return (bases[element.pointee.array] + value(place), slope(of: place, along: axis))
    }
    guard element.pointee.isEven, let first = address(number) else { return nil }
    // What moves evenly is within its bounds everywhere if it is at both ends.
    axes[axis] = start + count - 1
    guard let last = address(number) else {
      // The first position that is outside has yet to be found.
      resume()
      return nil
    }
    return (first, count > 1 ? (last - first) / (count - 1) : 0)
  }

  /// Calls back for each position with its element; with none where the mask is 0 or the element does not exist.
  @inline(__always)
  private func each(
    _ number: Int, _ axis: Int, _ start: Int, _ count: Int, where mask: UnsafeMutablePointer<Double>?,
    _ body: (Int, UnsafeMutablePointer<Double>?) -> Void
  ) {
    if mask == nil, let (first, stride) = evenPlaces(number, axis, start, count) {
      for position in 0..<count { body(position, first + stride * position) }
      return
    }
    for position in 0..<count {
      if let mask, mask[position] == 0 {
        body(position, nil)
        continue
      }
      axes[axis] = start + position
      body(position, address(number))
      if isStopped.pointee { return }
    }
  }
}
