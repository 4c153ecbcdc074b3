#pragma once
#include "generator/check/fields.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Checks bodies of multipart/form-data and application/x-www-form-urlencoded and reads their `encoding`.
class FormChecker {
  public:
    explicit FormChecker(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    /// `encoding` is nullptr where the document has none.
    void check(Content& content, const Node* encoding);

  private:
    void read_encoding(const Node::Member& member, Content& content);
    void check_multipart(const Content& content);
    void check_urlencoded(const Content& content);

    Diagnostics& diagnostics_;
};

}  // namespace gasworks::generator
