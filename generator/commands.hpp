#pragma once
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generator/document/node.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// A document without errors. The model points into the tree.
struct CheckedDocument {
    std::string yaml;  ///< as it was read; of a document in several files, the one that they are together
    Node document;     ///< one document, whatever files it was in
    Api api;
    std::vector<std::string> files;  ///< that it was read from, the main one first
};

/// Where `generate` says which files its output depends on: a rule for make, as compilers write it with -MF
/// and -MT.
struct DependencyFile {
    std::string path;
    std::string target;
};

/// The document in the file `spec`; nothing when it has errors or can't be read. What is to be said about it
/// is in `messages`, and in `exit_code` what run_check returns.
std::unique_ptr<CheckedDocument> read_and_check(const std::string& spec, std::ostream& messages,
                                                int& exit_code);

/// The same for a document that was read already; `spec` is what it is called in messages.
std::unique_ptr<CheckedDocument> check_text(std::string yaml, const std::string& spec, std::ostream& messages,
                                            int& exit_code);

/// `gasworks check`: prints what is to be said about the document. Returns the exit code: 0, 1 when there are
/// errors in it, 2 when it can't be read.
int run_check(const std::string& spec, std::ostream& messages);

/// `gasworks generate`: checks, then writes the files, each only when its content changes, so that a build
/// compiles no more than it must. Returns the exit code: as run_check; 2 also when a file can't be written or
/// the namespace is none.
int run_generate(const std::string& spec, const std::string& out, const std::string& name_space,
                 std::ostream& messages, const std::optional<DependencyFile>& dependencies = std::nullopt);

/// `gasworks bundle`: checks, then writes the document as one file, byte for byte where it is one already: to
/// the file `out`, else to `output`. Returns the exit code as run_generate does.
int run_bundle(const std::string& spec, const std::optional<std::string>& out, std::ostream& output,
               std::ostream& messages);

}  // namespace gasworks::generator
