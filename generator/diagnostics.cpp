#include "generator/diagnostics.hpp"

#include <algorithm>
#include <ostream>
#include <tuple>

namespace gasworks::generator {

namespace {

auto order(const Diagnostic& diagnostic) {
    return std::tie(diagnostic.position.line, diagnostic.position.column, diagnostic.text);
}

}  // namespace

void Diagnostics::error(Position position, std::string text) {
    found_.push_back({Diagnostic::Severity::error, position, std::move(text)});
    ++errors_;
}

void Diagnostics::warning(Position position, std::string text) {
    found_.push_back({Diagnostic::Severity::warning, position, std::move(text)});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    std::vector<Diagnostic> result = found_;
    std::stable_sort(result.begin(), result.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
    const auto same = [](const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b); };
    result.erase(std::unique(result.begin(), result.end(), same), result.end());
    return result;
}

void print(std::ostream& out, std::string_view file, const Diagnostic& diagnostic) {
    out << file << ':' << diagnostic.position.line << ':' << diagnostic.position.column << ": "
        << (diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning") << ": "
        << diagnostic.text << '\n';
}

}  // namespace gasworks::generator
