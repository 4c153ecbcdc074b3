#include "generator/credentials/hidden_input.hpp"

#include <istream>
#include <ostream>
#include <termios.h>
#include <unistd.h>

namespace gasworks::credentials {

namespace {

/// What is typed is not shown as long as this lives.
class NoEcho {
  public:
    NoEcho() {
        tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

  private:
    termios before_{};
};

std::optional<std::string> line_of(std::istream& in) {
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::optional<std::string> typed(const char* question, std::istream& in, std::ostream& messages) {
    messages << question << std::flush;
    const NoEcho silent;
    auto line = line_of(in);
    messages << '\n';
    return line;
}

}  // namespace

std::optional<std::string> read_password(std::istream& in, std::ostream& messages) {
    if (isatty(STDIN_FILENO) == 0) {
        auto line = line_of(in);
        if (!line) messages << "gasworks: the password is missing; it is the first line of standard input\n";
        return line;
    }
    auto first = typed("Password: ", in, messages);
    if (!first) return std::nullopt;
    const auto second = typed("The same again: ", in, messages);
    if (first == second) return first;
    messages << "gasworks: the two are not the same\n";
    return std::nullopt;
}

}  // namespace gasworks::credentials
