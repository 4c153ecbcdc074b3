#pragma once
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// One thing to say about the document, at the place where it is written.
struct Diagnostic {
    enum class Severity {
        error,   ///< nothing is generated
        warning  ///< legal, yet probably not what was meant
    };
    Severity severity = Severity::error;
    Position position;
    std::string text;
};

/// Everything that is to be said about a document.
class Diagnostics {
  public:
    void error(Position position, std::string text);
    void warning(Position position, std::string text);

    bool has_errors() const { return errors_ != 0; }
    /// In the document's order, the same thing at the same place once.
    std::vector<Diagnostic> sorted() const;

  private:
    std::vector<Diagnostic> found_;
    std::size_t errors_ = 0;
};

/// `FILE:LINE:COLUMN: error: TEXT`, as compilers write it and editors read it.
void print(std::ostream& out, std::string_view file, const Diagnostic& diagnostic);

}  // namespace gasworks::generator
