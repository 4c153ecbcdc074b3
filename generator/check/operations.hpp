#pragma once
#include <map>
#include <set>
#include <string>

#include "generator/check/bodies.hpp"
#include "generator/check/fields.hpp"
#include "generator/check/references.hpp"
#include "generator/check/schemas.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads `paths` into the model's operations.
class OperationChecker {
  public:
    OperationChecker(const References& references, SchemaChecker& schemas, BodyChecker& bodies, Api& api,
                     Diagnostics& diagnostics)
        : references_(references), schemas_(schemas), bodies_(bodies), api_(api), diagnostics_(diagnostics) {}

    /// `security` is the document's, for operations that do not say their own.
    void paths(const Node& node, const Security& security);
    Parameter parameter(const Node& node);

  private:
    void path_item(const Node::Member& path, const Security& security);
    void operation(const std::string& method, const Node::Member& path, const std::string& base,
                   const Node& node, const std::vector<Parameter>& shared, const Security& security);
    void read_style(Fields& fields, Parameter& parameter);
    std::vector<Parameter> parameters(const Node& list);
    void check_path_variables(const Node::Member& path, const Operation& operation);
    void warn_of_undeclared(const Operation& operation);

    const References& references_;
    SchemaChecker& schemas_;
    BodyChecker& bodies_;
    Api& api_;
    Diagnostics& diagnostics_;
    std::set<std::string> ids_;
    std::map<std::string, std::string> shapes_;  // method and path with variables blanked -> path
};

}  // namespace gasworks::generator
