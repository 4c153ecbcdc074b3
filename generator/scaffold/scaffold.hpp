#pragma once
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

namespace gasworks::generator {

/// `gasworks new`: makes the folder `parent`/`name` with a complete service in it, which builds and serves
/// its UI at once; every operation answers 501 until it is written. The document is a copy of the one in the
/// file `spec`, or a sample. The folder appears as a whole or not at all. \return the exit code: 0; 1 when
/// there are errors in the document; 2 when the name is none, something has it already, or a file can't be
/// read or written. What was wrong is in `messages`.
int run_new(const std::string& name, const std::optional<std::string>& spec,
            const std::filesystem::path& parent, std::ostream& messages);

/// What is wrong with `name` as the name of a service, which is also that of its folder, program and CMake
/// target; nothing when it is good.
std::optional<std::string> wrong_service_name(const std::string& name);

}  // namespace gasworks::generator
