#include "generator/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ostream>
#include <tuple>

namespace gasworks::generator {

namespace {

auto order(const Diagnostic& diagnostic) {
    return std::tie(diagnostic.position.file, diagnostic.position.line, diagnostic.position.column,
                    diagnostic.text);
}

// Names of the document may have anything in them, also what a terminal would obey.
std::string on_one_line(std::string_view text) {
    constexpr std::size_t longest = 2'000;
    std::string line;
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            line += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned>(byte));
            line += escape.data();
        } else {
            line += c;
        }
    }
    return text.size() > longest ? line + " ..." : line;
}

}  // namespace

void Diagnostics::add(Diagnostic diagnostic) {
    // Errors have their own half, so that warnings do not hide them.
    const std::size_t of_this_kind =
        diagnostic.severity == Diagnostic::Severity::error ? errors_ : found_.size() + left_out_ - errors_;
    if (diagnostic.severity == Diagnostic::Severity::error) ++errors_;
    if (of_this_kind < most) {
        found_.push_back(std::move(diagnostic));
    } else {
        ++left_out_;
    }
}

void Diagnostics::error(Position position, std::string text) {
    add({Diagnostic::Severity::error, position, std::move(text)});
}

void Diagnostics::warning(Position position, std::string text) {
    add({Diagnostic::Severity::warning, position, std::move(text)});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    std::vector<Diagnostic> result = found_;
    std::stable_sort(result.begin(), result.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
    const auto same = [](const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b); };
    result.erase(std::unique(result.begin(), result.end(), same), result.end());
    return result;
}

void print(std::ostream& out, const std::vector<std::string>& files, const Diagnostic& diagnostic) {
    out << files.at(diagnostic.position.file) << ':' << diagnostic.position.line << ':'
        << diagnostic.position.column << ": "
        << (diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning") << ": "
        << on_one_line(diagnostic.text) << '\n';
}

}  // namespace gasworks::generator
