#pragma once
#include <map>
#include <set>
#include <string>

#include "generator/check/bodies.hpp"
#include "generator/check/fields.hpp"
#include "generator/check/parameters.hpp"
#include "generator/check/references.hpp"
#include "generator/check/schemas.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads `paths` into the model's operations.
class OperationChecker {
  public:
    OperationChecker(const References& references, SchemaChecker& schemas, BodyChecker& bodies, Api& api,
                     Diagnostics& diagnostics)
        : references_(references),
          parameters_(references, schemas, diagnostics),
          bodies_(bodies),
          api_(api),
          diagnostics_(diagnostics) {}

    /// `security` is the document's, for operations that do not say their own.
    void paths(const Node& node, const Security& security);
    void parameter(const Node& node) { parameters_.parameter(node); }

  private:
    void path_item(const Node::Member& path, const Security& security);
    void operation(const std::string& method, const Node::Member& path, const std::string& base,
                   const Node& node, const std::vector<Parameter>& shared, const Security& security);
    void check_path_variables(const Node::Member& path, const Operation& operation);
    void warn_of_undeclared(const Operation& operation);

    const References& references_;
    ParameterChecker parameters_;
    BodyChecker& bodies_;
    Api& api_;
    Diagnostics& diagnostics_;
    std::set<std::string> ids_;
    std::map<std::string, std::string> shapes_;  // method and path with variables blanked -> path
};

}  // namespace gasworks::generator
