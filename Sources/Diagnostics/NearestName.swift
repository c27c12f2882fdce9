/// Returns the candidate whose spelling is nearest to a name, when one is near enough to be what was meant.
///
/// A third of the letters, at most three, may be wrong, missing, surplus or swapped; of equals the first wins. A difference in case alone is the smallest of all.
///
/// Complexity: linear in the letters of the candidates; of names longer than 64 letters none is proposed, and only
/// the first 10,000 candidates are looked at.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let longest = 64
  guard name.utf8.count <= longest * 4 else { return nil }
  let letters = Array(name)
  guard !letters.isEmpty, letters.count <= longest else { return nil }
  let lowercase = name.lowercased()
  var limit = letters.count == 1 ? 0 : max(1, min(3, letters.count / 3))
  var nearest: String?
  for candidate in candidates.prefix(10_000) where candidate.utf8.count <= longest * 4 && candidate != name {
    if candidate.lowercased() == lowercase { return candidate }
    let other = Array(candidate)
    guard limit > 0, abs(other.count - letters.count) <= limit,
      let distance = editDistance(letters, other, atMost: limit)
    else { continue }
    nearest = candidate
    // Only a strictly nearer candidate may replace this one.
    limit = distance - 1
  }
  return nearest
}

/// Returns the optimal string alignment distance when it is at most a limit, looking only at the band where it can be.
private func editDistance(_ a: [Character], _ b: [Character], atMost limit: Int) -> Int? {
  let far = limit + 1
  var beforeLast = [Int](repeating: far, count: b.count + 1)
  var last = (0...b.count).map { min($0, far) }
  for i in a.indices {
    var row = [Int](repeating: far, count: b.count + 1)
    if i + 1 <= limit { row[0] = i + 1 }
    let band = max(0, i - limit)..<max(max(0, i - limit), min(b.count, i + limit + 1))
    for j in band {
      var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
      row[j + 1] = min(best, far)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count] <= limit ? last[b.count] : nil
}
