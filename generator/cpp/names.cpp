#include "generator/cpp/names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace gasworks::generator {

namespace {

// Keywords of C++20 and later, macros of the standard and system headers that a lower-case name could be, and
// the namespaces that generated code names within its own.
constexpr std::array<std::string_view, 142> reserved = {"alignas",
                                                        "alignof",
                                                        "alloca",
                                                        "and",
                                                        "and_eq",
                                                        "asm",
                                                        "assert",
                                                        "atomic_cancel",
                                                        "atomic_commit",
                                                        "atomic_noexcept",
                                                        "auto",
                                                        "bitand",
                                                        "bitor",
                                                        "bool",
                                                        "break",
                                                        "case",
                                                        "catch",
                                                        "char",
                                                        "char16_t",
                                                        "char32_t",
                                                        "char8_t",
                                                        "class",
                                                        "co_await",
                                                        "co_return",
                                                        "co_yield",
                                                        "compl",
                                                        "concept",
                                                        "const",
                                                        "const_cast",
                                                        "consteval",
                                                        "constexpr",
                                                        "constinit",
                                                        "continue",
                                                        "contract_assert",
                                                        "decltype",
                                                        "default",
                                                        "delete",
                                                        "do",
                                                        "double",
                                                        "dynamic_cast",
                                                        "else",
                                                        "enum",
                                                        "errno",
                                                        "explicit",
                                                        "export",
                                                        "extern",
                                                        "false",
                                                        "final",
                                                        "float",
                                                        "for",
                                                        "friend",
                                                        "gasworks",
                                                        "goto",
                                                        "h_addr",
                                                        "http",
                                                        "i386",
                                                        "if",
                                                        "import",
                                                        "inline",
                                                        "int",
                                                        "linux",
                                                        "long",
                                                        "major",
                                                        "makedev",
                                                        "minor",
                                                        "module",
                                                        "mutable",
                                                        "namespace",
                                                        "new",
                                                        "nlohmann",
                                                        "noexcept",
                                                        "not",
                                                        "not_eq",
                                                        "nullptr",
                                                        "offsetof",
                                                        "operator",
                                                        "or",
                                                        "or_eq",
                                                        "override",
                                                        "private",
                                                        "protected",
                                                        "public",
                                                        "reflexpr",
                                                        "register",
                                                        "reinterpret_cast",
                                                        "requires",
                                                        "return",
                                                        "s6_addr",
                                                        "sa_handler",
                                                        "sa_sigaction",
                                                        "setjmp",
                                                        "short",
                                                        "si_addr",
                                                        "si_band",
                                                        "si_fd",
                                                        "si_int",
                                                        "si_pid",
                                                        "si_ptr",
                                                        "si_status",
                                                        "si_uid",
                                                        "si_value",
                                                        "signed",
                                                        "sizeof",
                                                        "st_atime",
                                                        "st_ctime",
                                                        "st_mtime",
                                                        "static",
                                                        "static_assert",
                                                        "static_cast",
                                                        "std",
                                                        "stderr",
                                                        "stdin",
                                                        "stdout",
                                                        "strdupa",
                                                        "strndupa",
                                                        "struct",
                                                        "switch",
                                                        "synchronized",
                                                        "template",
                                                        "this",
                                                        "thread_local",
                                                        "throw",
                                                        "true",
                                                        "try",
                                                        "typedef",
                                                        "typeid",
                                                        "typename",
                                                        "union",
                                                        "unix",
                                                        "unsigned",
                                                        "using",
                                                        "va_arg",
                                                        "va_copy",
                                                        "va_end",
                                                        "va_start",
                                                        "virtual",
                                                        "void",
                                                        "volatile",
                                                        "wchar_t",
                                                        "while",
                                                        "xor",
                                                        "xor_eq"};

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
char to_lower(char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
char to_upper(char c) {
    return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

// The code point that begins here, and its bytes; a byte that is not UTF-8 stands for itself.
std::pair<std::uint32_t, std::size_t> code_point(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : byte(0) >= 0xC0 ? 2 : 1;
    if (length == 1 || length > text.size()) return {byte(0), 1};
    std::uint32_t value = byte(0) & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = value << 6U | (byte(i) & 0x3FU);
    return {value, length};
}

std::string hexadecimal(std::uint32_t value) {
    std::array<char, 12> text{};
    std::snprintf(text.data(), text.size(), "u%04x", value);
    return text.data();
}

// The words of a name, in lower case.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    const bool only_punctuation = std::none_of(name.begin(), name.end(), [](char c) {
        return is_lower(c) || is_upper(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    });
    for (std::size_t i = 0; i < name.size();) {
        const char c = name[i];
        if (static_cast<unsigned char>(c) >= 0x80 || only_punctuation) {
            const auto [value, length] = code_point(name.substr(i));
            words.back() += hexadecimal(value);
            i += length;
            continue;
        }
        if (is_lower(c) || is_digit(c)) {
            words.back() += c;
        } else if (is_upper(c)) {
            const bool after_lower = i > 0 && (is_lower(name[i - 1]) || is_digit(name[i - 1]));
            const bool ends_acronym =
                i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]);
            if (after_lower || ends_acronym) words.emplace_back();
            words.back() += to_lower(c);
        } else {
            words.emplace_back();
        }
        ++i;
    }
    words.erase(std::remove(words.begin(), words.end(), ""), words.end());
    if (words.empty()) words.emplace_back("empty");
    return words;
}

}  // namespace

std::string snake_case(std::string_view name) {
    std::string result;
    for (const std::string& word : words_of(name))
        result += (result.empty() ? "" : "_") + word;
    if (is_digit(result.front())) result = "value_" + result;
    if (std::find(reserved.begin(), reserved.end(), result) != reserved.end()) result += '_';
    return result;
}

std::string camel_case(std::string_view name) {
    const bool is_camel_case = !name.empty() && is_upper(name.front()) &&
                               std::all_of(name.begin(), name.end(),
                                           [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); });
    // All upper case may be a macro: NULL, EOF.
    if (is_camel_case && std::any_of(name.begin(), name.end(), is_lower)) return std::string(name);
    std::string result;
    for (std::string word : words_of(name)) {
        word.front() = to_upper(word.front());
        result += word;
    }
    if (is_digit(result.front())) result = "Type" + result;
    return result;
}

Names::Names(std::initializer_list<std::string_view> taken) : taken_(taken.begin(), taken.end()) {}

std::string Names::claim(const std::string& name) {
    std::string unique = name;
    for (int i = 2; !taken_.insert(unique).second; ++i) {
        unique = name + (name.ends_with('_') ? "" : "_") + std::to_string(i);
    }
    return unique;
}

}  // namespace gasworks::generator
