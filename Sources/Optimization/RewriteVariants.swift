import Operations

extension Rule {
  /// All ways to write a form: either order of sums and products, squares as powers, products or `square`, reciprocals as
  /// quotients, powers or `recip`.
  var variants: [Rule] {
    guard case .apply(let operation, let operands) = self else { return [self] }
    var choices: [[Rule]] = [[]]
    for operand in operands {
      let variants = operand.variants
      choices = choices.flatMap { choice in variants.map { choice + [$0] } }
    }
    var found: [Rule] = []
    for choice in choices {
      found.append(.apply(operation, choice))
      switch (operation, operands) {
      case (.add, _), (.multiply, _):
        if choice[0] != choice[1] { found.append(.apply(operation, [choice[1], choice[0]])) }
      case (.power, _) where operands[1] == 2: found += [.square(choice[0]), choice[0] * choice[0]]
      case (.divide, _) where operands[0] == 1: found += [.apply(.recip, [choice[1]]), .power(choice[1], -1)]
      default: break
      }
    }
    var known: Set<Rule> = []
    return found.filter { known.insert($0).inserted }
  }
}
