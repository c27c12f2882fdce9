/// The page that `explain` prints for one diagnostic.
package struct Explanation: Hashable, Sendable {
  /// The diagnostic's stable name.
  package let code: String
  /// What the rule is and why it is so, in a few sentences.
  package let text: String
  /// A smallest program that has the fault.
  package let wrong: String
  /// The same program put right.
  package let right: String

  package init(code: String, text: String, wrong: String, right: String) {
    self.code = code
    self.text = text
    self.wrong = wrong
    self.right = right
  }
}
