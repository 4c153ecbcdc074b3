#pragma once
#include <stdexcept>
#include <string>

namespace gasworks::lifecycle {

/// A command that can't do what it was told to; what() is for the user.
struct Failure : std::runtime_error {
    Failure(int code, const std::string& text) : std::runtime_error(text), exit_code(code) {}

    int exit_code;  ///< 1: a service did not do what it should; 2: the command asks for what can't be
};

}  // namespace gasworks::lifecycle
