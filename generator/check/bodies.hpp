#pragma once
#include "generator/check/fields.hpp"
#include "generator/check/forms.hpp"
#include "generator/check/references.hpp"
#include "generator/check/schemas.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads what goes in and out beside parameters: request bodies, responses, their headers and media types.
class BodyChecker {
  public:
    BodyChecker(const References& references, SchemaChecker& schemas, Diagnostics& diagnostics)
        : references_(references), schemas_(schemas), forms_(diagnostics), diagnostics_(diagnostics) {}

    RequestBody request_body(const Node& node);
    std::vector<Response> responses(const Node& node);
    /// `status` as in Response.
    Response response(const Node& node, int status);
    ResponseHeader header(const Node& node, std::string name);

  private:
    std::vector<Content> contents(const Node& node, bool in_request);
    void check_plain(Content& content, Position position, bool in_request);

    const References& references_;
    SchemaChecker& schemas_;
    FormChecker forms_;
    Diagnostics& diagnostics_;
};

}  // namespace gasworks::generator
