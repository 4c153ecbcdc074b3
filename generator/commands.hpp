#pragma once
#include <iosfwd>
#include <string>

namespace gasworks::generator {

/// `gasworks check`: prints what is to be said about the document. Returns the exit code: 0, 1 when there are
/// errors in it, 2 when it can't be read.
int run_check(const std::string& spec, std::ostream& messages);

/// `gasworks generate`: checks, then writes the files, each only when its content changes, so that a build
/// compiles no more than it must. Returns the exit code: as run_check; 2 also when a file can't be written or
/// the namespace is none.
int run_generate(const std::string& spec, const std::string& out, const std::string& name_space,
                 std::ostream& messages);

}  // namespace gasworks::generator
