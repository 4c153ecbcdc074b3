#include "http/pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <algorithm>
#include <array>
#include <cstdint>
#include <pcre2.h>
#include <stdexcept>

namespace gasworks::http {

namespace {

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatchData {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeMatchContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeCompileContext {
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

// About 10 ms of backtracking, and 4 MiB.
constexpr std::uint32_t match_limit = 1'000'000;
constexpr std::uint32_t heap_limit_kib = 4096;

// What ECMA-262 means and Perl does not: \uXXXX and \xXX, [] as the empty class, an unset back reference that
// matches the empty string, $ at the very end only.
constexpr std::uint32_t dialect = PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS |
                                  PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;

std::string message_of(int error) {
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(error, text.data(), text.size());
    return {text.begin(), std::find(text.begin(), text.end(), PCRE2_UCHAR{0})};
}

}  // namespace

struct Pattern::Code {
    std::unique_ptr<pcre2_code, FreeCode> compiled;
    std::unique_ptr<pcre2_match_context, FreeMatchContext> limits;
};

Pattern::Pattern(std::string expression)
    : expression_(std::move(expression)), code_(std::make_unique<Code>()) {
    std::unique_ptr<pcre2_compile_context, FreeCompileContext> context(pcre2_compile_context_create(nullptr));
    code_->limits.reset(pcre2_match_context_create(nullptr));
    if (!context || !code_->limits) throw std::bad_alloc();
    pcre2_set_compile_extra_options(context.get(), PCRE2_EXTRA_ALT_BSUX);
    pcre2_set_parens_nest_limit(context.get(), 100);
    pcre2_set_match_limit(code_->limits.get(), match_limit);
    pcre2_set_heap_limit(code_->limits.get(), heap_limit_kib);

    int error = 0;
    PCRE2_SIZE offset = 0;
    // PCRE2's characters are unsigned char.
    const auto* text = reinterpret_cast<PCRE2_SPTR>(expression_.data());
    code_->compiled.reset(pcre2_compile(text, expression_.size(), dialect, &error, &offset, context.get()));
    if (!code_->compiled) {
        throw std::invalid_argument("the pattern '" + expression_ + "' is not valid at character " +
                                    std::to_string(offset + 1) + ": " + message_of(error));
    }
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

Pattern::Match Pattern::search(std::string_view text) const {
    std::unique_ptr<pcre2_match_data, FreeMatchData> found(
        pcre2_match_data_create_from_pattern(code_->compiled.get(), nullptr));
    if (!found) throw std::bad_alloc();
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    const int result =
        pcre2_match(code_->compiled.get(), subject, text.size(), 0, 0, found.get(), code_->limits.get());
    if (result >= 0) return Match::yes;
    if (result == PCRE2_ERROR_NOMATCH) return Match::no;
    // Below these are the errors of text that is not UTF-8.
    if (result <= PCRE2_ERROR_UTF8_ERR1 && result >= PCRE2_ERROR_UTF8_ERR21) return Match::no;
    return Match::too_complex;
}

}  // namespace gasworks::http
