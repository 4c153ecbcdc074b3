#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"

namespace gasworks::generator {

/// The keywords of one object of the document. Every keyword is taken, refused or, at the end, reported as
/// unknown: none goes unnoticed. Extensions (x-...) belong to other tools and are passed over, except our own
/// (x-gasworks-...).
class Fields {
  public:
    /// `what` names the object in messages: "a parameter". Reports a value that is not a mapping.
    Fields(const Node& node, std::string what, Diagnostics& diagnostics);

    const Node& node() const { return node_; }

    /// The value of a keyword that is supported here; nullptr when it is absent.
    const Node* take(std::string_view key);
    const Node* take(std::string_view key, Node::Kind kind);
    const Node* take_required(std::string_view key, Node::Kind kind);
    std::optional<std::string> text(std::string_view key);
    bool boolean(std::string_view key, bool otherwise);
    std::optional<std::uint64_t> count(std::string_view key);

    /// Keywords for readers of the document: carried in the served document, without effect on the code. A
    /// value of another kind than theirs is reported.
    void documentation(std::initializer_list<std::string_view> keys);
    /// A keyword of OpenAPI that the generator does not have (yet); `advice` says what to write instead.
    void refuse(std::string_view key, std::string_view advice);
    /// What keywords are that nobody knows: mistakes, or, in a schema of OpenAPI 3.1, annotations.
    enum class Unknown { errors, annotations };
    /// Reports what was neither taken nor refused.
    void finish(Unknown unknown = Unknown::errors);

  private:
    const Node& node_;
    std::string what_;
    Diagnostics& diagnostics_;
    std::set<std::string, std::less<>> known_;
    std::set<std::string, std::less<>> refused_;
};

}  // namespace gasworks::generator
