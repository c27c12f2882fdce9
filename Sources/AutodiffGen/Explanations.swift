import Diagnostics
import Semantics
import Syntax

/// The pages of `explain`: one for each code that a fault may have.
package enum Explanations {
  /// All pages, by code in the order of the alphabet.
  package static var all: [Explanation] {
    (SyntaxExplanations.pages + SemanticExplanations.pages + ValueExplanations.pages + RequestExplanations.pages
      + FitExplanations.pages).sorted { $0.code < $1.code }
  }

  /// Returns the page of a code.
  package static func page(for code: String) -> Explanation? {
    all.first { $0.code == code }
  }
}
