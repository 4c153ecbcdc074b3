#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gasworks::generator {

/// C++ source as it grows, line by line, indented by four spaces a level.
class Text {
  public:
    static constexpr std::size_t columns = 110;

    void line(std::string_view text = {});
    void indent() { ++level_; }
    void outdent() { --level_; }
    /// A line that opens a level, and one that closes it.
    void open(std::string_view text);
    void close(std::string_view text);
    /// A documentation comment; nothing when the text is empty.
    void document(std::string_view text);
    /// A declaration or statement: `head` item, item, ... `tail`, on one line where it fits into 110 columns,
    /// else one item a line.
    void list(std::string_view head, const std::vector<std::string>& items, std::string_view tail);

    const std::string& str() const { return text_; }

  private:
    std::string text_;
    std::size_t level_ = 0;
};

/// A string literal; everything but printable ASCII is escaped.
std::string string_literal(std::string_view text);

/// {"a", "b"}
std::string literal_list(const std::vector<std::string>& texts);

/// A literal of type double for a number as JSON writes it.
std::string double_literal(const std::string& number);

}  // namespace gasworks::generator
