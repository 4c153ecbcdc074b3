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

/// Everything that is to be said about a document; of more errors or warnings than anyone reads the first
/// ones.
class Diagnostics {
  public:
    void error(Position position, std::string text);
    void warning(Position position, std::string text);

    bool has_errors() const { return errors_ != 0; }
    /// In the document's order, file by file, the same thing at the same place once.
    std::vector<Diagnostic> sorted() const;
    /// How many more there were than are kept.
    std::size_t left_out() const { return left_out_; }

  private:
    static constexpr std::size_t most = 1'000;

    void add(Diagnostic diagnostic);

    std::vector<Diagnostic> found_;
    std::size_t errors_ = 0;
    std::size_t left_out_ = 0;
};

/// `FILE:LINE:COLUMN: error: TEXT`, as compilers write it and editors read it: one line, with \n for a line
/// end in a name of the document. `files` are the names of the document's files.
void print(std::ostream& out, const std::vector<std::string>& files, const Diagnostic& diagnostic);

}  // namespace gasworks::generator
