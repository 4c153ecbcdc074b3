#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace gasworks::http {

/// A regular expression of an OpenAPI document's `pattern`: ECMA-262's dialect, not anchored, over Unicode
/// code points. Matching is bounded in time and memory whatever the text is (PCRE2's match and heap limits),
/// so that a pattern that backtracks can't be used against the server.
class Pattern {
  public:
    enum class Match {
        yes,
        no,
        too_complex  ///< the limits were reached before there was an answer
    };

    /// Throws std::invalid_argument with the reason and the offset in the expression when it is not valid.
    explicit Pattern(std::string expression);
    ~Pattern();
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    /// Whether the text, which must be valid UTF-8 (else: no), contains a match. Safe to call from several
    /// threads.
    Match search(std::string_view text) const;

    const std::string& expression() const { return expression_; }

  private:
    struct Code;
    std::string expression_;
    std::unique_ptr<Code> code_;
};

}  // namespace gasworks::http
