#pragma once
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "generator/document/parse.hpp"
#include "generator/document/read_file.hpp"

namespace gasworks::generator {

/// The files that a document consists of, each read and parsed once however it is reached. The limits are
/// those of all files together.
class Sources {
  public:
    using Read = std::function<tl::expected<std::string, Unreadable>(const std::filesystem::path& path,
                                                                     std::size_t limit)>;
    using Tree = tl::expected<Node, Diagnostic>;

    explicit Sources(DocumentLimits limits = {}, Read read = read_file);

    /// The file's number, which positions in it have; the first one is 0.
    tl::expected<std::size_t, Unreadable> open(const std::filesystem::path& path);
    /// The same for a text that was read already; `name` is what it would be called.
    std::size_t add(const std::string& name, std::string text);

    const std::string& text(std::size_t file) const { return files_[file].text; }
    const Tree& tree(std::size_t file) const { return files_[file].tree; }
    /// As messages call them: the way that leads there from where the main document was named.
    const std::vector<std::string>& names() const { return names_; }
    const DocumentLimits& limits() const { return limits_; }

  private:
    struct File {
        std::string text;
        Tree tree;
    };

    DocumentLimits limits_;
    Read read_;
    DocumentLimits left_;
    std::deque<File> files_;
    std::vector<std::string> names_;
    std::map<std::filesystem::path, std::size_t> known_;  // by where links lead
};

}  // namespace gasworks::generator
