#include "generator/document/sources.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace gasworks::generator {

namespace fs = std::filesystem;

Sources::Sources(DocumentLimits limits, Read read) : limits_(limits), read_(std::move(read)), left_(limits) {}

tl::expected<std::size_t, Unreadable> Sources::open(const fs::path& path) {
    std::error_code error;
    fs::path identity = fs::weakly_canonical(path, error);
    if (error) identity = path;
    if (const auto known = known_.find(identity); known != known_.end()) return known->second;
    if (files_.size() == limits_.files) {
        return tl::make_unexpected(Unreadable{
            "is one too many: a document has at most " + std::to_string(limits_.files) + " files", true});
    }
    auto text = read_(path, left_.bytes);
    if (!text) {
        Unreadable unreadable = text.error();
        if (unreadable.too_large && !files_.empty()) {
            unreadable.why = "is too large: the document's files have more than " +
                             std::to_string(limits_.bytes) + " bytes together";
        }
        return tl::make_unexpected(std::move(unreadable));
    }
    return add(path.string(), *std::move(text));
}

std::size_t Sources::add(const std::string& name, std::string text) {
    const std::size_t file = files_.size();
    std::error_code error;
    fs::path identity = fs::weakly_canonical(name, error);
    known_[error ? fs::path(name) : identity] = file;
    names_.push_back(name);
    Tree tree = parse_document(text, left_, file);
    left_.bytes -= std::min(left_.bytes, text.size());
    if (tree) left_.nodes -= std::min(left_.nodes, count_nodes(*tree));
    files_.push_back({std::move(text), std::move(tree)});
    return file;
}

}  // namespace gasworks::generator
